from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import GameFactory, live_game
from tests.factories.tokens import TokenBatchFactory, TokenFactory, redeem, token_for
from tests.identities.api.calls import Caller, errors, problem, stored
from tests.tokens.api.calls import request_for, text

pytestmark = pytest.mark.django_db


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
