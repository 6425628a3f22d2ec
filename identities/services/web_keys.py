"""Web keys: what makes the address of a participant's profile unguessable.

HMAC-SHA-256 over the participant's id, 192 bits of it, URL-safe base64. Nothing is stored: the key
of the MAC is derived from the installation's encryption keys. The oldest of them makes web keys,
so that putting a new one first changes no address; each of them proves one.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from identities.enums import ParticipantState
from identities.models import Organization, Participant
from identities.models.encryption import derived_keys

PURPOSE = "participant web key"
BYTES = 24


class WebKeyUnknown(Exception):
    """The organization has no such participant, or the web key is not his."""


def web_key_of(participant_id: UUID) -> str:
    """Return the participant's web key, 32 characters."""
    return _web_key(derived_keys(PURPOSE)[-1], participant_id)


def find_by_web_key(
    *, organization: Organization, participant_id: UUID, web_key: str
) -> Participant:
    """Return the participant, with his profile. Raises ``WebKeyUnknown``, for erased ones too."""
    if not _is_web_key(participant_id, web_key):
        raise WebKeyUnknown(participant_id)
    participant = (
        Participant.objects.in_organization(organization)
        .select_related("profile")
        .exclude(state=ParticipantState.ERASED)
        .filter(pk=participant_id)
        .first()
    )
    if participant is None:
        raise WebKeyUnknown(participant_id)
    return participant


def _is_web_key(participant_id: UUID, text: str) -> bool:
    return any(
        hmac.compare_digest(_web_key(key, participant_id).encode(), text.encode())
        for key in derived_keys(PURPOSE)
    )


def _web_key(key: bytes, participant_id: UUID) -> str:
    digest = hmac.digest(key, participant_id.bytes, "sha256")
    return urlsafe_b64encode(digest[:BYTES]).decode()
