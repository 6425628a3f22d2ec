"""A new password for a participant, and what becomes of the old one."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from identities.enums import Channel
from identities.models import Participant, ParticipantSession
from identities.services.logins import LoginRefused, TooManyAttempts
from identities.services.passwords import set_password
from identities.services.user_tokens import issue_user_token
from tests.database import database_fingerprint, run_together
from tests.factories.identities import ParticipantFactory
from tests.identities.services.login_attempts import (
    AT,
    SECOND,
    WatchingHasher,
    account,
    attempt,
    fail,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched_hashing")]

NEW = "battery staple"


class ReplacingHasher(WatchingHasher):
    """Checks a password as slowly as it takes to do something else meanwhile, once."""

    algorithm = "replacing"
    meanwhile: list[Callable[[], object]] = []

    def verify(self, password: str, encoded: str) -> bool:
        if self.meanwhile:
            self.meanwhile.pop()()
        return super().verify(password, encoded)


def renew(participant: Participant, password: str = NEW) -> int:
    return set_password(participant=participant, password=password, at=AT + SECOND)


def test_the_new_password_logs_in_and_the_old_one_does_not() -> None:
    profile = account()

    renew(profile.participant)

    profile.refresh_from_db()
    assert (NEW in profile.password, identify_hasher(profile.password).algorithm) == (
        False,
        "watching",
    )
    assert attempt(profile.organization, password=NEW).profile == profile
    with pytest.raises(LoginRefused):
        attempt(profile.organization)


def test_a_participant_without_a_password_is_given_one() -> None:
    profile = account(password="")

    assert renew(profile.participant) == 0

    assert attempt(profile.organization, password=NEW).profile == profile


def test_open_sessions_of_the_participant_are_closed() -> None:
    profile = account()
    attempt(profile.organization)
    issue_user_token(
        organization=profile.organization, participant=profile.participant.source_id,
        channel=Channel.MEMORI, at=AT, lifetime=timedelta(minutes=5),
    )  # fmt: skip
    old = attempt(profile.organization, at=AT - timedelta(days=2)).session
    other = attempt(account().organization).session

    closed = renew(profile.participant)

    ends = dict(ParticipantSession.objects.values_list("pk", "closed_at"))
    assert closed == 2
    assert (ends.pop(old.pk), ends.pop(other.pk)) == (None, None)
    assert set(ends.values()) == {AT + SECOND}


def nameless() -> Participant:
    return account(user_name="", email="").participant


def bare() -> Participant:
    made: Participant = ParticipantFactory()
    return made


@pytest.mark.parametrize(
    ("made", "password"),
    [
        (lambda: account().participant, "short"),
        (lambda: account().participant, "password1"),
        (lambda: account(user_name="ada-lovelace").participant, "Ada-Lovelace"),
        (lambda: account().participant, ""),
        (nameless, NEW),
        (bare, NEW),
    ],
)
def test_what_is_refused_changes_nothing(made: Callable[[], Participant], password: str) -> None:
    participant = made()
    ParticipantSession.objects.create(
        participant=participant, channel=Channel.MEMORI, created_at=AT, token_sha256=b"x",
        expires_at=AT + timedelta(hours=1),
    )  # fmt: skip
    before = database_fingerprint()

    with pytest.raises(ValidationError) as refused:
        renew(participant, password)

    assert list(refused.value.message_dict) == ["password"]
    assert database_fingerprint() == before


def test_a_locked_name_stays_locked() -> None:
    profile = account()
    fail(profile.organization, 5)

    renew(profile.participant)

    with pytest.raises(TooManyAttempts):
        attempt(profile.organization, password=NEW)


def test_a_login_with_the_old_password_meanwhile_is_refused(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.ReplacingHasher"]
    profile = account()
    ReplacingHasher.meanwhile.append(partial(renew, profile.participant))

    with pytest.raises(LoginRefused):
        attempt(profile.organization)

    assert not ParticipantSession.objects.exists()
    assert attempt(profile.organization, password=NEW).profile == profile


def test_a_login_holds_the_password_until_its_session_is_there() -> None:
    organization = account().organization

    with CaptureQueriesContext(connection) as captured:
        attempt(organization)

    def place(text: str) -> int:
        return next(n for n, query in enumerate(captured) if text in query["sql"])

    assert place("FOR NO KEY UPDATE") < place(f'INSERT INTO "{ParticipantSession._meta.db_table}"')


@pytest.mark.django_db(transaction=True)
def test_no_session_of_the_old_password_is_left_open() -> None:
    profile = account()
    logins: list[Callable[[], Any]] = [partial(attempt, profile.organization)] * 4

    *tried, closed = run_together([*logins, partial(renew, profile.participant)])

    opened = [each for each in tried if not isinstance(each, LoginRefused)]
    assert closed == len(opened)
    assert not ParticipantSession.objects.open(at=AT + SECOND).exists()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_it_is_hashed() -> None:
    participant = account().participant
    WatchingHasher.uses.clear()

    renew(participant)

    assert WatchingHasher.uses == [False]
