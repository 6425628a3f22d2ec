"""Cut a window at the boundaries of a local calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

MICROSECOND = timedelta(microseconds=1)

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of the window: first instant in UTC, length in microseconds."""

    starts_at: datetime
    length: int


def cut_window(
    starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo, stratum: str | None
) -> list[Slice]:
    """Cut [starts_at, ends_at), both in UTC, at each local hour, day or ISO week.

    Whole when the stratum is None. First and last slice are clipped to the window.
    """
    edges = [*_edges(starts_at, ends_at, zone, stratum), ends_at]
    return [Slice(a, (b - a) // MICROSECOND) for a, b in pairwise(edges)]


def _edges(
    edge: datetime, ends_at: datetime, zone: ZoneInfo, stratum: str | None
) -> Iterator[datetime]:
    while edge < ends_at:
        yield edge
        if stratum is None:
            return
        local = edge.astimezone(zone)
        if stratum == "hour":
            edge += _until_full_hour(local)
        else:
            edge = _next_midnight(local, after=edge, weekly=stratum == "week")


def _until_full_hour(local: datetime) -> timedelta:
    # Read off the clock face at every step: after a shift by half an hour the next
    # full hour is half an hour away.
    return _HOUR - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def _next_midnight(local: datetime, *, after: datetime, weekly: bool) -> datetime:
    day, step = local.date(), timedelta(days=1)
    if weekly:
        day, step = day - timedelta(days=day.weekday()), timedelta(days=7)
    midnight = after
    while midnight <= after:
        # fold=0: the earlier of two midnights; where clocks skip it, the skip itself.
        midnight = datetime.combine(day, time(), local.tzinfo).astimezone(UTC)
        day += step
    return midnight
