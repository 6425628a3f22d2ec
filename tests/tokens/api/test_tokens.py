from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from identities.models import Participant
from promotions.enums import LimitCounts
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import GameFactory, LimitFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import TokenBatchFactory, TokenFactory, redeem, token_for
from tests.identities.api.calls import Caller, errors, problem, stored
from tokens.models import Token

pytestmark = pytest.mark.django_db

LATER = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)


def text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def request_for(game: str, /, **members: Any) -> dict[str, Any]:
    return {
        "game": game,
        "participant": "ada",
        "source_id": "order-1",
        "reason": "an order",
        "expires_at": text(LATER),
        **members,
    }


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


@pytest.mark.parametrize("spelling", [str.lower, lambda code: f" {code[:4]}-{code[4:]} "])
def test_token_is_fetched_by_its_code(spelling: Any) -> None:
    game = live_game()
    caller = Caller(game.organization)
    awarded = caller.post("tokens", request_for(game.code)).json()

    response = caller.get(f"tokens/{quote(spelling(awarded['code']))}")

    assert (response.status_code, response.json()) == (200, awarded)


def test_issued_token_past_its_expiry_is_expired() -> None:
    at = datetime.now(UTC)
    token = TokenFactory(issued_at=at - timedelta(days=2), expires_at=at - timedelta(days=1))

    assert Caller(token.organization).get(f"tokens/{token.code}").json()["state"] == "expired"


def test_voided_token_stays_voided_past_its_expiry() -> None:
    at = datetime.now(UTC)
    token = TokenFactory(
        issued_at=at - timedelta(days=2),
        expires_at=at - timedelta(days=1),
        state="voided",
        voided_at=at,
    )

    assert Caller(token.organization).get(f"tokens/{token.code}").json()["state"] == "voided"


def test_token_is_voided() -> None:
    token = TokenFactory()

    response = Caller(token.organization).post(f"tokens/{token.code}/void", {"reason": "returned"})

    token.refresh_from_db()
    assert (response.status_code, response.json()["state"]) == (200, "voided")
    assert response.json()["voided_at"] == text(token.voided_at)
    assert response.json()["void_reason"] == "returned"
    assert (token.state, token.void_reason) == ("voided", "returned")


def test_voiding_again_answers_the_token_unchanged() -> None:
    token = TokenFactory()
    caller = Caller(token.organization)
    first = caller.post(f"tokens/{token.code}/void", {"reason": "returned"})

    second = caller.post(f"tokens/{token.code}/void", {"reason": "again"})

    assert (second.status_code, second.content) == (200, first.content)


def test_redeemed_token_is_not_voided() -> None:
    token = token_for(live_game())
    redeem(token)
    before = stored()

    response = Caller(token.organization).post(f"tokens/{token.code}/void", {"reason": "late"})

    token.refresh_from_db()
    assert problem(response) == (409, "conflict")
    assert (token.state, token.voided_at, stored()) == ("redeemed", None, before)


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": 1}, {"reason": "x", "code": "y"}])
def test_voiding_needs_a_reason(body: dict[str, Any]) -> None:
    token = TokenFactory()

    response = Caller(token.organization).post(f"tokens/{token.code}/void", body)

    token.refresh_from_db()
    assert len(errors(response)) == 1
    assert token.state == "issued"


def test_tokens_are_filtered() -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    game = live_game()
    ada = ParticipantFactory(organization=game.organization, source_id="a/da")
    batch = TokenBatchFactory(game=game)
    made = {
        "open": token_for(game, participant=ada),
        "expired": token_for(game, issued_at=at, expires_at=at + timedelta(days=1)),
        "voided": token_for(game, issued_at=at - timedelta(days=1), state="voided", voided_at=at),
        "of_batch": token_for(game, participant=None, batch=batch),
        "redeemed": token_for(game),
    }
    redeem(made["redeemed"])
    made["redeemed"].refresh_from_db()
    other = TokenFactory(
        organization=game.organization,
        game=GameFactory(organization=game.organization, campaign__organization=game.organization),
    )
    made["other"] = other
    caller = Caller(game.organization)

    def found(**query: str) -> set[str]:
        codes = {row["code"] for row in caller.get("tokens", query).json()["results"]}
        return {name for name, token in made.items() if token.code in codes}

    redeemed_at = text(made["redeemed"].redeemed_at)
    assert found() == set(made)
    assert found(state="issued") == {"open", "of_batch", "other"}
    assert found(state="expired") == {"expired"}
    assert found(state="voided") == {"voided"}
    assert found(state="redeemed") == {"redeemed"}
    assert found(participant="a/da") == {"open"}
    assert found(game=other.game.code) == {"other"}
    assert found(batch=str(batch.pk)) == {"of_batch"}
    assert found(issued_after=text(at), issued_before="2026-05-02T00:00:00Z") == {"expired"}
    assert found(issued_before=text(at)) == {"voided"}
    assert found(redeemed_after=redeemed_at) == {"redeemed"}
    assert found(redeemed_before=redeemed_at) == set()
    assert found(participant="nobody") == set()


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
