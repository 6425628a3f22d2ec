"""Assignments: badges given without a rule, taken away again, and looked up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from badges.models import Badge, BadgeAssignment, Outcome, OutcomeType
from badges.services.outcomes import OutcomeTypeNotFound, find_outcome_type
from badges.services.recipients import RecipientNotFound, check_recipient, lock_recipient
from identities.models import Organization, Participant
from identities.services.actors import Actor

URL_MAXIMUM = 2000
is_web_address = URLValidator(schemes=["http", "https"])


class BadgeNotFound(Exception):
    """The organization has no such badge, or has switched it off."""


class BadgeUrlInvalid(Exception):
    """It is no http or https URL of at most 2,000 characters."""


class BadgeHeld(Exception):
    """The participant holds the badge already."""


class AssignmentNotFound(Exception):
    """There is no such assignment."""


@dataclass(frozen=True, slots=True)
class RecordedAssignment:
    """An assignment, and whether this call made it."""

    assignment: BadgeAssignment
    created: bool


def record_assignment(
    *,
    organization: Organization,
    reference: str,
    outcome: str,
    badge_url: str,
    by: Actor,
    at: datetime,
) -> RecordedAssignment:
    """Record that an issuer gave a badge for the outcome type *outcome* (memori-badges.md).

    *reference* says to whom: the id of an outcome of that type that was processed before, or else
    a participant's source_id. *badge_url* says which: the badge of that URL, else that of the
    type's rule with the lowest threshold. A call whose reference and badge are those of an earlier
    one answers the assignment that it made, revoked since or not. Who holds the badge otherwise, by
    a rule say, is answered that assignment, which takes the URL if it has none.

    Raises ``OutcomeTypeNotFound``, ``BadgeUrlInvalid``, ``RecipientNotFound``, ``BadgeNotFound``,
    ``Refused`` with ``participant_blocked``, ``BadgesOff``; then nothing is stored.
    """
    of_type = find_outcome_type(organization=organization, code=outcome)
    _check_url(badge_url)
    with transaction.atomic():
        recipient, processed = _named_by(organization, reference, of_type)
        badge = _badge_of(badge_url, of_type)
        wanted = BadgeAssignment(
            organization=organization, participant=recipient, badge=badge, outcome=processed,
            reference=reference, badge_url=badge_url, assigned_at=at,
            channel=by.channel, client=by.client,
        )  # fmt: skip
        existing = _existing(wanted)
        if existing is None:
            check_recipient(participant=recipient)
            existing = _stored(wanted)
        if not existing.badge_url:
            existing.badge_url = badge_url
            existing.save(update_fields=["badge_url"])
    return RecordedAssignment(existing, created=existing.pk == wanted.pk)


def assign_badge(
    *,
    organization: Organization,
    participant: str,
    badge: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> BadgeAssignment:
    """Give the badge with code *badge* to the participant with source_id *participant*.

    A badge that was revoked can be given again so. Raises ``BadgeNotFound``,
    ``RecipientNotFound``, ``Refused`` with ``participant_blocked``, ``BadgesOff``, ``BadgeHeld``.
    """
    given = Badge.objects.in_organization(organization).filter(code=badge, is_enabled=True).first()
    if given is None:
        raise BadgeNotFound(badge)
    with transaction.atomic():
        recipient = lock_recipient(organization=organization, source_id=participant)
        check_recipient(participant=recipient)
        wanted = BadgeAssignment(
            organization=organization, participant=recipient, badge=given, reason=reason,
            assigned_at=at, assigned_by=by.user, channel=by.channel, client=by.client,
        )  # fmt: skip
        if _stored(wanted).pk != wanted.pk:
            raise BadgeHeld
    return wanted


def revoke_assignment(
    *, organization: Organization, assignment_id: UUID, reason: str, by: Actor, at: datetime
) -> BadgeAssignment:
    """Take a badge away from who was given it; revoking it again answers it unchanged.

    Rules do not give it again; staff, an issuer or a prize may. Raises ``AssignmentNotFound``.
    """
    with transaction.atomic():
        try:
            # whoever is giving him a badge finds it held, or not held, to his end
            lock_recipient(organization=organization, badge_assignments=assignment_id)
        except RecipientNotFound:
            raise AssignmentNotFound(assignment_id) from None
        assignments = BadgeAssignment.objects.locked().select_related("badge", "participant")
        assignment = assignments.get(pk=assignment_id)
        if assignment.revoked_at is None:
            assignment.revoked_at, assignment.revoke_reason = at, reason
            assignment.revoked_by, assignment.revoked_client = by.user, by.client
            assignment.save(
                update_fields=["revoked_at", "revoke_reason", "revoked_by", "revoked_client"]
            )
    return assignment


def badges_of(*, organization: Organization, participant_id: UUID) -> list[BadgeAssignment]:
    """Return the assignments that the participant holds, newest first, each with its badge."""
    held = BadgeAssignment.objects.in_organization(organization).held_by(participant_id)
    return list(held.select_related("badge"))


def find_assignment(
    *, organization: Organization, participant_id: UUID, assignment_id: UUID
) -> BadgeAssignment:
    """Return an assignment that the participant holds, with its badge.

    Raises ``AssignmentNotFound``, of another's and of revoked ones alike.
    """
    held = BadgeAssignment.objects.in_organization(organization).held_by(participant_id)
    found = held.select_related("badge").filter(pk=assignment_id).first()
    if found is None:
        raise AssignmentNotFound(assignment_id)
    return found


def _check_url(badge_url: str) -> None:
    try:
        is_web_address(badge_url)
    except ValidationError:
        raise BadgeUrlInvalid(badge_url) from None
    if len(badge_url) > URL_MAXIMUM:
        raise BadgeUrlInvalid(badge_url)


def _named_by(
    organization: Organization, reference: str, of_type: OutcomeType
) -> tuple[Participant, Outcome | None]:
    """Return who *reference* is about, locked, and the outcome where it is the id of one."""
    outcome = _outcome_of(organization, reference)
    if outcome is None:
        return lock_recipient(organization=organization, source_id=reference), None
    if outcome.outcome_type_id != of_type.pk:
        raise OutcomeTypeNotFound(of_type.code)
    return lock_recipient(organization=organization, pk=outcome.participant_id), outcome


def _outcome_of(organization: Organization, reference: str) -> Outcome | None:
    try:
        pk = UUID(reference)
    except ValueError:
        return None
    return Outcome.objects.filter(organization=organization, pk=pk).first()


def _badge_of(badge_url: str, of_type: OutcomeType) -> Badge:
    badges = Badge.objects.filter(organization=of_type.organization_id)
    badge = badges.filter(url=badge_url).first() or _badge_reached_first(of_type)
    if badge is None or not badge.is_enabled:
        raise BadgeNotFound(badge_url)
    return badge


def _badge_reached_first(of_type: OutcomeType) -> Badge | None:
    rule = of_type.rules.giving().select_related("badge").first()
    return rule.badge if rule else None


def _existing(wanted: BadgeAssignment) -> BadgeAssignment | None:
    """Return what an earlier call of the same content made, else what the participant holds."""
    of_badge = BadgeAssignment.objects.filter(
        organization=wanted.organization, badge=wanted.badge
    ).select_related("badge", "participant")
    same = of_badge.filter(reference=wanted.reference, participant=wanted.participant).first()
    return same or of_badge.held_by(wanted.participant_id).first()


def _stored(wanted: BadgeAssignment) -> BadgeAssignment:
    """Store *wanted*, unless the badge is held: a play may be granting it at the same time."""
    BadgeAssignment.objects.bulk_create([wanted], ignore_conflicts=True)
    held = BadgeAssignment.objects.filter(badge=wanted.badge).held_by(wanted.participant_id)
    return held.select_related("badge", "participant").get()
