"""The simulator against the engine: the same games, played by SQL and in memory.

On the engine's side tokens are redeemed at the instants of one campaign after another. Seeds, draws
and instants are fixed, so that nothing here is left to chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from statistics import mean, pstdev
from typing import Any
from uuid import UUID

import pytest

from identities.models import Participant
from promotions.enums import Refusal
from promotions.models import Award, Game
from promotions.services.refusals import Refused
from promotions.services.simulations.rules import describe_rules
from promotions.services.simulations.runs import SimulatedGame, prepare_game, run_game
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    publish,
)
from tests.factories.tokens import redeem, token_for
from tokens.models import Token

STARTS_AT = datetime.fromisoformat("2026-06-05T22:00:00+00:00")  # midnight in Berlin, a Saturday
DAYS, PEOPLE = 4, 12
# few plays at night
CURVE = [[1.0] * 8 + [6.0] * 16] * 7
CAMPAIGNS, RUNS = 3, 400


@dataclass(frozen=True)
class Figures:
    """Awards by prize, and plays that were refused."""

    awards: tuple[int, ...]
    refused: int


@pytest.fixture(autouse=True)
def _fixed_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count(1)
    monkeypatch.setattr(
        "promotions.services.seals.secrets.token_bytes",
        lambda size: next(numbers).to_bytes(size, "big"),
    )


def drafted(prizes: list[dict[str, Any]], limits: list[dict[str, Any]]) -> Game:
    campaign = CampaignFactory(
        starts_at=STARTS_AT, ends_at=STARTS_AT + timedelta(days=DAYS), time_zone="Europe/Berlin"
    )
    game: Game = GameFactory(campaign=campaign)
    for position, prize in enumerate(prizes):
        PrizeFactory(game=game, position=position, **prize)
    for limit in limits:
        LimitFactory(campaign=campaign, **limit)
    return game


def moments(**changes: Any) -> dict[str, Any]:
    return {"draw_method": "moment", "spread": "uniform", **changes}


def drawn(chance: int, **changes: Any) -> dict[str, Any]:
    return {"draw_method": "probability", "chance": chance, **changes}


WINS = {"counts": "wins"}
GAMES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "mixed": (
        [
            {"quantity": 120},
            drawn(60_000_000, quantity=15),
            drawn(40_000_000, quantity=60, wins_per_participant=2),
            moments(quantity=25, wins_per_participant=2),
        ],
        [],
    ),
    "windows": (
        [
            moments(quantity=60, release_policy="window", window_seconds=600),
            moments(
                quantity=48, release_policy="window", window_seconds=300, spread="weighted",
                hour_weights=[0] * 16 + [1] * 8,
            ),
            moments(quantity=60, release_policy="void", spread="stratified", stratum="hour"),
        ],
        [],
    ),
    "limits on plays": (
        [drawn(200_000_000, quantity=1_000), moments(quantity=20)],
        [{"maximum": 5}, {"per": "game", "window": "week", "maximum": 150}],
    ),
    "limits on wins": (
        [{"quantity": 1_000, "wins_per_participant": 9}, drawn(300_000_000, quantity=1_000)],
        [{**WINS, "maximum": 4}, {**WINS, "per": "game", "window": "campaign", "maximum": 90}],
    ),
}  # fmt: skip


def simulated(game: Game) -> SimulatedGame:
    rules = describe_rules(game=game, at=STARTS_AT - timedelta(days=1))
    return prepare_game(rules=rules, curve=CURVE, participants=PEOPLE)


def instants(random: Random) -> Iterator[datetime]:
    """Come as the curve says: candidates at its highest rate, of which nights keep a sixth."""
    at = STARTS_AT
    while True:
        at += timedelta(hours=random.expovariate(6.0))
        if at >= STARTS_AT + timedelta(days=DAYS):
            return
        # Berlin is two hours ahead
        if random.random() * 6.0 < CURVE[0][(at.hour + 2) % 24]:
            yield at


def play_campaign(game: Game, people: list[Participant], random: Random) -> Figures:
    """Publish the game and redeem a token at each instant until it ends."""
    publish(game.campaign, at=STARTS_AT - timedelta(days=1))
    refused = 0
    for at in instants(random):
        token = token_for(
            game,
            id=UUID(int=random.getrandbits(128)),
            participant=random.choice(people),
            issued_at=STARTS_AT,
        )
        refused += is_refused(token, at)
    awards = Award.objects.filter(prize__game=game)
    prizes = game.prizes.order_by("position")
    return Figures(tuple(awards.filter(prize=prize).count() for prize in prizes), refused)


def is_refused(token: Token, at: datetime) -> bool:
    try:
        redeem(token, at=at)
    except Refused as refusal:
        return refusal.code == Refusal.LIMIT_REACHED
    return False


# thousands of plays in one transaction would lock the same rows over and over, and crawl
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", GAMES)
def test_engine_and_simulator_come_to_the_same(name: str) -> None:
    played, template = [], None
    for number in range(CAMPAIGNS):
        game = drafted(*GAMES[name])
        template = template or simulated(game)
        people = ParticipantFactory.create_batch(PEOPLE, organization=game.organization)
        played.append(play_campaign(game, people, Random(f"{name}/{number}")))
    assert template is not None

    runs = [run_game(template, f"{name}/{run}", lambda: None) for run in range(RUNS)]

    for index in range(len(template.rules["prizes"])):
        agree([p.awards[index] for p in played], [run.awards[index] for run in runs])
    agree([p.refused for p in played], [run.refused for run in runs])


def agree(played: list[int], simulated: list[int]) -> None:
    """Expect the engine's mean within 3.5 standard errors of the simulator's."""
    error = pstdev(simulated) / len(played) ** 0.5
    assert abs(mean(played) - mean(simulated)) <= 3.5 * error, (played, mean(simulated), error)
