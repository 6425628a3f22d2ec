from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories.promotions import live_game
from tests.identities.api.calls import Caller, errors, stored
from tokens.models import Token, TokenBatch

pytestmark = pytest.mark.django_db


def test_batch_is_made_with_its_codes() -> None:
    game = live_game()
    caller = Caller(game.organization)

    response = caller.post("batches", {"game": game.code, "name": "Flyer", "quantity": 3})

    batch = TokenBatch.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(batch.pk),
        "game": game.code,
        "name": "Flyer",
        "quantity": 3,
        "expires_at": None,
        "created_at": batch.created_at.isoformat().replace("+00:00", "Z"),
    }
    codes = caller.get("tokens", {"batch": str(batch.pk)}).json()["results"]
    assert {code["code"] for code in codes} == set(Token.objects.values_list("code", flat=True))
    assert [(code["batch"], code["participant"], code["state"]) for code in codes] == [
        (str(batch.pk), None, "issued")
    ] * 3


def test_batch_is_fetched_as_it_was_made() -> None:
    game = live_game()
    caller = Caller(game.organization)
    expires_at = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%dT00:00:00Z")
    made = caller.post(
        "batches", {"game": game.code, "name": "Flyer", "quantity": 1, "expires_at": expires_at}
    )

    response = caller.get(f"batches/{made.json()['id']}")

    assert response.content == made.content
    assert response.json()["expires_at"] == expires_at


def test_batches_are_filtered_by_game() -> None:
    game = live_game()
    caller = Caller(game.organization)
    caller.post("batches", {"game": game.code, "name": "Flyer", "quantity": 1})

    found = [
        len(caller.get("batches", {"game": code}).json()["results"]) for code in (game.code, "x")
    ]

    assert found == [1, 0]


def test_batch_under_a_key_is_made_once() -> None:
    game = live_game()
    caller = Caller(game.organization)
    body = {"game": game.code, "name": "Flyer", "quantity": 2}

    answers = [caller.post("batches", body, Idempotency_Key="k") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert (stored()["TokenBatch"], stored()["Token"]) == (1, 2)


@pytest.mark.parametrize(
    ("members", "refused"),
    [
        ({"quantity": 0}, ["quantity"]),
        ({"quantity": -1}, ["quantity"]),
        ({"quantity": 10_001}, ["quantity"]),
        ({"quantity": 10**17}, ["quantity"]),
        ({"quantity": "3"}, ["quantity"]),
        ({"quantity": 3.0}, ["quantity"]),
        ({"quantity": True}, ["quantity"]),
        ({"quantity": None}, ["quantity"]),
        ({"name": ""}, ["name"]),
        ({"name": "x" * 201}, ["name"]),
        ({"game": "nothing"}, ["game"]),
        ({"expires_at": "2020-01-01T00:00:00Z"}, ["expires_at"]),
        ({"participant": "ada"}, ["participant"]),
    ],
)
def test_malformed_batch_is_refused(members: dict[str, Any], refused: list[str]) -> None:
    game = live_game()
    body = {"game": game.code, "name": "Flyer", "quantity": 3, **members}

    response = Caller(game.organization).post("batches", body)

    assert errors(response) == refused
    assert sum(stored().values()) == 0
