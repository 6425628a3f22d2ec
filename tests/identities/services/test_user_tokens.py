import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from identities.enums import Channel, ParticipantState
from identities.models import Organization, Participant, ParticipantSession
from identities.services.logins import close_sessions, find_session
from identities.services.session_tokens import SessionExpired, SessionNotFound
from identities.services.user_tokens import (
    ParticipantNotActive,
    UserToken,
    find_user_token,
    issue_user_token,
)
from tests.database import database_fingerprint
from tests.factories.identities import OrganizationFactory, ParticipantFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
LIFETIME = timedelta(minutes=5)
GUID = re.compile(r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}")


def issue(organization: Organization, participant: str = "ada") -> UserToken:
    return issue_user_token(
        organization=organization,
        participant=participant,
        channel=Channel.PAYINGAME,
        at=AT,
        lifetime=LIFETIME,
    )


def test_a_token_opens_a_session_of_which_only_a_hash_is_kept() -> None:
    ada = ParticipantFactory(source_id="ada")

    issued = issue(ada.organization)

    stored = ParticipantSession.objects.get()
    assert (issued.session, stored.participant, stored.channel) == (stored, ada, Channel.PAYINGAME)
    assert (stored.created_at, stored.expires_at) == (AT, AT + LIFETIME)
    assert bytes(stored.token_sha256) == hashlib.sha256(issued.token.encode()).digest()
    assert GUID.fullmatch(issued.token)
    assert issued.token not in repr(issued)


def test_who_is_unknown_is_created() -> None:
    organization = OrganizationFactory()
    ParticipantFactory(source_id="ada")

    issued = issue(organization)

    assert issued.session.participant == Participant.objects.get(organization=organization)
    assert issued.session.participant.source_id == "ada"


@pytest.mark.parametrize("state", [ParticipantState.BLOCKED, ParticipantState.ERASED])
def test_who_is_not_active_is_issued_none(state: ParticipantState) -> None:
    ada = ParticipantFactory(source_id="ada", state=state)
    before = database_fingerprint()

    with pytest.raises(ParticipantNotActive):
        issue(ada.organization)

    assert database_fingerprint() == before


@pytest.mark.parametrize("spell", [str, str.lower, str.title])
def test_a_token_is_found_in_any_case(spell: Callable[[str], str]) -> None:
    issued = issue(OrganizationFactory())

    assert find_user_token(token=spell(issued.token), at=AT) == issued.session


def test_finding_a_token_is_one_query(django_assert_num_queries: Any) -> None:
    issued = issue(OrganizationFactory())

    with django_assert_num_queries(1):
        found = find_user_token(token=issued.token, at=AT)
        assert (found.participant.source_id, bool(found.participant.organization.slug)) == (
            "ada",
            True,
        )


def test_several_tokens_of_a_participant_are_valid() -> None:
    organization = OrganizationFactory()

    issued = [issue(organization) for _ in range(2)]

    assert len({one.token for one in issued}) == 2
    assert [find_user_token(token=one.token, at=AT).pk for one in issued] == [
        one.session.pk for one in issued
    ]


def test_a_token_ends_to_the_microsecond() -> None:
    issued = issue(OrganizationFactory())
    end = AT + LIFETIME

    assert find_user_token(token=issued.token, at=end - timedelta(microseconds=1))
    with pytest.raises(SessionExpired):
        find_user_token(token=issued.token, at=end)


@pytest.mark.parametrize(
    "spell",
    [
        lambda _: "",
        lambda _: "B1479D7E-0000-4000-8000-000000000000",
        lambda token: token.replace("-", ""),
        lambda token: f"{{{token}}}",
        lambda token: f"{token}\n",
        lambda token: f"{token}\0",
        lambda _: "\ud800",
    ],
)
def test_what_was_not_issued_is_not_found(spell: Callable[[str], str]) -> None:
    issued = issue(OrganizationFactory())

    with pytest.raises(SessionNotFound):
        find_user_token(token=spell(issued.token), at=AT)


def close(issued: UserToken) -> None:
    assert close_sessions(participant=issued.session.participant, at=AT) == 1


def block(issued: UserToken) -> None:
    Participant.objects.update(state=ParticipantState.BLOCKED)


def disable(issued: UserToken) -> None:
    Organization.objects.update(is_enabled=False)


@pytest.mark.parametrize("spoil", [close, block, disable])
def test_a_token_that_nobody_may_use_is_not_found(spoil: Callable[[UserToken], None]) -> None:
    issued = issue(OrganizationFactory())

    spoil(issued)

    with pytest.raises(SessionNotFound):
        find_user_token(token=issued.token, at=AT)


def test_a_user_token_is_no_login() -> None:
    issued = issue(OrganizationFactory())

    with pytest.raises(SessionNotFound):
        find_session(token=issued.token, at=AT)
