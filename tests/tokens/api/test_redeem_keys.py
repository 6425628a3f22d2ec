from typing import Any

import pytest
from django.http import HttpResponse

from identities.models import IdempotencyRecord
from tests.factories.promotions import (
    live_game,
)
from tests.factories.tokens import token_for
from tests.identities.api.calls import Caller, problem, stored
from tokens.models import Token

# a refusal of the database ends the transaction that it is raised in
pytestmark = pytest.mark.django_db(transaction=True)


def redeem(caller: Caller, token: Token, body: Any = None, **headers: str) -> HttpResponse:
    return caller.post(f"tokens/{token.code}/redeem", body, **headers)


def test_key_belongs_to_one_request() -> None:
    game = live_game()
    caller, token, other = Caller(game.organization), token_for(game), token_for(game)
    redeem(caller, token, Idempotency_Key="k")
    before = stored()

    response = redeem(caller, other, Idempotency_Key="k")

    assert problem(response) == (422, "idempotency_mismatch")
    assert stored() == before


def test_key_of_a_redemption_is_no_key_of_another_post() -> None:
    game = live_game()
    caller, token = Caller(game.organization), token_for(game)
    redeem(caller, token, Idempotency_Key="k")
    before = stored()

    response = caller.post("participants", {"source_id": "bob"}, Idempotency_Key="k")

    assert problem(response) == (422, "idempotency_mismatch")
    assert stored() == before


def test_redemption_under_its_key_is_replayed() -> None:
    game = live_game()
    caller, token = Caller(game.organization), token_for(game)
    first = redeem(caller, token, Idempotency_Key="k").json()

    second = redeem(caller, token, Idempotency_Key="k").json()

    assert second == {**first, "replayed": True}
    assert IdempotencyRecord.objects.count() == 1


@pytest.mark.parametrize(("raw", "again"), [(b"", b"{}"), (b"{}", b""), (b"{ }", b"{}")])
def test_no_body_and_an_empty_object_are_one_request(raw: bytes, again: bytes) -> None:
    game = live_game()
    caller, path = Caller(game.organization), f"tokens/{token_for(game).code}/redeem"
    first = caller.post(path, raw=raw, Idempotency_Key="k").json()

    second = caller.post(path, raw=again, Idempotency_Key="k").json()

    assert second == {**first, "replayed": True}
    assert IdempotencyRecord.objects.count() == 1


def test_another_body_under_the_key_is_another_request() -> None:
    game = live_game()
    caller, path = Caller(game.organization), f"tokens/{token_for(game).code}/redeem"
    caller.post(path, Idempotency_Key="k")

    response = caller.post(path, {"game": game.code}, Idempotency_Key="k")

    assert problem(response) == (422, "idempotency_mismatch")
