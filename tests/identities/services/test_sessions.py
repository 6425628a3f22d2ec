from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from identities.enums import Channel, ParticipantKind, ParticipantState
from identities.models import Organization, Participant, ParticipantSession
from identities.services.participants import ParticipantNotFound
from identities.services.sessions import (
    NotAPlayer,
    SessionAlreadyClosed,
    SessionAlreadyOpen,
    SessionNotFound,
    close_session,
    find_session_by_number,
    open_session,
)
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory, ParticipantFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 10, 0, 0, 123456, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
DAY = timedelta(days=1)
GMS = Channel.TOMHORN_GMS
BARRED = [
    {"kind": ParticipantKind.BRANCH},
    {"state": ParticipantState.BLOCKED},
    {"state": ParticipantState.ERASED},
]


@pytest.fixture
def player() -> Participant:
    return ParticipantFactory(source_id="ada")  # type: ignore[no-any-return]


def opened(player: Participant, at: datetime = AT, **members: object) -> ParticipantSession:
    values = {"channel": GMS, "lifetime": DAY, **members}
    return open_session(
        organization=player.organization,
        participant=player.source_id,
        at=at,
        **values,  # type: ignore[arg-type]
    )


def closed(session: ParticipantSession, at: datetime = LATER) -> ParticipantSession:
    organization = session.participant.organization
    return close_session(organization=organization, number=session.number, channel=GMS, at=at)


def found(session: ParticipantSession) -> ParticipantSession:
    organization = session.participant.organization
    return find_session_by_number(organization=organization, number=session.number, channel=GMS)


def test_session_is_opened(player: Participant) -> None:
    session = opened(player)

    stored = ParticipantSession.objects.get()
    assert (stored, stored.number, stored.participant) == (session, session.number, player)
    assert (stored.channel, stored.token_sha256) == (GMS, None)
    assert (stored.created_at, stored.expires_at, stored.closed_at) == (AT, AT + DAY, None)


def test_participant_has_one_open_session(player: Participant) -> None:
    first = opened(player)
    before = database_fingerprint()

    with pytest.raises(SessionAlreadyOpen) as refused:
        opened(player, LATER)

    assert (refused.value.session, database_fingerprint()) == (first, before)


def test_participant_has_a_session_in_each_channel(player: Participant) -> None:
    sessions = {opened(player, channel=channel).number for channel in (GMS, Channel.EPRIZE)}

    assert len(sessions) == 2


def test_login_is_no_session_of_the_organization(player: Participant) -> None:
    login = ParticipantSession.objects.create(
        participant=player, channel=GMS, token_sha256=b"x" * 32, created_at=AT, expires_at=LATER
    )

    session = opened(player)

    assert session != login
    with pytest.raises(SessionNotFound):
        found(login)
    with pytest.raises(SessionNotFound):
        closed(login)


def test_call_that_is_made_again_answers_its_own_session(player: Participant) -> None:
    session_id = uuid4()

    first, second = (opened(player, session_id=session_id) for _ in range(2))

    assert (first, ParticipantSession.objects.count()) == (second, 1)


def test_session_can_be_opened_after_another_was_closed(player: Participant) -> None:
    first = opened(player)
    closed(first)

    second = opened(player, LATER)

    assert second.number > first.number


def test_expired_session_is_closed_at_its_expiry(player: Participant) -> None:
    first = opened(player, lifetime=timedelta(hours=1))

    second = opened(player, LATER)

    first.refresh_from_db()
    assert (first.closed_at, first.expires_at, second.closed_at) == (LATER, LATER, None)


@pytest.mark.parametrize("barred", BARRED)
def test_only_players_have_sessions(player: Participant, barred: dict[str, str]) -> None:
    Participant.objects.update(**barred)
    before = database_fingerprint()

    with pytest.raises(NotAPlayer):
        opened(player)

    assert database_fingerprint() == before


