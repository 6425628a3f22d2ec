"""Rules of games as simulations read them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from promotions.services.schedules import MomentPlan
from promotions.services.simulations.runs import Outcome, SimulatedGame, prepare_game, run_game

STARTS_AT = datetime(2026, 6, 1, tzinfo=UTC)


def prize(code: str = "mug", **changes: Any) -> dict[str, Any]:
    """One that every play wins, ten units."""
    return {
        "code": code, "name": code.title(), "quantity": 10, "value": None, "currency": "",
        "draw_method": "every_play", "chance": None, "wins_per_participant": None,
        "release_policy": "until_claimed", "window_seconds": None, "plan": None, "days": None,
        **changes,
    }  # fmt: skip


def moment_prize(code: str = "trip", *, days: int = 3, **changes: Any) -> dict[str, Any]:
    quantity = changes.get("quantity", 10)
    plan = MomentPlan(
        count=quantity,
        starts_at=STARTS_AT,
        ends_at=STARTS_AT + timedelta(days=days),
        time_zone="UTC",
    )
    changes.setdefault("plan", plan.as_document())
    return prize(code, draw_method="moment", **changes)


def limit(**changes: Any) -> dict[str, Any]:
    """One play a participant a day."""
    return {"counts": "plays", "per": "participant", "window": "day", "maximum": 1, **changes}


def game(
    *prizes: dict[str, Any],
    limits: tuple[dict[str, Any], ...] = (),
    days: int = 3,
    plays_an_hour: float = 10.0,
    participants: int = 50,
    time_zone: str = "UTC",
    starts_at: datetime = STARTS_AT,
) -> SimulatedGame:
    rules = {
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(days=days)).isoformat(),
        "time_zone": time_zone,
        "prizes": list(prizes),
        "limits": list(limits),
    }
    curve = [[plays_an_hour] * 24] * 7
    return prepare_game(rules=rules, curve=curve, participants=participants)


def runs_of(simulated: SimulatedGame, runs: int = 50) -> list[Outcome]:
    return [run_game(simulated, f"seed/{run}", lambda: None) for run in range(runs)]


def awards_of(outcomes: list[Outcome]) -> Counter[tuple[int, ...]]:
    return Counter(tuple(outcome.awards) for outcome in outcomes)
