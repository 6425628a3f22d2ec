"""The period of a game on two scales: instants, and plays that are expected until then.

On the second scale plays come at the rate of one a unit all the time, as a Poisson process. So a
run draws the gap to the next play and nothing else, and compares it with moments that were brought
to the same scale.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from promotions.enums import LimitWindow
from promotions.services.schedules import MICROSECOND, Slice, cut_window

HOUR = 3_600_000_000

# expected plays an hour, by weekday (Monday first) and hour of the day
Curve = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Local hours of a period; ``edges`` are microseconds since its start, ``expected`` plays.

    ``days`` are the local days, ``day_of`` and ``windows`` say for each hour in which of them, and
    in which calendar window of a limit, it lies.
    """

    starts_at: datetime
    edges: list[int]
    expected: list[float]
    days: list[date]
    day_of: list[int]
    windows: dict[str, list[int]]

    @property
    def plays(self) -> float:
        """Return how many plays are expected in the whole period."""
        return self.expected[-1]

    def until(self, offset: int) -> float:
        """Return how many plays are expected until *offset* microseconds after the start."""
        if offset >= self.edges[-1]:
            return self.expected[-1]
        index = bisect_right(self.edges, offset) - 1
        begin, end = self.expected[index], self.expected[index + 1]
        edge = self.edges[index]
        return begin + (end - begin) * (offset - edge) / (self.edges[index + 1] - edge)


def lay_out(*, starts_at: datetime, ends_at: datetime, time_zone: str, curve: Curve) -> Timeline:
    """Return the period [starts_at, ends_at) with the plays that *curve* expects in its hours."""
    zone = ZoneInfo(time_zone)
    slots = hours_of(starts_at, ends_at, time_zone)
    locals_ = [slot.starts_at.astimezone(zone) for slot in slots]
    plays = (
        curve[local.weekday()][local.hour] * slot.length / HOUR
        for slot, local in zip(slots, locals_, strict=True)
    )
    dates = [local.date() for local in locals_]
    days = sorted(set(dates))
    numbers = {day: number for number, day in enumerate(days)}
    return Timeline(
        starts_at=slots[0].starts_at,
        edges=[0, *accumulate(slot.length for slot in slots)],
        expected=[0.0, *accumulate(plays)],
        days=days,
        day_of=[numbers[day] for day in dates],
        windows={window: [_window(window, day) for day in dates] for window in LimitWindow},
    )


def hours_of(starts_at: datetime, ends_at: datetime, time_zone: str) -> list[Slice]:
    """Cut the period at its local hours."""
    bounds = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    return cut_window(*bounds, zone=ZoneInfo(time_zone), stratum="hour")


def days_of(starts_at: datetime, ends_at: datetime, time_zone: str) -> dict[str, tuple[int, int]]:
    """Return first microsecond since the period's start and length of each local day of it."""
    zone = ZoneInfo(time_zone)
    bounds = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    return {
        piece.starts_at.astimezone(zone).date().isoformat(): (
            (piece.starts_at - bounds[0]) // MICROSECOND,
            piece.length,
        )
        for piece in cut_window(*bounds, zone=zone, stratum="day")
    }


def _window(window: str, day: date) -> int:
    """Return a number that is the same for all days of one calendar window of a limit."""
    if window == LimitWindow.DAY:
        return day.toordinal()
    if window == LimitWindow.WEEK:
        return day.toordinal() - day.weekday()
    if window == LimitWindow.MONTH:
        return day.year * 12 + day.month
    return 0
