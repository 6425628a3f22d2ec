"""Read a schedule that an organization made itself."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from promotions.services.schedules.plans import in_utc, zone_named

_LINES_MAXIMUM = 1_000_000
_HEADER = "opens_at"
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """One line, counted from 1, that holds no acceptable instant."""

    number: int
    reason: str


class UnreadableMoments(Exception):
    """Lines of an uploaded schedule were refused; `bad_lines` has all of them."""

    def __init__(self, bad_lines: Sequence[BadLine]) -> None:
        """Keep the lines, in the order of the file."""
        super().__init__(bad_lines)
        self.bad_lines = tuple(bad_lines)

    def __str__(self) -> str:
        """Name the first line; the others may be a million."""
        first = self.bad_lines[0]
        return f"{len(self.bad_lines)} refused, line {first.number}: {first.reason}"


class _BadField(Exception):
    pass


def parse_moments_csv(
    text: str, *, starts_at: datetime, ends_at: datetime, time_zone: str
) -> list[datetime]:
    """Read one instant a line and return them in UTC, ascending, repeats kept.

    Each is ISO 8601 with a date, a time of day and at most microseconds; without an
    offset it is local in `time_zone`, the earlier one where clocks go back. A byte
    order mark, a first line `opens_at` and blank lines are ignored. Raises
    UnreadableMoments for all lines that are malformed, name a local time that clocks
    skip or lie outside [starts_at, ends_at), or for more than a million lines;
    ImpossiblePlan for an unknown time zone or a naive bound.
    """
    zone, bounds = zone_named(time_zone), (in_utc(starts_at), in_utc(ends_at))
    moments, bad_lines = [], []
    for number, field in _numbered_fields(text):
        try:
            moments.append(_inside(bounds, _read_instant(field, zone)))
        except _BadField as error:
            bad_lines.append(BadLine(number=number, reason=str(error)))
    if bad_lines:
        raise UnreadableMoments(bad_lines)
    return sorted(moments)


def _numbered_fields(text: str) -> Iterator[tuple[int, str]]:
    stream = io.StringIO(text.removeprefix("\ufeff"), newline=None)
    lines = list(islice(stream, _LINES_MAXIMUM + 1))
    if len(lines) > _LINES_MAXIMUM:
        reason = f"there are more than {_LINES_MAXIMUM} lines"
        raise UnreadableMoments([BadLine(number=len(lines), reason=reason)])
    fields = ((i, line.strip().strip('"')) for i, line in enumerate(lines, start=1))
    filled = ((i, field) for i, field in fields if field)
    for position, (i, field) in enumerate(filled):
        if position or field != _HEADER:
            yield i, field


def _read_instant(field: str, zone: ZoneInfo) -> datetime:
    if not _INSTANT.fullmatch(field):
        raise _BadField("not a date and time in ISO 8601 form")
    try:
        written = datetime.fromisoformat(field)
        return in_utc(written) if written.tzinfo else _from_local(written, zone)
    except (ValueError, OverflowError) as error:
        raise _BadField("no such date and time") from error


def _from_local(written: datetime, zone: ZoneInfo) -> datetime:
    instant = written.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != written:
        raise _BadField("a local time that the clocks skip")
    return instant


def _inside(bounds: tuple[datetime, datetime], instant: datetime) -> datetime:
    starts_at, ends_at = bounds
    if not starts_at <= instant < ends_at:
        raise _BadField("outside the campaign's time")
    return instant
