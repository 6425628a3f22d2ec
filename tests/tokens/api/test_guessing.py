import json
from typing import Any

import pytest
from django.http import HttpResponse

from tests.factories.promotions import (
    live_game,
)
from tests.factories.tokens import TokenFactory, token_for
from tests.identities.api.calls import Caller, problem, stored
from tokens.models import Token

# a refusal of the database ends the transaction that it is raised in
pytestmark = pytest.mark.django_db(transaction=True)


def redeem(caller: Caller, token: Token, body: Any = None, **headers: str) -> HttpResponse:
    return caller.post(f"tokens/{token.code}/redeem", body, **headers)


@pytest.mark.parametrize("code", ["NOBODYS0CODE0000", "x", "%20", "%C3%A4", "A" * 500])
def test_unknown_code_is_not_found(code: str) -> None:
    caller = Caller()

    response = caller.post(f"tokens/{code}/redeem", {"participant": "ada"})

    assert problem(response) == (404, "token_not_found")
    assert sum(stored().values()) == 0


def guess(caller: Caller, number: int) -> list[int]:
    paths = ["tokens/WRONG", "tokens/WRONG/redeem", "tokens/WRONG/void"]
    calls = [
        lambda: caller.get(paths[0]),
        lambda: caller.post(paths[1], {"participant": "ada"}),
        lambda: caller.post(paths[2], {"reason": "x"}),
    ]
    return [calls[turn % 3]().status_code for turn in range(number)]


def test_guesser_is_refused_right_codes_too(settings: Any) -> None:
    settings.API_WRONG_CODES_PER_MINUTE = 3
    game = live_game()
    token, caller = token_for(game), Caller(game.organization)
    statuses = guess(caller, 3)
    before = stored()

    answers = [
        caller.get(f"tokens/{token.code}"),
        redeem(caller, token),
        caller.post(f"tokens/{token.code}/void", {"reason": "x"}),
    ]

    token.refresh_from_db()
    assert statuses == [404, 404, 404]
    assert [problem(answer) for answer in answers] == [(429, "rate_limited")] * 3
    assert [1 <= int(answer["Retry-After"]) <= 60 for answer in answers] == [True] * 3
    assert (token.state, stored()) == ("issued", before)


def test_guesses_of_one_client_do_not_stop_another(settings: Any) -> None:
    settings.API_WRONG_CODES_PER_MINUTE = 1
    game = live_game()
    guess(Caller(game.organization), 2)

    assert redeem(Caller(game.organization), token_for(game)).status_code == 200


def test_code_of_another_organization_is_a_guess_like_any_other() -> None:
    token = TokenFactory()
    caller = Caller()

    theirs = redeem(caller, token, {"participant": "ada"})
    nobodys = caller.post("tokens/NOBODYS0CODE0000/redeem", {"participant": "ada"})

    assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)
    assert json.loads(theirs.content)["code"] == "token_not_found"
