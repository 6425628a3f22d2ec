"""Outcomes: what a participant achieved, and the badges that it gives by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from badges.models import BadgeAssignment, BadgeRule, Outcome, OutcomeType
from badges.services.recipients import check_recipient, lock_new_recipient
from identities.models import Organization, Participant
from identities.services.actors import Actor


class OutcomeTypeNotFound(Exception):
    """The organization has no such outcome type, or has switched it off."""


class NoRuleForOutcome(Exception):
    """No rule gives a badge for such outcomes."""


class ReferenceTaken(Exception):
    """The organization has processed another outcome under this reference."""


@dataclass(frozen=True, slots=True)
class ProcessedOutcome:
    """An outcome, the badges that it gave, and whether this call stored it."""

    outcome: Outcome
    assigned: list[BadgeAssignment]
    created: bool


def process_outcome(
    *,
    organization: Organization,
    participant: str,
    outcome: str,
    by: Actor,
    at: datetime,
    reference: str | None = None,
    rules_required: bool = False,
) -> ProcessedOutcome:
    """Store that the participant with source_id *participant* achieved the outcome type *outcome*.

    An unknown participant is created, in the same transaction. Each rule whose threshold is reached
    gives its badge, unless the participant ever had it. The same *reference* again answers the same
    outcome, and the badges that it gave then. With *rules_required* an outcome that could give no
    badge is refused.

    Raises ``ReferenceTaken`` where the earlier outcome differs, ``OutcomeTypeNotFound``,
    ``Refused`` with ``participant_blocked``, ``BadgesOff``, ``NoRuleForOutcome``; then nothing is
    stored.
    """
    try:
        with transaction.atomic():
            achiever = lock_new_recipient(organization=organization, source_id=participant)
            existing = _outcome_with(organization, reference)
            if existing is not None:
                return _same(existing, participant, outcome)
            check_recipient(participant=achiever)
            of_type = find_outcome_type(organization=organization, code=outcome)
            if rules_required and not of_type.rules.giving().exists():
                raise NoRuleForOutcome(outcome)
            return _store(achiever, of_type, reference, by, at)
    except IntegrityError as error:
        if _constraint(error) != "outcome_reference_unique":
            raise
        # another participant's call with this reference was first
        existing = _outcome_with(organization, reference)
        if existing is None:
            raise
        return _same(existing, participant, outcome)


def find_outcome_type(*, organization: Organization, code: str) -> OutcomeType:
    """Return the outcome type of *code*, with which outcomes may be stored.

    Raises ``OutcomeTypeNotFound``.
    """
    types = OutcomeType.objects.in_organization(organization).enabled()
    found = types.filter(code=code).first()
    if found is None:
        raise OutcomeTypeNotFound(code)
    return found


def badges_given_by(outcome: Outcome) -> list[BadgeAssignment]:
    """Return the assignments that the rules made for *outcome*, revoked since or not."""
    return list(outcome.assignments.by_rules())


def _store(
    achiever: Participant, of_type: OutcomeType, reference: str | None, by: Actor, at: datetime
) -> ProcessedOutcome:
    newest = achiever.outcomes.filter(outcome_type=of_type).order_by("-number").first()
    outcome = Outcome.objects.create(
        organization_id=achiever.organization_id,
        participant=achiever,
        outcome_type=of_type,
        number=1 if newest is None else newest.number + 1,
        reference=reference,
        happened_at=at,
        channel=by.channel,
        client=by.client,
    )
    reached = of_type.rules.giving().new_to(achiever).filter(threshold__lte=outcome.number)
    # a play may be granting one of them at the same time: then that is the assignment
    BadgeAssignment.objects.bulk_create(
        [_by_rule(rule, outcome, by) for rule in reached], ignore_conflicts=True
    )
    return ProcessedOutcome(outcome, badges_given_by(outcome), created=True)


def _by_rule(rule: BadgeRule, outcome: Outcome, by: Actor) -> BadgeAssignment:
    return BadgeAssignment(
        organization_id=outcome.organization_id,
        participant_id=outcome.participant_id,
        badge_id=rule.badge_id,
        outcome=outcome,
        rule=rule,
        threshold=rule.threshold,
        assigned_at=outcome.happened_at,
        channel=by.channel,
        client=by.client,
    )


def _outcome_with(organization: Organization, reference: str | None) -> Outcome | None:
    if reference is None:
        return None
    outcomes = Outcome.objects.filter(organization=organization, reference=reference)
    return outcomes.select_related("participant", "outcome_type").first()


def _same(existing: Outcome, participant: str, outcome: str) -> ProcessedOutcome:
    same = (existing.participant.source_id, existing.outcome_type.code) == (participant, outcome)
    if not same:
        raise ReferenceTaken(existing.reference)
    return ProcessedOutcome(existing, badges_given_by(existing), created=False)


def _constraint(error: IntegrityError) -> str | None:
    diagnostic = getattr(error.__cause__, "diag", None)
    return diagnostic.constraint_name if diagnostic else None
