"""Counts of units: what is left, and how moments are spread, without an instant of any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import TruncDate

from promotions.enums import UnitState
from promotions.models import Game, Prize, PrizeUnit
from promotions.querysets import PrizeUnitQuerySet


@dataclass(frozen=True, slots=True)
class Stock:
    """How many units of a prize are in which state.

    Of those that nobody won, ``available`` can still be won, moments to come included; ``closed``
    are moments that have passed.
    """

    held: int = 0
    available: int = 0
    closed: int = 0
    awarded: int = 0
    withdrawn: int = 0


def stock_of(prize_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, Stock]:
    """Return the stock of each prize at the instant *at*, one query for all."""
    counts: dict[UUID, dict[str, int]] = {prize_id: {} for prize_id in prize_ids}
    is_closed = Q(state=UnitState.AVAILABLE, closes_at__lte=at)
    rows = (
        PrizeUnit.objects.filter(prize__in=counts)
        .annotate(condition=Case(When(is_closed, then=Value("closed")), default=F("state")))
        .values_list("prize_id", "condition")
        .annotate(units=Count("id"))
        .order_by()
    )
    for prize_id, condition, units in rows:
        counts[prize_id][condition] = units
    return {prize_id: Stock(**units) for prize_id, units in counts.items()}


def daily_moments(game: Game) -> list[tuple[date, int]]:
    """Return how many moments of all prizes of a game open on each local day."""
    return _per_day(PrizeUnit.objects.filter(game=game), game.campaign.time_zone)


def moments_per_day(prize_id: UUID) -> list[tuple[date, int]]:
    """Return how many moments of a prize open on each day of the campaign's time zone."""
    prize = Prize.objects.select_related("game__campaign").get(pk=prize_id)
    return _per_day(PrizeUnit.objects.filter(prize=prize), prize.game.campaign.time_zone)


def _per_day(units: PrizeUnitQuerySet, time_zone: str) -> list[tuple[date, int]]:
    rows = (
        units.filter(opens_at__isnull=False)
        .exclude(state=UnitState.WITHDRAWN)
        .annotate(day=TruncDate("opens_at", tzinfo=ZoneInfo(time_zone)))
        .values_list("day")
        .annotate(moments=Count("id"))
        .order_by("day")
    )
    return [(day, moments) for day, moments in rows]
