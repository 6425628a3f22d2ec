"""User tokens: with one, the app in a participant's hands speaks for him for some minutes.

His organization asks for them and vouches for who he is; nobody logs in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from identities.enums import Channel, ParticipantState
from identities.models import Organization, Participant, ParticipantSession
from identities.services.session_tokens import (
    SessionNotFound,
    find_token_session,
    open_token_session,
)

USER_TOKEN = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@dataclass(frozen=True, slots=True)
class UserToken:
    """A user token in clear, the only time that it can be read: a GUID in upper case."""

    session: ParticipantSession
    token: str = field(repr=False)


class ParticipantNotActive(Exception):
    """The participant is blocked or erased."""


def issue_user_token(
    *,
    organization: Organization,
    participant: str,
    channel: Channel,
    at: datetime,
    lifetime: timedelta,
) -> UserToken:
    """Issue a token, valid for *lifetime*, of the participant with source_id *participant*.

    Who is unknown is created. Earlier tokens stay valid: a page that is loaded again asks for
    another. Raises ``ParticipantNotActive``.
    """
    holder, _ = Participant.objects.get_or_create(organization=organization, source_id=participant)
    if holder.state != ParticipantState.ACTIVE:
        raise ParticipantNotActive(participant)
    token = str(uuid4()).upper()
    session = open_token_session(
        participant=holder, token=token, channel=channel, at=at, lifetime=lifetime
    )
    return UserToken(session, token)


def find_user_token(*, token: str, at: datetime) -> ParticipantSession:
    """Return the open session of this user token, whatever the case of its letters.

    Raises as ``find_token_session`` does.
    """
    if not USER_TOKEN.fullmatch(token):
        raise SessionNotFound
    return find_token_session(token=token.upper(), at=at)
