"""Replies that never arrive to clients of ITA Group Games: sent again, nothing is there twice."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from identities.models import Participant
from promotions.models import Game, GameType, Play, Prize, PrizePresentation
from tests.factories.promotions import GameFactory, PrizeFactory
from tests.factories.tokens import token_for
from tests.resilience.proxy import CuttingProxy, tcp_listener
from tests.tokens.dialects.ita_games.calls import Caller
from tokens.models import Token

CUTS = 100

serial = count()


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was not sent yet, and how many effects of it there are."""

    method: str
    path: str
    body: Any
    effects: Callable[[], int]


def create_token(game: Game) -> Call:
    name = f"lost-{next(serial)}"
    body = {"TokenSourceId": name, "GameSourceId": game.code}
    return Call(
        "POST", f"tokens/participant/{name}", body, Token.objects.filter(source_id=name).count
    )


def list_tokens(game: Game) -> Call:
    name = f"lost-{next(serial)}"
    known = Participant.objects.filter(source_id=name)
    return Call("GET", f"tokens/participant/{name}", None, known.count)


def start_game_play(game: Game) -> Call:
    token = token_for(game)
    plays = Play.objects.filter(token=token)
    return Call("POST", "game-plays/start-game-play", {"TokenId": token.code}, plays.count)


def create_game(game: Game) -> Call:
    code = f"lost-{next(serial)}"
    games = Game.objects.filter(code=code, presentation__theme="dark")
    return Call("POST", "games", {"Id": code, "Name": "Lost", "ThemeId": "dark"}, games.count)


def create_game_without_an_id(game: Game) -> Call:
    name = f"Lost {next(serial)}"
    return Call("POST", "games", {"Name": name}, Game.objects.filter(name=name).count)


def put_game(game: Game) -> Call:
    draft = GameFactory(organization=game.organization, campaign__organization=game.organization)
    changed = Game.objects.filter(pk=draft.pk, name="Lost", presentation__theme="dark")
    return Call("PUT", f"games/{draft.code}", {"Name": "Lost", "ThemeId": "dark"}, changed.count)


def create_payout(game: Game) -> Call:
    draft = GameFactory(organization=game.organization, campaign__organization=game.organization)
    prizes = Prize.objects.filter(game=draft)
    return Call("POST", f"games/{draft.code}/payouts", {"LegendLabel": "Mug"}, prizes.count)


def hide_payouts(game: Game) -> Call:
    draft = GameFactory(organization=game.organization, campaign__organization=game.organization)
    prize = PrizeFactory(game=draft)
    hidden = PrizePresentation.objects.filter(prize=prize, is_hidden=True)
    body = [{"Id": str(prize.pk), "Hidden": True}]
    return Call("PUT", f"games/{draft.code}/payouts/hidden", body, hidden.count)


def create_game_type(game: Game) -> Call:
    source_id = str(uuid4())
    types = GameType.objects.filter(source_id=source_id)
    return Call("POST", "gameTypes", {"Id": source_id, "Name": "Lost"}, types.count)


def put_game_type(game: Game) -> Call:
    source_id = str(uuid4())
    types = GameType.objects.filter(source_id=source_id)
    return Call("PUT", f"gameTypes/{source_id}", {"Name": "Lost"}, types.count)


# what a client may send again, as it says what it is about
NAMED = [
    create_token, list_tokens, start_game_play, create_game, put_game, hide_payouts,
    create_game_type, put_game_type,
]  # fmt: skip
CALLS = [*NAMED, create_game_without_an_id, create_payout]


@pytest.mark.invariants
@pytest.mark.parametrize("make", CALLS, ids=lambda make: make.__name__)
def test_reply_of_the_database_is_cut(
    make: Any, game: Game, key: str, database_proxy: CuttingProxy
) -> None:
    caller, outcomes = Caller(key), set()

    for number in range(CUTS):
        call = make(game)
        # each reply of the request in turn; a number past the last one cuts nothing
        database_proxy.cut_reply(number % 16)
        answer = caller.send(call.method, call.path, call.body)
        database_proxy.disarm()
        outcomes.add((answer.status_code in {200, 201}, call.effects()))

    assert outcomes == {(True, 1)}
    assert database_proxy.cuts >= CUTS // 16


@pytest.mark.invariants
@pytest.mark.parametrize("make", NAMED, ids=lambda make: make.__name__)
def test_reply_of_the_app_is_cut(make: Any, game: Game, key: str, live_server: Any) -> None:
    address = urlsplit(live_server.url)
    proxy = CuttingProxy(
        tcp_listener(), lambda: socket.create_connection((address.hostname, address.port))
    )
    outcomes = []

    for _ in range(CUTS):
        call = make(game)
        proxy.cut_reply(0)
        with pytest.raises((http.client.HTTPException, OSError)):
            send(proxy, call, key)
        first, second = (send(proxy, call, key) for _ in range(2))
        outcomes.append((first == second, first[0] in {200, 201}, call.effects()))

    proxy.close()
    assert (proxy.cuts, set(outcomes)) == (CUTS, {(True, True, 1)})


def send(proxy: CuttingProxy, call: Call, key: str) -> tuple[int, bytes]:
    host, port = proxy.listener.getsockname()
    connection = http.client.HTTPConnection(host, port, timeout=10)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    body = None if call.body is None else json.dumps(call.body)
    try:
        connection.request(call.method, f"/v1/{call.path}", body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
