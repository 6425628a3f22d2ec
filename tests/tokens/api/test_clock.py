"""What lists are paged by is written by the database's clock, whatever that of the host says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from identities.services.clock import database_now
from promotions.models import Award, AwardEvent, Entry, Game, Replacement
from tests.factories.drawings import drawing_game, drawn, ended_drawing
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for
from tests.identities.api.calls import Caller
from tokens.models import Token

pytestmark = pytest.mark.django_db

Scene = tuple[Caller, Game]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A host whose clock is three hours slow."""
    game = live_game()
    redeem(token_for(game))
    slow = timezone.now() - timedelta(hours=3)
    caller = Caller(game.organization)
    monkeypatch.setattr(timezone, "now", lambda: slow)
    return caller, game


def award(scene: Scene) -> datetime:
    caller, game = scene
    answer = caller.post("tokens", {"game": game.code, "participant": "ada"})
    return Token.objects.get(code=answer.json()["code"]).issued_at


def void(scene: Scene) -> datetime | None:
    caller, game = scene
    token = token_for(game)
    caller.post(f"tokens/{token.code}/void", {"reason": "x"})
    token.refresh_from_db()
    return token.voided_at


def make_batch(scene: Scene) -> datetime:
    caller, game = scene
    caller.post("batches", {"game": game.code, "name": "Flyer", "quantity": 1})
    return Token.objects.get(batch__name="Flyer").issued_at


def move(scene: Scene, step: str, body: dict[str, str]) -> datetime:
    caller, _ = scene
    caller.post(f"awards/{Award.objects.get().pk}/{step}", body)
    return AwardEvent.objects.latest("pk").happened_at


def claim(scene: Scene) -> datetime:
    return move(scene, "claim", {})


def transition(scene: Scene) -> datetime:
    return move(scene, "transition", {"to": "disqualified", "reason": "x"})


def enter(scene: Scene) -> datetime:
    caller, game = scene
    raffle = drawing_game(organization=game.organization)
    caller.post("entries", {"game": raffle.code, "participant": "ada"})
    return Entry.objects.get().entered_at


def replace(scene: Scene) -> datetime:
    caller, game = scene
    drawing = drawn(ended_drawing("ada", "grace", organization=game.organization, alternates=1))
    caller.post(f"awards/{drawing.drawn_entries.get(rank=1).award.pk}/replace", {"reason": "x"})
    return Replacement.objects.get().replaced_at


@pytest.mark.parametrize("write", [award, void, make_batch, claim, transition, enter, replace])
def test_instant_is_of_the_database_s_clock(scene: Scene, write: Any) -> None:
    before = database_now()

    written = write(scene)

    assert before <= written <= database_now()
