import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher, make_password
from pytest_django.fixtures import Settings

from identities.enums import Channel, ParticipantState
from identities.models import LoginFailure, Organization, ParticipantSession
from identities.services.logins import LoginRefused, TenantNotFound
from tests.database import database_fingerprint
from tests.factories.identities import OrganizationFactory
from tests.identities.services import login_attempts
from tests.identities.services.login_attempts import (
    AT,
    PASSWORD,
    WatchingHasher,
    account,
    attempt,
    fail,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched_hashing")]


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


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_password_is_hashed(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [
        f"{login_attempts.__name__}.WatchingHasher",
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
        f"{login_attempts.__name__}.WatchingHasher",
    ]
    fail(profile.organization)
    profile.refresh_from_db()
    assert identify_hasher(profile.password).algorithm == "watching"

    attempt(profile.organization)

    profile.refresh_from_db()
    assert isinstance(identify_hasher(profile.password), Argon2PasswordHasher)
    assert attempt(profile.organization).profile == profile
