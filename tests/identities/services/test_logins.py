import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    MD5PasswordHasher,
    identify_hasher,
    make_password,
)
from django.db import connection
from pytest_django.fixtures import Settings

from identities.enums import Channel, ParticipantState
from identities.models import LoginFailure, Organization, ParticipantSession, Profile
from identities.services.logins import (
    Login,
    LoginRefused,
    SessionExpired,
    SessionNotFound,
    TenantNotFound,
    TooManyAttempts,
    close_sessions,
    find_session,
    log_in,
    log_out,
    unlock_login,
)
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory, ProfileFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LOCKOUT = timedelta(minutes=15)
PASSWORD = "correct horse"


class WatchingHasher(MD5PasswordHasher):
    """Fast, and remembers for each use whether a transaction was open."""

    algorithm = "watching"
    uses: list[bool] = []

    def encode(self, password: str, salt: str) -> str:
        self.uses.append(connection.in_atomic_block)
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _fast_hasher(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.WatchingHasher"]


def account(**members: Any) -> Profile:
    members = {"user_name": "Ada", "email": "ada@example.test", **members}
    members.setdefault("password", make_password(PASSWORD))
    profile: Profile = ProfileFactory(**members)
    return profile


def attempt(
    organization: Organization, name: str = "ada", password: str = PASSWORD, **others: Any
) -> Login:
    arguments = {
        "tenant": organization.slug,
        "channel": Channel.MEMORI,
        "at": AT,
        "lifetime": timedelta(hours=12),
        "failures_maximum": 5,
        "lockout": LOCKOUT,
        **others,
    }
    return log_in(name=name, password=password, **arguments)


def fail(organization: Organization, times: int = 1, **others: Any) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefused):
            attempt(organization, password="wrong", **others)


def test_a_login_opens_a_session_of_which_only_a_hash_is_kept() -> None:
    profile = account()

    login = attempt(profile.organization)

    stored = ParticipantSession.objects.get()
    assert (login.session, login.participant, login.profile) == (
        stored,
        profile.participant,
        profile,
    )
    assert (stored.channel, stored.created_at) == (Channel.MEMORI, AT)
    assert (stored.expires_at, stored.closed_at) == (AT + timedelta(hours=12), None)
    assert bytes(stored.token_sha256) == hashlib.sha256(login.token.encode()).digest()
    assert (login.token[:4], len(login.token), login.token in repr(login)) == ("tms_", 47, False)


@pytest.mark.parametrize("name", ["Ada", "ADA", "ada@example.test", "ADA@Example.Test"])
def test_user_name_and_email_are_taken_in_any_case(name: str) -> None:
    profile = account()

    assert attempt(profile.organization, name).profile == profile


@pytest.mark.parametrize("slug", ["nobody", "", "a\0b", "\ud800"])
def test_unknown_tenant_is_told(slug: str) -> None:
    profile = account()
    before = database_fingerprint()

    with pytest.raises(TenantNotFound):
        attempt(profile.organization, tenant=slug)

    assert database_fingerprint() == before


def test_disabled_organization_is_no_tenant() -> None:
    profile = account(participant__organization__is_enabled=False)

    with pytest.raises(TenantNotFound):
        attempt(profile.organization)


REFUSED: dict[str, Callable[[], tuple[Organization, str, str]]] = {
    "unknown": lambda: (account().organization, "bob", PASSWORD),
    "empty": lambda: (account(user_name="", email="").organization, "", PASSWORD),
    "nul": lambda: (account().organization, "ada\0", PASSWORD),
    "surrogate": lambda: (account().organization, "\ud800", PASSWORD),
    "wrong_password": lambda: (account().organization, "ada", "Correct horse"),
    "no_password": lambda: (account(password="").organization, "ada", ""),
    "blocked": lambda: (
        account(participant__state=ParticipantState.BLOCKED).organization,
        "ada",
        PASSWORD,
    ),
    "erased": lambda: (
        account(participant__state=ParticipantState.ERASED).organization,
        "ada",
        PASSWORD,
    ),
    "another_organization": lambda: (OrganizationFactory(), account().user_name, PASSWORD),
    "shared_email": lambda: (two_with_one_email(), "ada@example.test", PASSWORD),
}


