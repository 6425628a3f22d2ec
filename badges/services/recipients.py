"""Who is given badges: a participant who is neither blocked nor wants none."""

from __future__ import annotations

from badges.models import BadgeOptOut
from identities.enums import ParticipantState
from identities.models import Organization, Participant
from promotions.services.refusals import Refused


class BadgesOff(Exception):
    """The participant wants no badges."""


class RecipientNotFound(Exception):
    """The organization knows nobody of this name."""


def lock_new_recipient(*, organization: Organization, source_id: str) -> Participant:
    """Return the participant of *source_id*, locked; created where unknown."""
    try:
        return lock_recipient(organization=organization, source_id=source_id)
    except RecipientNotFound:
        unknown = Participant(organization=organization, source_id=source_id)
        Participant.objects.bulk_create([unknown], ignore_conflicts=True)
    return lock_recipient(organization=organization, source_id=source_id)


def lock_recipient(*, organization: Organization, **lookup: object) -> Participant:
    """Return the participant of *lookup*, locked, so that his badges are counted one by one.

    Raises ``RecipientNotFound``.
    """
    found = (
        Participant.objects.in_organization(organization)
        .select_for_update(of=("self",), no_key=True)
        .filter(**lookup)
        .first()
    )
    if found is None:
        raise RecipientNotFound
    return found


def check_recipient(*, participant: Participant) -> None:
    """Raise ``Refused`` with ``participant_blocked``, or ``BadgesOff``."""
    if participant.state != ParticipantState.ACTIVE:
        raise Refused("participant_blocked")
    if BadgeOptOut.objects.filter(participant=participant).exists():
        raise BadgesOff
