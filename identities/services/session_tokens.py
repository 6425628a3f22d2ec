"""Sessions that are known by a token, which is seen once: of it only the SHA-256 is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from identities.enums import Channel, ParticipantState
from identities.models import Participant, ParticipantSession


class SessionNotFound(Exception):
    """No session has this token, or it was closed, or nobody may use it."""


class SessionExpired(Exception):
    """The session of this token is over."""


def open_token_session(
    *, participant: Participant, token: str, channel: Channel, at: datetime, lifetime: timedelta
) -> ParticipantSession:
    """Open a session that is found by *token*; others of the participant stay open."""
    return ParticipantSession.objects.create(
        participant=participant,
        channel=channel,
        token_sha256=_sha256(token),
        created_at=at,
        expires_at=at + lifetime,
    )


def find_token_session(
    *, token: str, at: datetime, channel: Channel | None = None
) -> ParticipantSession:
    """Return the open session of this *token*, with its participant and organization.

    Raises ``SessionExpired``, and ``SessionNotFound`` for all else that keeps it from being used:
    it is unknown, of another *channel*, closed, its participant not active, or its organization
    disabled.
    """
    sessions = ParticipantSession.objects.select_related("participant__organization")
    session = sessions.filter(token_sha256=_sha256(token)).first()
    if session is None or not _is_usable(session) or channel not in (None, session.channel):
        raise SessionNotFound
    if at >= session.expires_at:
        raise SessionExpired
    return session


def _is_usable(session: ParticipantSession) -> bool:
    participant = session.participant
    return (
        session.closed_at is None
        and participant.state == ParticipantState.ACTIVE
        and participant.organization.is_enabled
    )


def _sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
