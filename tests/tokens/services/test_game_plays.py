"""Plays of tokens that are named by code or source_id, and looks at them."""

from typing import Any

import pytest

from identities.enums import Channel
from identities.services.actors import Actor
from promotions.models import Play
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.identities import ApiClientFactory, ParticipantFactory
from tests.factories.promotions import live_game
from tests.factories.tokens import TokenBatchFactory, token_for
from tokens.models import Token
from tokens.services.game_plays import preview_game_play, start_game_play
from tokens.services.redemption import Redemption

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

BY = Actor(channel=Channel.ITA_GAMES, request_id="r-1")


def start(token: Token, name: str, **arguments: Any) -> Redemption:
    return start_game_play(
        **{"organization": token.organization, "token": name, "by": BY,
           "wrong_codes_maximum": 60, **arguments}
    )  # fmt: skip


def test_a_token_is_played_by_either_name() -> None:
    token = token_for(live_game(), source_id="order-1")

    first, again = start(token, "order-1"), start(token, token.code.lower())

    assert (first.play_id, first.replayed, again.replayed) == (again.play_id, False, True)


def test_a_play_knows_who_made_it() -> None:
    token = token_for(live_game())
    client = ApiClientFactory(organization=token.organization)
    by = Actor(channel=Channel.ITA_GAMES, client=client, request_id="r-1")

    start(token, token.code, by=by)

    play = Play.objects.get()
    assert (play.channel, play.client, play.request_id) == ("ita_games", client, "r-1")


def look(at: Token, **arguments: Any) -> None:
    preview_game_play(**{"organization": at.organization, "token": at.code, **arguments})


def test_a_look_changes_nothing() -> None:
    token = token_for(live_game())
    before = database_fingerprint()

    look(token, game=token.game.code, participant=token.participant.source_id)

    assert database_fingerprint() == before


def test_a_code_of_nobody_can_be_looked_at_by_anybody_known() -> None:
    game = live_game()
    token = token_for(game, participant=None, batch=TokenBatchFactory(game=game))
    ParticipantFactory(organization=game.organization, source_id="ada")

    look(token, participant="ada")


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ({"token": "nowhere"}, "token_not_found"), ({"game": "nowhere"}, "wrong_game"),
        ({"participant": "nobody"}, "not_eligible"), ({"participant": "eve"}, "not_eligible"),
    ],
)  # fmt: skip
def test_what_is_named_must_be_there(named: dict[str, str], code: str) -> None:
    token = token_for(live_game())
    ParticipantFactory(organization=token.organization, source_id="eve")

    with pytest.raises(Refused, match=code):
        look(token, **named)
