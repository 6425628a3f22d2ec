from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from identities.enums import Channel, ParticipantState
from identities.models import Organization, ParticipantSession
from identities.services.logins import Login, close_sessions, find_session, log_out
from identities.services.session_tokens import SessionExpired, SessionNotFound
from tests.identities.services.login_attempts import AT, SECOND, account, attempt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("watched_hashing")]


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
