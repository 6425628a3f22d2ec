"""The job's part: a simulation from its first run to its result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from promotions.enums import SimulationState
from promotions.models import Simulation
from promotions.services.simulations.inputs import learn_curve, prepare_inputs
from promotions.services.simulations.rules import NotSimulatable
from promotions.services.simulations.runs import SimulatedGame, run_game
from promotions.services.simulations.tallies import Tally

# plays and moments of all runs together: some two minutes of one core
WORK_MAXIMUM = 100_000_000
FEWEST_RUNS = 20
TELL_EVERY = timedelta(seconds=0.5)

Clock = Callable[[], datetime]


class SimulationInterrupted(Exception):
    """The worker stops: the simulation begins again with the next one."""


class SimulationEnded(Exception):
    """Somebody cancelled the simulation meanwhile."""


def run_simulation(*, simulation_id: UUID, now: Clock, is_stopping: Callable[[], bool]) -> None:
    """Play all runs of a simulation and store their result; nothing where it is over.

    One that was begun before begins again: its seed brings it to the same result. Raises
    ``SimulationInterrupted`` when *is_stopping*, which is asked twice a second.
    """
    simulation = _begin(simulation_id, now())
    if simulation is None:
        return
    try:
        game = _prepare(simulation, now())
        tally = _play(simulation, game, _Teller(simulation, now, is_stopping))
    except NotSimulatable as error:
        _end(simulation, now(), state=SimulationState.FAILED, reason=str(error))
    except SimulationEnded:
        return
    else:
        done = {"runs_done": simulation.runs, "result": tally.result()}
        _end(simulation, now(), state=SimulationState.DONE, **done)


def fail_simulation(*, simulation_id: UUID, reason: str, at: datetime) -> None:
    """End a simulation that can't go on, with what its page says of it."""
    Simulation.objects.unfinished().filter(pk=simulation_id).update(
        state=SimulationState.FAILED, reason=reason, finished_at=at
    )


def _begin(simulation_id: UUID, at: datetime) -> Simulation | None:
    unfinished = Simulation.objects.unfinished().filter(pk=simulation_id)
    if not unfinished.update(state=SimulationState.RUNNING, started_at=at, runs_done=0):
        return None
    return Simulation.objects.running(simulation_id).first()


def _prepare(simulation: Simulation, at: datetime) -> SimulatedGame:
    if simulation.inputs["curve"] is None:
        simulation.inputs = learn_curve(simulation.inputs, at=at)
    game = prepare_inputs(simulation.inputs)
    simulation.runs = feasible_runs(game, simulation.runs)
    Simulation.objects.running(simulation.pk).update(inputs=simulation.inputs, runs=simulation.runs)
    return game


def feasible_runs(game: SimulatedGame, wanted: int) -> int:
    """Return how many runs of the game take a few minutes: *wanted*, or fewer of a large one."""
    return max(min(wanted, int(WORK_MAXIMUM / game.work)), min(wanted, FEWEST_RUNS))


def _play(simulation: Simulation, game: SimulatedGame, teller: _Teller) -> Tally:
    tally = Tally(game)
    for run in range(simulation.runs):
        tally.add(run_game(game, f"{simulation.seed}/{run}", lambda: teller.tell(tally.runs)))
    return tally


def _end(simulation: Simulation, at: datetime, **changes: object) -> None:
    Simulation.objects.running(simulation.pk).update(finished_at=at, **changes)


class _Teller:
    """Stores now and then how far a simulation is, and learns whether it shall go on."""

    def __init__(self, simulation: Simulation, now: Clock, is_stopping: Callable[[], bool]) -> None:
        self._simulation = simulation
        self._now = now
        self._is_stopping = is_stopping
        self._next = now()

    def tell(self, runs_done: int) -> None:
        if self._now() < self._next:
            return
        self._next = self._now() + TELL_EVERY
        if not Simulation.objects.running(self._simulation.pk).update(runs_done=runs_done):
            raise SimulationEnded
        if self._is_stopping():
            raise SimulationInterrupted
