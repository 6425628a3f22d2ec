"""How the moments of a game are spread: counts of days, and what is expected of hours.

No instant can be told from it. Days of a published game, and of a list, are counted as they are;
all else follows from the plan alone, so that it is the same for every seed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from promotions.models import Game
from promotions.services.schedules import (
    ImpossiblePlan,
    MomentPlan,
    Slice,
    cut_plan,
    weigh_slots,
)
from promotions.services.seals import drawn_prizes
from promotions.services.simulations.rules import NotSimulatable, Rules, describe_rules
from promotions.services.stock import daily_moments


@dataclass(slots=True)
class MomentSpread:
    """Moments by local day, and how many of them are expected in each of the 24 hours of days.

    ``is_expected`` says that days are expected too: nothing is published yet. ``unknown`` counts
    the moments of lists, which hours leave out.
    """

    is_expected: bool
    days: dict[date, float] = field(default_factory=dict)
    hours: list[float] = field(default_factory=lambda: [0.0] * 24)
    unknown: int = 0


def spread_of_moments(*, game: Game, at: datetime) -> MomentSpread | None:
    """Return how the moments of *game* are spread, or nothing where it has none.

    A draft as it is edited, a published game by its units. Raises ``NotSimulatable``.
    """
    prizes = drawn_prizes(game)
    if not prizes:
        return None
    rules = describe_rules(game=game, at=at)
    spread = MomentSpread(is_expected=game.published_id is None)
    expected: dict[date, float] = defaultdict(float)
    for prize in rules["prizes"]:
        for slot_day, hour, moments in _expected(prize, rules):
            expected[slot_day] += moments
            spread.hours[hour] += moments
        for listed_on, count in (prize["days"] or {}).items():
            expected[date.fromisoformat(listed_on)] += count
            spread.unknown += count
    spread.days = dict(sorted(expected.items() if spread.is_expected else daily_moments(game)))
    return spread


def _expected(prize: Rules, rules: Rules) -> Iterator[tuple[date, int, float]]:
    """Return local day, hour and expected moments of each hour of a prize's window."""
    if prize["plan"] is None or not prize["plan"]["count"]:
        return
    plan, zone = MomentPlan.from_document(prize["plan"]), ZoneInfo(rules["time_zone"])
    try:
        slots = cut_plan(plan, "hour")
        shares = _shares_of(plan, slots)
    except ImpossiblePlan as error:
        raise NotSimulatable(f"{prize['code']}: no schedule is possible. {error}") from error
    for slot, share in zip(slots, shares, strict=True):
        local = slot.starts_at.astimezone(zone)
        yield local.date(), local.hour, share


def _shares_of(plan: MomentPlan, slots: list[Slice]) -> Iterator[float]:
    if plan.spread == "weighted":
        weights = weigh_slots(plan, slots)
        total = sum(weight * slot.length for weight, slot in zip(weights, slots, strict=True))
        if not total:
            raise ImpossiblePlan("No instant of the window has a weight above 0.")
        return (
            plan.count * weight * slot.length / total
            for weight, slot in zip(weights, slots, strict=True)
        )
    return _stratified_shares(plan, slots)


def _stratified_shares(plan: MomentPlan, slots: list[Slice]) -> Iterator[float]:
    """Share each stratum's expected moments out over its hours: whole ones, and chances of one."""
    strata = cut_plan(plan, plan.stratum if plan.spread == "stratified" else None)
    window = sum(stratum.length for stratum in strata)
    whole = [plan.count * stratum.length // window for stratum in strata]
    chance = (plan.count - sum(whole)) / len(strata)
    index = 0
    for slot in slots:
        if index + 1 < len(strata) and slot.starts_at >= strata[index + 1].starts_at:
            index += 1
        yield (whole[index] + chance) * slot.length / strata[index].length
