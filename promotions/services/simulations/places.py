"""Where the moments of a prize lie in one run: drawn anew each time, by the published algorithm."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random

from promotions.enums import ReleasePolicy
from promotions.services.schedules import (
    MICROSECOND,
    ImpossiblePlan,
    MomentPlan,
    Stream,
    place_moments,
)
from promotions.services.simulations.rules import NotSimulatable, Rules
from promotions.services.simulations.timeline import Timeline, days_of

# opens and closes, in plays expected until then, and the prize's index
Moment = tuple[float, float, int]
Placing = Callable[[Stream], Iterator[int]]
NEVER = float("inf")
SECOND = 1_000_000


class RandomStream:
    """Whole numbers of a ``Random``; exact enough below 2⁵³."""

    def __init__(self, random: Random) -> None:
        self._random = random.random

    def below(self, bound: int) -> int:
        """Return a uniform whole number from 0 to bound - 1."""
        return int(self._random() * bound)


class PrizeMoments:
    """Draws the moments of one prize for a run."""

    def __init__(self, *, index: int, prize: Rules, rules: Rules, timeline: Timeline) -> None:
        self._index = index
        self._timeline = timeline
        self._policy = prize["release_policy"]
        self._window = (prize["window_seconds"] or 0) * SECOND
        self._place, self._shift = _placing(prize, rules, timeline)

    def draw(self, random: Random) -> Iterator[Moment]:
        """Return when each moment opens and closes, ascending, by the prize's release policy."""
        offsets = sorted(self._shift + offset for offset in self._place(RandomStream(random)))
        until = self._timeline.until
        for opens, closes in self._periods(offsets):
            yield until(opens), NEVER if closes is None else until(closes), self._index

    def _periods(self, offsets: list[int]) -> Iterator[tuple[int, int | None]]:
        if self._policy == ReleasePolicy.WINDOW:
            return ((offset, offset + self._window) for offset in offsets)
        if self._policy == ReleasePolicy.VOID:
            return _until_next(offsets)
        return ((offset, None) for offset in offsets)


def _until_next(offsets: list[int]) -> Iterator[tuple[int, int | None]]:
    """Close each moment when the next later one opens, as ``seals.periods_of`` does."""
    groups = [list(group) for _, group in itertools.groupby(offsets)]
    following = [*(group[0] for group in groups[1:]), None]
    for group, closes in zip(groups, following, strict=True):
        yield from ((offset, closes) for offset in group)


def _placing(prize: Rules, rules: Rules, timeline: Timeline) -> tuple[Placing, int]:
    """Return what places the moments, and how far its zero lies after the timeline's."""
    if prize["plan"] is None:
        return _by_day(prize["days"] or {}, rules), 0
    plan = MomentPlan.from_document(prize["plan"])
    if not plan.count:
        return _nowhere, 0
    try:
        placing = place_moments(plan)
    except ImpossiblePlan as error:
        raise NotSimulatable(f"{prize['code']}: no schedule is possible. {error}") from error
    return placing, (plan.starts_at - timeline.starts_at) // MICROSECOND


def _nowhere(_stream: Stream) -> Iterator[int]:
    return iter(())


def _by_day(counts: dict[str, int], rules: Rules) -> Placing:
    """Place a list's moments anywhere in their days: their instants are nobody's to learn."""
    starts_at, ends_at = (datetime.fromisoformat(rules[name]) for name in ("starts_at", "ends_at"))
    days = days_of(starts_at, ends_at, rules["time_zone"])
    listed = [(*days[day], count) for day, count in counts.items() if day in days]

    def place(stream: Stream) -> Iterator[int]:
        for begin, length, count in listed:
            for _ in range(count):
                yield begin + stream.below(length)

    return place
