"""Every named rule of the tables, broken by going round the services."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from identities.enums import Channel
from identities.models import (
    ApiClientUsage,
    IdempotencyRecord,
    LoginFailure,
    ParticipantSession,
    StaffMembership,
)
from tests.database import named_rules, named_triggers, violated_by
from tests.factories.identities import (
    ApiClientFactory,
    OrganizationFactory,
    ParticipantFactory,
    ProfileFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def twice(make: Callable[[], object]) -> None:
    make()
    make()


def two_usages() -> None:
    client = ApiClientFactory()
    twice(
        lambda: ApiClientUsage.objects.create(
            client=client, kind="requests", window_starts_at=NOW, used=1
        )
    )


def two_records() -> None:
    client = ApiClientFactory()
    twice(lambda: IdempotencyRecord.objects.create(client=client, key="k", request_sha256=""))


def two_memberships() -> None:
    user, organization = UserFactory(), OrganizationFactory()
    twice(
        lambda: StaffMembership.objects.create(user=user, organization=organization, role="support")
    )


def two_sessions() -> None:
    participant = ParticipantFactory()
    twice(lambda: session(participant=participant, token_sha256=b"x" * 32))


def two_participants() -> None:
    organization = OrganizationFactory()
    twice(lambda: ParticipantFactory(organization=organization, source_id="ada"))


def two_profiles(**members: object) -> None:
    organization = OrganizationFactory()
    twice(lambda: ProfileFactory(participant__organization=organization, **members))


def session(**members: object) -> ParticipantSession:
    members.setdefault("participant", ParticipantFactory())
    return ParticipantSession.objects.create(
        channel=Channel.TOMHORN_GMS, expires_at=NOW + timedelta(days=1), **members
    )


def two_open_sessions() -> None:
    participant = ParticipantFactory()
    twice(lambda: session(participant=participant))


def two_failures() -> None:
    organization = OrganizationFactory()
    twice(
        lambda: LoginFailure.objects.create(
            organization=organization, name_sha256=b"x", failures=1, last_failed_at=NOW
        )
    )


VIOLATIONS: dict[str, Callable[[], object]] = {
    "api_client_prefix_unique": lambda: twice(lambda: ApiClientFactory(prefix="abc")),
    "api_client_scopes_known": lambda: ApiClientFactory(scopes=["read", "everything"]),
    "api_client_rate_positive": lambda: ApiClientFactory(requests_per_minute=0),
    "api_client_usage_unique": two_usages,
    "idempotency_key_unique": two_records,
    "idempotency_answer_whole": lambda: IdempotencyRecord.objects.create(
        client=ApiClientFactory(), key="k", request_sha256="", status=200
    ),
    "organization_slug_unique": lambda: twice(lambda: OrganizationFactory(slug="acme")),
    "participant_source_id_unique": two_participants,
    "participant_source_id_given": lambda: ParticipantFactory(source_id=""),
    "participant_state_known": lambda: ParticipantFactory(state="asleep"),
    "participant_kind_known": lambda: ParticipantFactory(kind="robot"),
    "participant_session_token_unique": two_sessions,
    "participant_session_period_in_order": lambda: ParticipantSession.objects.create(
        participant=ParticipantFactory(),
        channel=Channel.MEMORI,
        token_sha256=b"x",
        expires_at=NOW - timedelta(days=1),
    ),
    "participant_session_number_unique": lambda: twice(lambda: session(number=1)),
    "participant_session_open_once": two_open_sessions,
    "login_failure_once_per_name": two_failures,
    "profile_user_name_unique": lambda: two_profiles(user_name="ada"),
    "profile_account_key_unique": lambda: two_profiles(account_key="email:ada@example.test"),
    "profile_participant_in_organization": lambda: ProfileFactory(
        organization=OrganizationFactory()
    ),
    "profile_country_is_iso": lambda: ProfileFactory(country="de"),
    "staff_membership_unique": two_memberships,
    "staff_membership_role_known": lambda: StaffMembership.objects.create(
        user=UserFactory(), organization=OrganizationFactory(), role="king"
    ),
}

# keys that other tables refer to; the primary key speaks first
REFERRED_TO = {"participant_in_organization"}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_named_rule_holds(name: str) -> None:
    assert violated_by(VIOLATIONS[name]) == name


def test_every_named_rule_is_tried() -> None:
    assert named_rules("identities") == VIOLATIONS.keys() | REFERRED_TO


def test_there_are_no_triggers_but_those_of_history() -> None:
    assert named_triggers("identities") == set()
