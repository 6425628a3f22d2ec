"""Simulations that were asked for, and small games for them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from promotions.enums import DrawMethod
from promotions.models import Game, Simulation
from promotions.services.simulations.progress import run_simulation
from promotions.services.simulations.requests import ExpectedPlays, start_simulation
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory


def drafted_game(**campaign: Any) -> Game:
    """Return a draft with a moment that passes quickly, a rare prize and one of every play."""
    game: Game = GameFactory(campaign=CampaignFactory(**campaign))
    PrizeFactory(
        game=game, code="trip", draw_method=DrawMethod.MOMENT, spread="uniform", quantity=20,
        release_policy="window", window_seconds=120, value="100.00", currency="EUR",
    )  # fmt: skip
    PrizeFactory(
        game=game, code="rare", draw_method=DrawMethod.PROBABILITY, chance=1_000_000, quantity=5
    )
    PrizeFactory(game=game, code="pin", position=9, quantity=50)
    return game


def expected(**changes: Any) -> ExpectedPlays:
    return ExpectedPlays(**{"plays_a_day": 24, "participants": 30, **changes})


def started(game: Game | None = None, **changes: Any) -> Simulation:
    return start_simulation(
        game_id=(game or drafted_game()).pk,
        expected=expected(**changes),
        by=UserFactory(),
        at=datetime.now(UTC),
    )


def run(simulation: Simulation, **arguments: Any) -> Simulation:
    """Do what the job does, and return the simulation as it is then."""
    arguments = {"now": lambda: datetime.now(UTC), "is_stopping": lambda: False, **arguments}
    run_simulation(simulation_id=UUID(str(simulation.pk)), **arguments)
    simulation.refresh_from_db()
    return simulation


def short(simulation: Simulation, runs: int = 10) -> Simulation:
    """Have the simulation make a few runs only."""
    Simulation.objects.filter(pk=simulation.pk).update(runs=runs)
    simulation.refresh_from_db()
    return simulation
