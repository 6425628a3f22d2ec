"""Replies of the database that never arrive: ePrize's clients, who are told once, miss nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from identities.models import Participant, Profile
from identities.services.web_keys import web_key_of
from promotions.enums import GameKind
from promotions.models import Award, Entry, Game
from tests.factories.drawings import drawing_game
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import CampaignFactory
from tests.factories.tokens import TokenBatchFactory, TokenFactory, token_for
from tests.resilience.proxy import CuttingProxy
from tests.tokens.dialects.eprize.calls import Caller
from tokens.models import Token

CUTS = 200

serial = count()


@dataclass(frozen=True, slots=True)
class Post:
    """A request that was not sent yet, its status, and how many effects of it there are."""

    path: str
    fields: dict[str, str]
    status: int
    effects: Callable[[], int]


def profile_of(participant: Participant) -> dict[str, str]:
    return {"profile": f"/v1/x/profile/{participant.pk.hex}.{web_key_of(participant.pk)}"}


def redeem_token(game: Game) -> Post:
    token = token_for(game)
    return Post(
        f"game/{game.code}/token/{token.code}",
        {},
        200,
        lambda: Award.objects.filter(play__token=token).count(),
    )


def award_token(game: Game) -> Post:
    participant = ParticipantFactory(organization=game.organization)
    return Post(
        f"game/{game.code}/tokens",
        profile_of(participant),
        201,
        lambda: Token.objects.filter(participant=participant).count(),
    )


def award_entry(game: Game) -> Post:
    participant = ParticipantFactory(organization=game.organization)
    drawings = Game.objects.filter(organization=game.organization, kind=GameKind.DRAWING)
    drawing = drawings.first() or drawing_game(
        campaign=CampaignFactory(organization=game.organization)
    )
    return Post(
        f"game/{drawing.code}/sweeps",
        profile_of(participant),
        201,
        lambda: Entry.objects.filter(participant=participant).count(),
    )


def consume_code(game: Game) -> Post:
    participant = ParticipantFactory(organization=game.organization)
    code = TokenFactory(game=game, participant=None, batch=TokenBatchFactory(game=game))
    code.refresh_from_db()
    return Post(
        f"codes/{game.code}/{code.code}",
        profile_of(participant),
        200,
        lambda: Token.objects.filter(participant=participant, claimed_at__isnull=False).count(),
    )


def create_profile(game: Game) -> Post:
    name = f"lost-{next(serial)}"
    return Post(
        "profiles",
        {"user_name": name},
        201,
        lambda: Profile.objects.filter(user_name=name).count(),
    )


@pytest.mark.invariants
@pytest.mark.parametrize(
    "make",
    [redeem_token, award_token, consume_code, create_profile],
    ids=lambda make: make.__name__,
)
def test_reply_of_the_database_is_cut(
    make: Any, game: Game, key: str, database_proxy: CuttingProxy
) -> None:
    caller, outcomes = Caller(key), set()

    for number in range(CUTS):
        post = make(game)
        # each reply of the request in turn; a number past the last one cuts nothing
        database_proxy.cut_reply(number % 12)
        response = caller.post(post.path, **post.fields)
        database_proxy.disarm()
        won = make is not redeem_token or b"<prize>" in response.content
        outcomes.add((response.status_code == post.status, post.effects(), won))

    assert outcomes == {(True, 1, True)}
    assert database_proxy.cuts >= CUTS // 12
