from typing import Any

import pytest

from identities.models import Participant
from promotions.enums import LimitCounts
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import GameFactory, LimitFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import redeem
from tests.identities.api.calls import Caller, errors, problem, stored
from tests.tokens.api.calls import LATER, request_for, text
from tokens.models import Token

pytestmark = pytest.mark.django_db


def test_token_is_awarded() -> None:
    game = live_game()

    response = Caller(game.organization).post("tokens", request_for(game.code))

    token = Token.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(token.pk),
        "code": token.code,
        "game": game.code,
        "participant": "ada",
        "source_id": "order-1",
        "reason": "an order",
        "state": "issued",
        "issued_at": text(token.issued_at),
        "expires_at": text(LATER),
        "claimed_at": None,
        "redeemed_at": None,
        "voided_at": None,
        "void_reason": "",
        "batch": None,
    }
    assert (token.channel, token.participant.source_id) == ("platform", "ada")


def test_only_game_and_participant_are_needed() -> None:
    game = live_game()

    response = Caller(game.organization).post("tokens", {"game": game.code, "participant": "ada"})

    token = response.json()
    assert response.status_code == 201
    assert [token[name] for name in ("source_id", "reason", "expires_at")] == [None, "", None]


def test_same_source_id_answers_the_same_token() -> None:
    game = live_game()
    caller = Caller(game.organization)
    first = caller.post("tokens", request_for(game.code))

    second = caller.post("tokens", request_for(game.code))

    assert (second.status_code, second.json()) == (200, first.json())
    assert stored()["Token"] == 1


@pytest.mark.parametrize(
    "other", [{"participant": "bob"}, {"reason": "a gift"}, {"expires_at": None}]
)
def test_same_source_id_with_other_content_is_a_conflict(other: dict[str, Any]) -> None:
    game = live_game()
    caller = Caller(game.organization)
    caller.post("tokens", request_for(game.code))
    before = stored()

    response = caller.post("tokens", request_for(game.code, **other))

    assert problem(response) == (409, "conflict")
    assert stored() == before


@pytest.mark.parametrize(
    ("members", "refused"),
    [
        ({"game": "nothing"}, ["game"]),
        ({"game": 1}, ["game"]),
        ({"game": None}, ["game"]),
        ({"participant": ""}, ["participant"]),
        ({"participant": 7}, ["participant"]),
        ({"participant": "x" * 201}, ["participant"]),
        ({"source_id": ""}, ["source_id"]),
        ({"source_id": 1}, ["source_id"]),
        ({"source_id": "."}, ["source_id"]),
        ({"source_id": "\t"}, ["source_id"]),
        ({"participant": "."}, ["participant"]),
        ({"participant": "a\nb"}, ["participant"]),
        ({"reason": "x" * 501}, ["reason"]),
        ({"reason": None}, ["reason"]),
        ({"expires_at": "2020-01-01T00:00:00Z"}, ["expires_at"]),
        ({"expires_at": "2027-01-01"}, ["expires_at"]),
        ({"expires_at": "2027-01-01T00:00:00"}, ["expires_at"]),
        ({"expires_at": "2027-02-30T00:00:00Z"}, ["expires_at"]),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, ["expires_at"]),
        ({"expires_at": "9999-12-31T23:59:59-14:00"}, ["expires_at"]),
        ({"expires_at": "9999-12-31T23:59:59+99:99"}, ["expires_at"]),
        ({"expires_at": 1893456000}, ["expires_at"]),
        ({"expires_at": ""}, ["expires_at"]),
        ({"state": "redeemed"}, ["state"]),
        ({"code": "AAAA"}, ["code"]),
    ],
)
def test_malformed_award_is_refused(members: dict[str, Any], refused: list[str]) -> None:
    game = live_game()

    response = Caller(game.organization).post("tokens", request_for(game.code, **members))

    assert errors(response) == refused
    assert sum(stored().values()) == 0


def test_last_instant_of_the_calendar_is_taken() -> None:
    game = live_game()

    response = Caller(game.organization).post(
        "tokens", request_for(game.code, expires_at="9999-12-31T23:59:59.999999Z")
    )

    assert response.json()["expires_at"] == "9999-12-31T23:59:59.999999Z"


def test_game_that_was_never_published_is_none() -> None:
    game = GameFactory()

    response = Caller(game.organization).post("tokens", request_for(game.code))

    assert errors(response) == ["game"]
    assert sum(stored().values()) == 0


def test_blocked_participant_is_awarded_nothing() -> None:
    game = live_game()
    ParticipantFactory(organization=game.organization, source_id="ada", state="blocked")
    before = stored()

    response = Caller(game.organization).post("tokens", request_for(game.code))

    assert problem(response) == (403, "participant_blocked")
    assert stored() == before


def test_limit_on_awards_is_a_refusal() -> None:
    game = PrizeFactory().game
    LimitFactory(campaign=game.campaign, counts=LimitCounts.TOKEN_AWARDS)
    publish(game.campaign)
    caller = Caller(game.organization)
    caller.post("tokens", request_for(game.code))
    before = stored()

    response = caller.post("tokens", request_for(game.code, source_id="order-2"))

    answer = response.json()
    assert problem(response) == (409, "limit_reached")
    assert [answer["limit"][name] for name in ("counts", "per", "window", "maximum")] == [
        "token_awards",
        "participant",
        "day",
        1,
    ]
    assert answer["retry_at"].endswith("T00:00:00Z")
    assert stored() == before


def test_award_is_rolled_back_with_its_participant() -> None:
    game = live_game()

    response = Caller(game.organization).post(
        "tokens", request_for(game.code, participant="new", expires_at="2020-01-01T00:00:00Z")
    )

    assert errors(response) == ["expires_at"]
    assert Participant.objects.count() == 0


def test_award_under_a_key_is_answered_again_after_it_was_redeemed() -> None:
    game = live_game()
    caller = Caller(game.organization)
    first = caller.post("tokens", request_for(game.code), Idempotency_Key="k")
    redeem(Token.objects.get())

    second = caller.post("tokens", request_for(game.code), Idempotency_Key="k")

    assert (second.status_code, second.content) == (201, first.content)
