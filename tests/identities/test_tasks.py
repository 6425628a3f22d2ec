from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from identities import tasks
from identities.enums import Channel, UsageKind
from identities.models import (
    ApiClient,
    ApiClientUsage,
    IdempotencyRecord,
    LoginFailure,
    ParticipantSession,
)
from identities.services import purging
from identities.services.idempotency import new_internal_key
from identities.services.user_tokens import issue_user_token
from tests.factories.identities import ApiClientFactory, OrganizationFactory, ParticipantFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
FIVE_MINUTES = timedelta(minutes=5)


def record(client: ApiClient, key: str, age: timedelta, now: datetime = AT) -> None:
    IdempotencyRecord.objects.create(
        client=client, key=key, request_sha256="0" * 64, created_at=now - age
    )


def kept() -> set[str]:
    return set(IdempotencyRecord.objects.values_list("key", flat=True))


def test_records_are_kept_a_week_and_internal_ones_a_day() -> None:
    client = ApiClientFactory()
    young_internal, old_internal = new_internal_key(), new_internal_key()
    second = timedelta(seconds=1)
    record(client, "young", WEEK)
    record(client, "old", WEEK + second)
    record(client, young_internal, DAY)
    record(client, old_internal, DAY + second)

    purged = purging.purge_idempotency_records(before=AT - WEEK, internal_before=AT - DAY)

    assert (purged, kept()) == (2, {"young", young_internal})


def test_records_are_purged_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "ROWS_AT_ONCE", 2)
    client = ApiClientFactory()
    for number in range(5):
        # Equal instants at the edge of a batch, too.
        record(client, f"old-{number}", WEEK + number // 3 * HOUR + HOUR)
    record(client, "young", HOUR)

    purged = purging.purge_idempotency_records(before=AT - WEEK, internal_before=AT - DAY)

    assert (purged, kept()) == (5, {"young"})


def test_nothing_to_purge_is_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        purged = purging.purge_idempotency_records(before=AT - WEEK, internal_before=AT - DAY)

    assert purged == 0


def test_usage_is_purged_by_its_minute() -> None:
    client = ApiClientFactory()
    for age in (HOUR, HOUR + timedelta(minutes=1)):
        ApiClientUsage.objects.create(
            client=client, kind=UsageKind.REQUESTS, window_starts_at=AT - age, used=1
        )

    assert purging.purge_client_usage(before=AT - HOUR) == 1

    assert ApiClientUsage.objects.get().window_starts_at == AT - HOUR


def session(ends_at: datetime) -> ParticipantSession:
    return ParticipantSession.objects.create(
        participant=ParticipantFactory(),
        channel=Channel.MEMORI,
        created_at=ends_at - 2 * WEEK,
        expires_at=ends_at,
    )


def failure(last_failed_at: datetime) -> LoginFailure:
    return LoginFailure.objects.create(
        organization=OrganizationFactory(),
        name_sha256=b"x" * 32,
        failures=1,
        last_failed_at=last_failed_at,
    )


def test_sessions_are_purged_by_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "ROWS_AT_ONCE", 2)
    young = session(AT)
    for number in range(3):
        session(AT - (number + 1) * timedelta(microseconds=1))

    assert purging.purge_sessions(before=AT) == 3

    assert ParticipantSession.objects.get() == young


def test_user_tokens_are_purged_as_other_sessions_are() -> None:
    issue_user_token(
        organization=OrganizationFactory(),
        participant="ada",
        channel=Channel.PAYINGAME,
        at=AT - 2 * FIVE_MINUTES,
        lifetime=FIVE_MINUTES,
    )

    assert purging.purge_sessions(before=AT) == 1


def test_failures_are_purged_by_the_last_one() -> None:
    young = failure(AT)
    failure(AT - timedelta(microseconds=1))

    assert purging.purge_login_failures(before=AT) == 1

    assert LoginFailure.objects.get() == young


def test_nobody_is_locked_out_for_as_long_as_failures_are_kept(settings: Settings) -> None:
    assert settings.PARTICIPANT_LOGIN_LOCKOUT < tasks.KEEP_FAILURES


def test_task_purges_logins_by_the_clock_and_may_run_twice() -> None:
    now = timezone.now()
    young = session(now - 4 * WEEK), failure(now - HOUR)
    session(now - 5 * WEEK)
    failure(now - 25 * HOUR)

    for _ in range(2):
        tasks.purge_logins(timestamp=0)

    assert (ParticipantSession.objects.get(), LoginFailure.objects.get()) == young


def test_tasks_purge_by_the_clock_and_may_run_twice() -> None:
    client, now = ApiClientFactory(), timezone.now()
    record(client, "old", WEEK + HOUR, now)
    record(client, "young", WEEK - HOUR, now)
    ApiClientUsage.objects.create(
        client=client, kind=UsageKind.REQUESTS, window_starts_at=now - 2 * HOUR, used=1
    )

    for _ in range(2):
        tasks.purge_idempotency_records(timestamp=0)
        tasks.purge_client_usage(timestamp=0)

    assert (kept(), ApiClientUsage.objects.count()) == ({"young"}, 0)
