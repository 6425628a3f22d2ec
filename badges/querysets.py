from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from badges.enums import AssignmentState

if TYPE_CHECKING:
    from badges.models import Badge, BadgeAssignment, BadgeRule, OutcomeType
    from identities.models import Organization, Participant


class BadgeQuerySet(models.QuerySet["Badge"]):
    def in_organization(self, organization: Organization) -> BadgeQuerySet:
        return self.filter(organization=organization)


class OutcomeTypeQuerySet(models.QuerySet["OutcomeType"]):
    def in_organization(self, organization: Organization) -> OutcomeTypeQuerySet:
        return self.filter(organization=organization)

    def enabled(self) -> OutcomeTypeQuerySet:
        return self.filter(is_enabled=True)


class BadgeRuleQuerySet(models.QuerySet["BadgeRule"]):
    def giving(self) -> BadgeRuleQuerySet:
        """Rules whose badge is still given, the one that is reached first before the others."""
        return self.filter(badge__is_enabled=True).order_by("threshold", "badge__code")

    def new_to(self, participant: Participant) -> BadgeRuleQuerySet:
        """Rules whose badge the participant never had, revoked ones included."""
        return self.exclude(badge__assignments__participant=participant)


class BadgeAssignmentQuerySet(models.QuerySet["BadgeAssignment"]):
    def in_organization(self, organization: Organization) -> BadgeAssignmentQuerySet:
        return self.filter(organization=organization)

    def held(self) -> BadgeAssignmentQuerySet:
        return self.filter(revoked_at__isnull=True)

    def in_state(self, state: str) -> BadgeAssignmentQuerySet:
        """Assignments that are *state*, one of ``AssignmentState``."""
        return self.filter(revoked_at__isnull=state == AssignmentState.HELD)

    def held_by(self, participant_id: UUID) -> BadgeAssignmentQuerySet:
        return self.held().filter(participant=participant_id)

    def by_rules(self) -> BadgeAssignmentQuerySet:
        """Assignments that rules made, the lower threshold first, with their badges."""
        by_rules = self.filter(threshold__isnull=False).select_related("badge")
        return by_rules.order_by("threshold", "badge__code")

    def locked(self) -> BadgeAssignmentQuerySet:
        return self.select_for_update(of=("self",), no_key=True)
