"""Which prize a play of one run wins: the rules of promotions/sql/allocate_unit.sql, in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from random import Random

from promotions.enums import DrawMethod
from promotions.models import CHANCE_SCALE
from promotions.services.simulations.places import NEVER, Moment
from promotions.services.simulations.rules import Rules
from promotions.services.simulations.usage import counters

LOST = -1


class Allocation:
    """The units of a game during one run: what is open, what is left, who has won what."""

    def __init__(
        self,
        *,
        prizes: Sequence[Rules],
        participants: int,
        moments: Iterable[Moment],
        random: Random,
    ) -> None:
        self._random = random.random
        self.left = [prize["quantity"] for prize in prizes]
        self._caps = [prize["wins_per_participant"] for prize in prizes]
        self._won = [counters(participants, cap) if cap else None for cap in self._caps]
        self._coming = deque(sorted(moments))
        self._opens_next = self._coming[0][0] if self._coming else NEVER
        self._open: list[deque[Moment]] = [deque() for _ in prizes]
        self._open_count = 0
        self._drawn = _cumulative(prizes)
        self._drawn_below = self._drawn[-1][0] if self._drawn else 0
        self._every_play = [
            index
            for index, prize in enumerate(prizes)
            if prize["draw_method"] == DrawMethod.EVERY_PLAY
        ]

    def play(self, person: int, now: float) -> int:
        """Return the index of the prize of which a unit is won, or ``LOST``.

        Moments first, then one draw over all probability prizes, then the prizes of every play.
        """
        if now >= self._opens_next:
            self._open_until(now)
        won = self._claim_moment(person, now) if self._open_count else LOST
        if won == LOST and self._drawn:
            won = self._draw(person)
        if won == LOST and self._every_play:
            won = self._take_any(person)
        if won != LOST:
            self._record(person, won)
        return won

    def _record(self, person: int, won: int) -> None:
        self.left[won] -= 1
        counted = self._won[won]
        if counted is not None:
            counted[person] += 1

    def _may_win(self, person: int, prize: int) -> bool:
        counted = self._won[prize]
        return counted is None or counted[person] < self._caps[prize]

    def _open_until(self, now: float) -> None:
        coming = self._coming
        while coming and coming[0][0] <= now:
            moment = coming.popleft()
            self._open[moment[2]].append(moment)
            self._open_count += 1
        self._opens_next = coming[0][0] if coming else NEVER

    def _claim_moment(self, person: int, now: float) -> int:
        """Take the oldest open moment that the person may win."""
        oldest: Moment | None = None
        for moments in self._open:
            # moments of one prize close in the order in which they open
            while moments and moments[0][1] <= now:
                moments.popleft()
                self._open_count -= 1
            if moments and (oldest is None or moments[0] < oldest):
                oldest = moments[0] if self._may_win(person, moments[0][2]) else oldest
        if oldest is None:
            return LOST
        self._open[oldest[2]].popleft()
        self._open_count -= 1
        return oldest[2]

    def _draw(self, person: int) -> int:
        number = int(self._random() * CHANCE_SCALE)
        if number >= self._drawn_below:
            return LOST
        drawn = next(prize for below, prize in self._drawn if number < below)
        return drawn if self.left[drawn] and self._may_win(person, drawn) else LOST

    def _take_any(self, person: int) -> int:
        for prize in self._every_play:
            if self.left[prize] and self._may_win(person, prize):
                return prize
        return LOST


def _cumulative(prizes: Sequence[Rules]) -> list[tuple[int, int]]:
    """Return below which number each probability prize is drawn, in the order of trying."""
    drawn, below = [], 0
    for index, prize in enumerate(prizes):
        if prize["draw_method"] == DrawMethod.PROBABILITY:
            below += prize["chance"]
            drawn.append((below, index))
    return drawn
