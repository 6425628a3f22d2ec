"""Simulations that people ask for, and the job that makes them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from identities.models import User
from promotions.enums import SimulationState
from promotions.models import Campaign, Game, Simulation
from promotions.services.simulations.curves import curve_of_weights
from promotions.services.simulations.inputs import Inputs, prepare_inputs
from promotions.services.simulations.rules import describe_rules

TASK = "promotions.tasks.run_simulation"
RUNS = 1_000
ABANDONED = "It was interrupted too often, and nobody works on it any more. Start it again."


class SimulationUnfinished(Exception):
    """Another simulation of the game is waiting or running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPlays:
    """Who is expected to play, and when.

    *plays_a_day* is the average over a week; with *earlier* its plays an hour are taken, scaled to
    *plays_a_day* where that is given. Of *participants* and *plays_each* one is given, the other
    follows.
    """

    plays_a_day: float | None = None
    hour_weights: tuple[int, ...] = ()
    weekday_weights: tuple[int, ...] = ()
    earlier: Campaign | None = None
    participants: int | None = None
    plays_each: Decimal | None = None

    def as_document(self) -> dict[str, Any]:
        return {
            "plays_a_day": self.plays_a_day,
            "hour_weights": list(self.hour_weights),
            "weekday_weights": list(self.weekday_weights),
            "earlier": str(self.earlier.pk) if self.earlier else None,
            "earlier_name": self.earlier.name if self.earlier else None,
            "participants": self.participants,
            "plays_each": None if self.plays_each is None else str(self.plays_each),
        }


def start_simulation(
    *, game_id: UUID, expected: ExpectedPlays, by: User, at: datetime
) -> Simulation:
    """Have a job simulate the game as it is edited now, with 1,000 runs or as many as are feasible.

    Raises ``NotSimulatable`` where nothing can be simulated, and ``SimulationUnfinished``.
    """
    game = Game.objects.select_related("campaign").prefetch_related("prizes").get(pk=game_id)
    inputs = _inputs(describe_rules(game=game, at=at), expected)
    try:
        with transaction.atomic():
            simulation = Simulation.objects.create(
                game=game,
                inputs=inputs,
                seed=secrets.token_hex(16),
                runs=RUNS,
                created_by=by,
                created_at=at,
            )
            # one at a time, so that other jobs go on
            job = app.configure_task(
                TASK, lock="simulations", queueing_lock=f"simulation:{simulation.pk}"
            )
            job.defer(simulation_id=str(simulation.pk))
    except IntegrityError as error:
        if "simulation_unfinished_once_per_game" in str(error):
            raise SimulationUnfinished(game.code) from error
        raise
    return simulation


def _inputs(rules: dict[str, Any], expected: ExpectedPlays) -> Inputs:
    inputs: Inputs = {"rules": rules, **expected.as_document(), "curve": None}
    if expected.earlier is None:
        inputs["curve"] = curve_of_weights(
            plays_a_day=expected.plays_a_day or 0.0,
            hour_weights=expected.hour_weights,
            weekday_weights=expected.weekday_weights,
        )
        # say at once what can't be simulated; an earlier campaign's plays are counted by the job
        prepare_inputs(inputs)
    return inputs


def cancel_simulation(*, simulation_id: UUID, at: datetime) -> bool:
    """End a simulation that is waiting or running; tell whether it still was."""
    waiting = Simulation.objects.unfinished().filter(pk=simulation_id)
    return bool(waiting.update(state=SimulationState.CANCELLED, finished_at=at))


def end_abandoned_simulations(*, at: datetime) -> int:
    """Fail the unfinished simulations that have no job any more, and return how many they were."""
    # not at the top: procrastinate reads tasks before its models are ready
    from procrastinate.contrib.django.models import ProcrastinateJob

    unfinished = list(Simulation.objects.unfinished().values_list("pk", flat=True))
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, status__in=["todo", "doing"])
    worked_on = set(jobs.values_list("args__simulation_id", flat=True))
    abandoned = [pk for pk in unfinished if str(pk) not in worked_on]
    return (
        Simulation.objects.unfinished()
        .filter(pk__in=abandoned)
        .update(state=SimulationState.FAILED, reason=ABANDONED, finished_at=at)
    )