def two_with_one_email() -> Organization:
    first = account()
    account(participant__organization=first.organization, user_name="Bob")
    return first.organization


@pytest.mark.parametrize("case", REFUSED)
def test_all_that_is_wrong_has_one_answer_one_hash_and_one_failure(case: str) -> None:
    organization, name, password = REFUSED[case]()
    WatchingHasher.uses.clear()

    with pytest.raises(LoginRefused) as refused:
        attempt(organization, name, password)

    assert refused.value.args == ()
    assert len(WatchingHasher.uses) == 1
    assert LoginFailure.objects.get().failures == 1
    assert not ParticipantSession.objects.exists()


def test_an_email_that_one_of_two_has_a_password_for_is_taken() -> None:
    profile = account()
    account(participant__organization=profile.organization, user_name="", password="")

    assert attempt(profile.organization, "ada@example.test").profile == profile


def test_a_user_name_goes_before_an_email() -> None:
    profile = account(user_name="shared@example.test")
    account(
        participant__organization=profile.organization,
        user_name="Bob",
        email="shared@example.test",
    )

    assert attempt(profile.organization, "shared@example.test").profile == profile


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_the_sixth_attempt_is_locked_whoever_it_is(name: str) -> None:
    organization = account().organization
    fail(organization, 4, name=name)
    fail(organization, name=name, at=AT + SECOND)
    before = database_fingerprint()

    with pytest.raises(TooManyAttempts) as locked:
        attempt(organization, name, at=AT + 2 * SECOND)

    assert locked.value.retry_at == AT + SECOND + LOCKOUT
    assert database_fingerprint() == before


def test_the_lock_ends_to_the_microsecond_and_the_count_begins_anew() -> None:
    organization = account().organization
    fail(organization, 5)

    with pytest.raises(TooManyAttempts):
        attempt(organization, at=AT + LOCKOUT - timedelta(microseconds=1))
    fail(organization, 4, at=AT + LOCKOUT)

    assert attempt(organization, at=AT + LOCKOUT).session
    assert not LoginFailure.objects.exists()


def test_a_success_forgets_the_failures_of_its_name_only() -> None:
    organization = account().organization
    fail(organization, 4)
    fail(organization, name="bob")

    attempt(organization)

    assert LoginFailure.objects.get().failures == 1
    fail(organization, 4)


def test_a_name_is_counted_whatever_its_case() -> None:
    organization = account().organization
    fail(organization, 5)

    with pytest.raises(TooManyAttempts):
        attempt(organization, "ADA")


def test_a_name_that_the_database_takes_for_the_same_is_counted_as_the_same() -> None:
    # Python's lower() makes two characters of it
    organization = account(user_name="mini").organization
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('m\u0130ni') = 'mini'")
        (is_same,) = cursor.fetchone()

    for name in ("mini", "m\u0130ni", "min\u0130", "MINI", "M\u0130N\u0130"):
        fail(organization, name=name)

    assert (LoginFailure.objects.count() == 1) is is_same


def test_organizations_are_counted_apart() -> None:
    fail(account().organization, 5)
    profile = account()

    assert attempt(profile.organization).profile == profile


