from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from promotions.enums import AwardState, GameKind, RevisionState, SimulationState, UnitState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from promotions.models import (
        Award,
        Campaign,
        CampaignRevision,
        Game,
        GameRevision,
        Limit,
        PrizeUnit,
        Simulation,
    )


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def locked(self, pk: UUID) -> Campaign:
        """Return one campaign, locked against other writers of its configuration."""
        return self.select_for_update(of=("self",), no_key=True).get(pk=pk)


class CampaignRevisionQuerySet(models.QuerySet["CampaignRevision"]):
    def open(self) -> CampaignRevisionQuerySet:
        return self.filter(state__in=[RevisionState.DRAFT, RevisionState.IN_REVIEW])


class GameQuerySet(models.QuerySet["Game"]):
    def published(self) -> GameQuerySet:
        return self.filter(published__isnull=False)

    def undrawn(self) -> GameQuerySet:
        """Published drawings whose winners were not drawn."""
        return self.published().filter(kind=GameKind.DRAWING, drawing__isnull=True)


class GameRevisionQuerySet(models.QuerySet["GameRevision"]):
    def publishing(self, limit: Limit) -> GameRevisionQuerySet:
        """Revisions in which *limit* was in force."""
        return self.filter(
            game__campaign=limit.campaign_id, limits__contains=[{"id": str(limit.pk)}]
        )


class PrizeUnitQuerySet(models.QuerySet["PrizeUnit"]):
    def available(self) -> PrizeUnitQuerySet:
        return self.filter(state=UnitState.AVAILABLE)

    def held(self) -> PrizeUnitQuerySet:
        return self.filter(state=UnitState.HELD)

    def unopened(self, at: datetime) -> PrizeUnitQuerySet:
        """Units of moments that lie after *at*."""
        return self.available().filter(opens_at__gt=at)


class AwardQuerySet(models.QuerySet["Award"]):
    def overdue(self, at: datetime) -> AwardQuerySet:
        """Awards that nobody claimed by their deadline."""
        return self.filter(state=AwardState.WON, claim_by__lte=at)

    def locked(self, pk: UUID) -> Award:
        return self.select_for_update(of=("self",), no_key=True).get(pk=pk)


class SimulationQuerySet(models.QuerySet["Simulation"]):
    def unfinished(self) -> SimulationQuerySet:
        return self.filter(state__in=[SimulationState.QUEUED, SimulationState.RUNNING])

    def running(self, pk: UUID) -> SimulationQuerySet:
        """The one simulation, if nobody has ended it."""
        return self.filter(pk=pk, state=SimulationState.RUNNING)
