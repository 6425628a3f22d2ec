"""Describe where a prize's winning moments fall."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_YEARS = range(1970, 2200)
_SPREADS = ("uniform", "stratified", "weighted")
_STRATA = ("hour", "day", "week")


class ImpossiblePlan(Exception):
    """No schedule can follow from this plan; the message says why."""


@dataclass(frozen=True, kw_only=True)
class MomentPlan:
    """Say how many moments fall where, in the half-open window [starts_at, ends_at).

    `spread` is uniform, stratified or weighted. `stratum` (hour, day or week) counts
    for stratified only, the weights for weighted only: 24 by local hour, 7 by local
    weekday, Monday first. An empty tuple weighs all hours, or all weekdays, the same.
    """

    count: int
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    spread: str = "uniform"
    stratum: str | None = None
    hour_weights: tuple[int, ...] = ()
    weekday_weights: tuple[int, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read what `as_document` wrote; KeyError or ValueError when it is not that."""
        return cls(
            count=document["count"],
            starts_at=datetime.fromisoformat(document["starts_at"]),
            ends_at=datetime.fromisoformat(document["ends_at"]),
            time_zone=document["time_zone"],
            spread=document["spread"],
            stratum=document["stratum"],
            hour_weights=tuple(document["hour_weights"]),
            weekday_weights=tuple(document["weekday_weights"]),
        )

    def as_document(self) -> dict[str, Any]:
        """Write the plan as it stands in a published revision, its instants in UTC.

        Raises ImpossiblePlan when an instant is naive.
        """
        return {
            "count": self.count,
            "starts_at": _published(self.starts_at),
            "ends_at": _published(self.ends_at),
            "time_zone": self.time_zone,
            "spread": self.spread,
            "stratum": self.stratum,
            "hour_weights": list(self.hour_weights),
            "weekday_weights": list(self.weekday_weights),
        }

    def check(self) -> None:
        """Raise ImpossiblePlan unless the algorithm knows what every value means."""
        zone_named(self.time_zone)
        if self.count < 0:
            raise ImpossiblePlan("The count is negative.")
        self._check_window()
        if self.spread not in _SPREADS:
            raise ImpossiblePlan(f"There is no spread {self.spread!r}.")
        if self.spread == "stratified" and self.stratum not in _STRATA:
            raise ImpossiblePlan(f"There is no stratum {self.stratum!r}.")
        _check_weights(self.hour_weights, length=24)
        _check_weights(self.weekday_weights, length=7)

    def _check_window(self) -> None:
        starts_at, ends_at = in_utc(self.starts_at), in_utc(self.ends_at)
        if self.count and starts_at >= ends_at:
            raise ImpossiblePlan("The window is empty.")
        # Local times next to year 9999 overflow, and a window of millennia never ends.
        if starts_at.year not in _YEARS or ends_at.year not in _YEARS:
            raise ImpossiblePlan("The window leaves the years 1970 to 2199.")


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA time zone, or raise ImpossiblePlan when there is none."""
    try:
        return ZoneInfo(name)
    # A malformed name is a ValueError, the name of a directory an OSError.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImpossiblePlan(f"There is no time zone {name!r}.") from error


def in_utc(instant: datetime) -> datetime:
    """Return the instant in UTC, or raise ImpossiblePlan when it has no offset.

    Python subtracts and compares two instants of one zone by their wall clocks, which
    is wrong across a change of the clocks: convert first.
    """
    if instant.utcoffset() is None:
        raise ImpossiblePlan("An instant has no time zone.")
    return instant.astimezone(UTC)


def _published(instant: datetime) -> str:
    return in_utc(instant).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _check_weights(weights: Sequence[int], *, length: int) -> None:
    if len(weights) not in (0, length):
        raise ImpossiblePlan(f"There are {len(weights)} weights instead of {length}.")
    if any(not isinstance(weight, int) or weight < 0 for weight in weights):
        raise ImpossiblePlan("A weight is not a whole number from 0.")