@pytest.mark.django_db(transaction=True)
def test_no_more_guesses_than_allowed_come_through_at_once() -> None:
    organization = account().organization

    results = run_together([lambda: attempt(organization, password="wrong")] * 40)

    kinds = [type(result) for result in results]
    assert (kinds.count(LoginRefused), kinds.count(TooManyAttempts)) == (5, 35)
    assert LoginFailure.objects.get().failures == 5


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_password_is_hashed(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [
        f"{__name__}.WatchingHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    organization = account(password=make_password(PASSWORD, hasher="md5")).organization
    WatchingHasher.uses.clear()

    fail(organization, name="nobody")
    attempt(organization)
    attempt(organization)

    # the unknown name's, the old hash's successor, the check of that
    assert WatchingHasher.uses == [False, False, False]


def test_an_old_hash_is_replaced(settings: Settings) -> None:
    profile = account()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        f"{__name__}.WatchingHasher",
    ]
    fail(profile.organization)
    profile.refresh_from_db()
    assert identify_hasher(profile.password).algorithm == "watching"

    attempt(profile.organization)

    profile.refresh_from_db()
    assert isinstance(identify_hasher(profile.password), Argon2PasswordHasher)
    assert attempt(profile.organization).profile == profile


def test_a_session_is_found_by_its_token() -> None:
    login = attempt(account().organization)

    found = find_session(token=login.token, at=AT, channel=Channel.MEMORI)

    assert found == login.session
    assert find_session(token=login.token, at=AT) == login.session
    assert found.participant.organization == login.profile.organization


def test_finding_a_session_is_one_query(django_assert_num_queries: Any) -> None:
    login = attempt(account().organization)

    with django_assert_num_queries(1):
        assert find_session(token=login.token, at=AT).participant.organization.slug


def test_a_session_ends_to_the_microsecond() -> None:
    login = attempt(account().organization)
    end = AT + timedelta(hours=12)

    assert find_session(token=login.token, at=end - timedelta(microseconds=1))
    with pytest.raises(SessionExpired):
        find_session(token=login.token, at=end)


@pytest.mark.parametrize(
    "token", ["", "tms_", "tms_" + "A" * 43, "tms_" + "é" * 43, "x\0", "\ud800", "A" * 47]
)
def test_an_unknown_token_is_not_found(token: str) -> None:
    attempt(account().organization)

    with pytest.raises(SessionNotFound):
        find_session(token=token, at=AT)


def close(login: Login) -> None:
    log_out(token=login.token, at=AT)


def block(login: Login) -> None:
    login.participant.state = ParticipantState.BLOCKED
    login.participant.save()


def disable(login: Login) -> None:
    Organization.objects.update(is_enabled=False)


@pytest.mark.parametrize("spoil", [close, block, disable])
@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=1)])
def test_a_session_that_nobody_may_use_is_not_found(
    spoil: Callable[[Login], None], later: timedelta
) -> None:
    login = attempt(account().organization)

    spoil(login)

    for call in (find_session, log_out):
        with pytest.raises(SessionNotFound):
            call(token=login.token, at=AT + later)


def test_a_session_of_another_channel_is_not_found() -> None:
    login = attempt(account().organization)

    for call in (find_session, log_out):
        with pytest.raises(SessionNotFound):
            call(token=login.token, at=AT, channel=Channel.TOMHORN_GMS)

    assert ParticipantSession.objects.get().closed_at is None


def test_logging_out_closes_that_session_only() -> None:
    organization = account().organization
    first, second = attempt(organization), attempt(organization)

    log_out(token=first.token, at=AT + SECOND)

    first.session.refresh_from_db()
    assert first.session.closed_at == AT + SECOND
    assert find_session(token=second.token, at=AT + SECOND)


def test_an_expired_session_is_not_closed() -> None:
    login = attempt(account().organization)

    with pytest.raises(SessionExpired):
        log_out(token=login.token, at=AT + timedelta(days=1))

    assert ParticipantSession.objects.get().closed_at is None


def test_staff_close_all_sessions_of_a_participant() -> None:
    profile = account()
    logins = [attempt(profile.organization) for _ in range(2)]
    old = attempt(profile.organization, at=AT - timedelta(days=2))
    other = attempt(account().organization)

    closed = close_sessions(participant=profile.participant, at=AT + SECOND)

    assert closed == 2
    for login in logins:
        with pytest.raises(SessionNotFound):
            find_session(token=login.token, at=AT)
    old.session.refresh_from_db()
    assert old.session.closed_at is None
    assert find_session(token=other.token, at=AT)


def test_staff_unlock_the_names_of_a_participant() -> None:
    profile = account()
    for name in ("ADA", "Ada@example.test", "bob"):
        fail(profile.organization, 5, name=name)
    fail(account().organization)

    unlocked = unlock_login(participant=profile.participant)

    assert (unlocked, LoginFailure.objects.count()) == (2, 2)
    assert attempt(profile.organization).profile == profile


@pytest.mark.parametrize("members", [{}, {"email": "ada@example.test"}])
def test_participant_without_failures_is_not_locked(members: dict[str, str]) -> None:
    profile = ProfileFactory(**members)
    LoginFailure.objects.create(
        organization=profile.organization, name_sha256=b"x", failures=1, last_failed_at=AT
    )

    assert unlock_login(participant=profile.participant) == 0
