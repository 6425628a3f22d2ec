"""Sessions that an organization opens for its players, and knows by their numbers.

Those that participants open by logging in have tokens, and are in ``logins``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from identities.enums import Channel, ParticipantKind, ParticipantState
from identities.models import Organization, Participant, ParticipantSession
from identities.services.participants import ParticipantNotFound


class NotAPlayer(Exception):
    """The participant is a branch, or is blocked or erased."""


class SessionAlreadyOpen(Exception):
    """The participant has an open session in this channel."""

    def __init__(self, session: ParticipantSession) -> None:
        super().__init__(session.number)
        self.session = session


class SessionNotFound(Exception):
    """The organization opened no session of this number in this channel."""


class SessionAlreadyClosed(Exception):
    """The session was closed, or has expired."""


def open_session(
    *,
    organization: Organization,
    participant: str,
    channel: Channel,
    at: datetime,
    lifetime: timedelta,
    session_id: UUID | None = None,
) -> ParticipantSession:
    """Open a session of the *participant*, a source_id, who can have one in each channel.

    One that has expired is closed first, at its expiry. A call with the same *session_id* answers
    the session that it opened: whoever's connection died may call again. Raises
    ``ParticipantNotFound``, ``NotAPlayer`` and ``SessionAlreadyOpen``.
    """
    with transaction.atomic():
        player = _locked_player(organization, participant)
        session = _open_session(player, channel, at)
        if session is None:
            return ParticipantSession.objects.create(
                id=session_id or uuid7(),
                participant=player,
                channel=channel,
                created_at=at,
                expires_at=at + lifetime,
            )
    if session.pk != session_id:
        raise SessionAlreadyOpen(session)
    return session


def close_session(
    *, organization: Organization, number: int, channel: Channel, at: datetime
) -> ParticipantSession:
    """Close the session of this *number*, whatever became of its participant.

    A call with the same *at* answers the session that it closed: whoever's connection died may
    call again. Raises ``SessionNotFound`` and ``SessionAlreadyClosed``.
    """
    with transaction.atomic():
        session = _session(organization, number, channel, lock=True)
        if session.closed_at == at:
            return session
        if session.ended_at(at=at):
            raise SessionAlreadyClosed(number)
        session.closed_at = at
        session.save(update_fields=["closed_at"])
    return session


def find_session_by_number(
    *, organization: Organization, number: int, channel: Channel
) -> ParticipantSession:
    """Return the session of this *number*, open or not, with its participant.

    Raises ``SessionNotFound``, and ``NotAPlayer`` where its participant must not play any more:
    nobody shall take it for a session that lets somebody play.
    """
    session = _session(organization, number, channel)
    _require_player(session.participant)
    return session


def _locked_player(organization: Organization, source_id: str) -> Participant:
    participants = Participant.objects.in_organization(organization)
    player = participants.select_for_update(no_key=True).filter(source_id=source_id).first()
    if player is None:
        raise ParticipantNotFound(source_id)
    _require_player(player)
    return player


def _require_player(participant: Participant) -> None:
    is_player = participant.kind == ParticipantKind.PLAYER
    if not is_player or participant.state != ParticipantState.ACTIVE:
        raise NotAPlayer(participant.source_id)


def _open_session(player: Participant, channel: Channel, at: datetime) -> ParticipantSession | None:
    session = ParticipantSession.objects.filter(
        participant=player, channel=channel, token_sha256=None, closed_at=None
    ).first()
    if session is None:
        return None
    session.participant = player
    if session.ended_at(at=at) is None:
        return session
    session.closed_at = session.expires_at
    session.save(update_fields=["closed_at"])
    return None


def _session(
    organization: Organization, number: int, channel: Channel, *, lock: bool = False
) -> ParticipantSession:
    sessions = ParticipantSession.objects.filter(
        participant__organization=organization, channel=channel, token_sha256=None
    ).select_related("participant")
    if lock:
        sessions = sessions.select_for_update(of=("self",), no_key=True)
    found = sessions.filter(number=number).first()
    if found is None:
        raise SessionNotFound(number)
    return found
