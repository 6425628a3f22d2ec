"""One run: a whole campaign of one game, play by play."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from math import log
from random import Random

from promotions.enums import DrawMethod, LimitCounts
from promotions.services.simulations.allocation import LOST, Allocation
from promotions.services.simulations.places import PrizeMoments
from promotions.services.simulations.rules import NotSimulatable, Rules
from promotions.services.simulations.timeline import Curve, Timeline, lay_out
from promotions.services.simulations.usage import Usage, enter_hour, take_all, usages

LONGEST = 3_660
PLAYS_MAXIMUM = 5_000_000
UNITS_MAXIMUM = 5_000_000
PARTICIPANTS_MAXIMUM = 10_000_000
MOMENT = DrawMethod.MOMENT


@dataclass(frozen=True, slots=True)
class SimulatedGame:
    """All that is the same in every run."""

    rules: Rules
    timeline: Timeline
    participants: int
    moments: list[PrizeMoments]

    @property
    def work(self) -> float:
        """Return how much one run does: its plays, and moments, which cost about as much."""
        return self.timeline.plays + self.moment_count

    @property
    def moment_count(self) -> int:
        prizes = self.rules["prizes"]
        return sum(prize["quantity"] for prize in prizes if prize["draw_method"] == MOMENT)


@dataclass(slots=True)
class Outcome:
    """What one run came to; days and prizes by their index."""

    awards_by_day: list[int]
    awards: list[int]
    # the day on which the last unit was won
    sold_out_on: list[int | None]
    attempts: int = 0
    refused: int = 0
    # plays that a limit on wins left nothing to win
    barred: int = 0


@dataclass(slots=True)
class _Run:
    game: SimulatedGame
    random: Random
    allocation: Allocation
    outcome: Outcome
    plays: list[Usage] = field(default_factory=list)
    wins: list[Usage] = field(default_factory=list)


def prepare_game(*, rules: Rules, curve: Curve, participants: int) -> SimulatedGame:
    """Lay out what all runs share. Raises ``NotSimulatable`` for what would take too long."""
    starts_at, ends_at = (datetime.fromisoformat(rules[name]) for name in ("starts_at", "ends_at"))
    if (ends_at - starts_at).days > LONGEST:
        raise NotSimulatable(f"The period is longer than {LONGEST:,} days.")
    timeline = lay_out(
        starts_at=starts_at, ends_at=ends_at, time_zone=rules["time_zone"], curve=curve
    )
    game = SimulatedGame(rules, timeline, participants, [])
    _check_size(game)
    for index, prize in enumerate(rules["prizes"]):
        if prize["draw_method"] == MOMENT:
            game.moments.append(
                PrizeMoments(index=index, prize=prize, rules=rules, timeline=timeline)
            )
    return game


def _check_size(game: SimulatedGame) -> None:
    plays = game.timeline.plays
    if plays <= 0:
        raise NotSimulatable("No play is expected in the game's period.")
    if plays > PLAYS_MAXIMUM:
        raise NotSimulatable(
            f"{plays:,.0f} plays are expected, more than the {PLAYS_MAXIMUM:,} that can be"
            " simulated: shorten the period, or give fewer plays and units in proportion."
        )
    if game.moment_count > UNITS_MAXIMUM:
        raise NotSimulatable(f"There are more than {UNITS_MAXIMUM:,} winning moments.")
    if not 1 <= game.participants <= PARTICIPANTS_MAXIMUM:
        raise NotSimulatable(f"Between 1 and {PARTICIPANTS_MAXIMUM:,} participants can play.")


def run_game(game: SimulatedGame, seed: str, tick: Callable[[], None]) -> Outcome:
    """Play the whole campaign once; the same game and seed come to the same outcome.

    Calls *tick* at the start of each day.
    """
    random = Random(seed)  # noqa: S311 - a simulation, to be repeated from its seed
    prizes, limits = game.rules["prizes"], game.rules["limits"]
    moments = chain.from_iterable(prize.draw(random) for prize in game.moments)
    run = _Run(
        game,
        random,
        Allocation(prizes=prizes, participants=game.participants, moments=moments, random=random),
        Outcome([0] * len(game.timeline.days), [0] * len(prizes), [None] * len(prizes)),
        usages(limits, LimitCounts.PLAYS, game.timeline, game.participants),
        usages(limits, LimitCounts.WINS, game.timeline, game.participants),
    )
    _play_hours(run, tick)
    return run.outcome


def _play_hours(run: _Run, tick: Callable[[], None]) -> None:
    timeline, random = run.game.timeline, run.random.random
    now, today = -log(1.0 - random()), -1
    for hour, day in enumerate(timeline.day_of):
        if day != today:
            today = day
            tick()
        enter_hour(run.plays, hour)
        enter_hour(run.wins, hour)
        now = _play_hour(run, now, timeline.expected[hour + 1], day)


def _play_hour(run: _Run, now: float, until: float, day: int) -> float:
    """Play until the hour's end, and return when the first play after it comes."""
    random, participants = run.random.random, run.game.participants
    plays, wins, play = run.plays, run.wins, run.allocation.play
    outcome = run.outcome
    while now < until:
        person = int(random() * participants)
        outcome.attempts += 1
        if plays and not take_all(plays, person):
            outcome.refused += 1
        elif wins and any(limit.is_reached(person) for limit in wins):
            outcome.barred += 1
        else:
            won = play(person, now)
            if won != LOST:
                _record(run, won, person, day)
        now -= log(1.0 - random())
    return now


def _record(run: _Run, won: int, person: int, day: int) -> None:
    for limit in run.wins:
        limit.count(person)
    outcome = run.outcome
    outcome.awards_by_day[day] += 1
    outcome.awards[won] += 1
    if not run.allocation.left[won]:
        outcome.sold_out_on[won] = day