@pytest.mark.parametrize("source_id", ["nobody", "Ada", ""])
def test_unknown_participant_has_no_session(player: Participant, source_id: str) -> None:
    player.source_id = source_id

    with pytest.raises(ParticipantNotFound):
        opened(player)


def test_participant_of_another_organization_has_no_session(player: Participant) -> None:
    player.organization = OrganizationFactory()

    with pytest.raises(ParticipantNotFound):
        opened(player)


def test_session_is_closed(player: Participant) -> None:
    session = closed(opened(player))

    stored = ParticipantSession.objects.get()
    assert (stored, stored.closed_at, session.closed_at) == (session, LATER, LATER)


def test_session_is_closed_whatever_became_of_its_participant(player: Participant) -> None:
    session = opened(player)
    Participant.objects.update(state=ParticipantState.BLOCKED)

    assert closed(session).closed_at == LATER


def test_session_is_closed_once(player: Participant) -> None:
    session = closed(opened(player))
    before = database_fingerprint()

    with pytest.raises(SessionAlreadyClosed):
        closed(session, LATER + timedelta(microseconds=1))

    assert database_fingerprint() == before


def test_expired_session_is_closed_already(player: Participant) -> None:
    session = opened(player, lifetime=timedelta(hours=1))
    before = database_fingerprint()

    with pytest.raises(SessionAlreadyClosed):
        closed(session, LATER)

    assert database_fingerprint() == before


def test_call_that_is_made_again_answers_what_it_closed(player: Participant) -> None:
    session = opened(player)

    first, second = (closed(session) for _ in range(2))

    assert first.closed_at == second.closed_at == LATER


def test_session_is_found_open_or_closed(player: Participant) -> None:
    session = opened(player)

    assert found(session) == session
    assert found(closed(session)).ended_at(at=LATER) == LATER


@pytest.mark.parametrize("barred", BARRED)
def test_session_of_who_is_no_player_any_more_is_refused(
    player: Participant, barred: dict[str, str]
) -> None:
    session = opened(player)
    Participant.objects.update(**barred)

    with pytest.raises(NotAPlayer):
        found(session)


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, -(2**63)])
def test_unknown_number_is_not_found(player: Participant, number: int) -> None:
    with pytest.raises(SessionNotFound):
        find_session_by_number(organization=player.organization, number=number, channel=GMS)


def test_session_of_another_organization_or_channel_is_not_found(player: Participant) -> None:
    session = opened(player)
    before = database_fingerprint()
    calls: list[tuple[Organization, Channel]] = [
        (OrganizationFactory.build(), GMS),
        (player.organization, Channel.EPRIZE),
    ]

    for organization, channel in calls:
        with pytest.raises(SessionNotFound):
            close_session(
                organization=organization, number=session.number, channel=channel, at=LATER
            )
        with pytest.raises(SessionNotFound):
            find_session_by_number(
                organization=organization, number=session.number, channel=channel
            )
    assert database_fingerprint() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_ten_at_once_open_one_session(player: Participant) -> None:
    answers = run_together([lambda: opened(player)] * 10)

    (session,) = ParticipantSession.objects.all()
    assert [answer for answer in answers if isinstance(answer, ParticipantSession)] == [session]
    refused = [answer for answer in answers if isinstance(answer, SessionAlreadyOpen)]
    assert [refusal.session for refusal in refused] == [session] * 9


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_ten_at_once_close_a_session_once(player: Participant) -> None:
    session = opened(player)

    answers = run_together(
        [lambda n=n: closed(session, LATER + timedelta(microseconds=n)) for n in range(10)]
    )

    ended = [answer for answer in answers if isinstance(answer, ParticipantSession)]
    refused = [answer for answer in answers if isinstance(answer, SessionAlreadyClosed)]
    assert (len(ended), len(refused)) == (1, 9)
    assert ParticipantSession.objects.get().closed_at == ended[0].closed_at
