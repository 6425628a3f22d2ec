"""What participants and the game use of limits in one run."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, MutableSequence, Sequence

from promotions.enums import LimitPer
from promotions.services.simulations.rules import Rules
from promotions.services.simulations.timeline import Timeline

ONE_BYTE = 255


def counters(subjects: int, maximum: int) -> MutableSequence[int]:
    """Return a zero for each subject, as small as counts up to *maximum* allow."""
    return bytearray(subjects) if maximum <= ONE_BYTE else array("Q", bytes(8 * subjects))


class Usage:
    """How much of one limit each subject has used in the window that is running."""

    def __init__(self, *, limit: Rules, timeline: Timeline, participants: int) -> None:
        self._maximum: int = limit["maximum"]
        # all count on subject 0 where the limit is the game's
        self._each = int(limit["per"] == LimitPer.PARTICIPANT)
        self._subjects = participants if self._each else 1
        self._windows = timeline.windows[limit["window"]]
        self._window = -1
        self._used = counters(0, self._maximum)

    def enter(self, hour: int) -> None:
        """Begin to count anew where the hour lies in another window than the last one."""
        if self._windows[hour] != self._window:
            self._window = self._windows[hour]
            self._used = counters(self._subjects, self._maximum)

    def is_reached(self, person: int) -> bool:
        return self._used[person * self._each] >= self._maximum

    def count(self, person: int) -> None:
        self._used[person * self._each] += 1


def usages(
    limits: Iterable[Rules], counts: str, timeline: Timeline, participants: int
) -> list[Usage]:
    """Return the limits that count plays, or wins, with nothing used yet."""
    return [
        Usage(limit=limit, timeline=timeline, participants=participants)
        for limit in limits
        if limit["counts"] == counts
    ]


def enter_hour(limits: Sequence[Usage], hour: int) -> None:
    for limit in limits:
        limit.enter(hour)


def take_all(limits: Sequence[Usage], person: int) -> bool:
    """Count one for the person on all limits, or on none where one of them is reached."""
    for limit in limits:
        if limit.is_reached(person):
            return False
    for limit in limits:
        limit.count(person)
    return True
