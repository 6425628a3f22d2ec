from datetime import timedelta

import pytest
from django.db import connection

from identities.models import LoginFailure
from identities.services.logins import LoginRefused, TooManyAttempts, unlock_login
from tests.database import database_fingerprint, run_together
from tests.factories.identities import ProfileFactory
from tests.identities.services.login_attempts import AT, LOCKOUT, SECOND, account, attempt, fail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched_hashing")]


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
