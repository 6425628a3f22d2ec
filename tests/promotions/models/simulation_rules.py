"""The named rules of simulations, broken by going round the services."""

from collections.abc import Callable
from datetime import UTC, datetime

from promotions.models import Simulation
from tests.factories.identities import UserFactory
from tests.factories.promotions import GameFactory

NOW = datetime.now(UTC)


def simulation(**changes: object) -> Simulation:
    values = {
        "game": GameFactory(), "inputs": {}, "seed": "", "runs": 2, "created_by": UserFactory(),
    }  # fmt: skip
    return Simulation.objects.create(**{**values, **changes})


VIOLATIONS: dict[str, Callable[[], object]] = {
    "simulation_state_known": lambda: simulation(state="asleep", finished_at=NOW),
    "simulation_runs_done_within_runs": lambda: simulation(runs_done=3),
    "simulation_result_iff_done": lambda: simulation(state="done", finished_at=NOW),
    "simulation_finished_unless_unfinished": lambda: simulation(finished_at=NOW),
    "simulation_unfinished_once_per_game": lambda: simulation(game=simulation().game),
}
