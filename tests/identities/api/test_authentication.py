from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from identities.enums import Scope
from identities.services.api_clients import revoke_api_client
from tests.identities.api.calls import Caller, problem, stored

pytestmark = pytest.mark.django_db


def fetch(authorization: str | None) -> HttpResponse:
    headers = {} if authorization is None else {"Authorization": authorization}
    return Client().get("/platform/v1/plays", headers=headers)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer tmb_ABCDEFGHIJKL_" + "x" * 43,
        "Bearer tmb_ABCDEFGHIJKL_" + "\xff" * 43,
        "Basic dXNlcjpwYXNz",
    ],
)
def test_request_without_a_valid_key_is_refused(authorization: str | None) -> None:
    response = fetch(authorization)

    assert problem(response) == (401, "unauthenticated")
    assert response["WWW-Authenticate"] == "Bearer"


def test_key_in_the_wrong_scheme_is_refused() -> None:
    assert problem(fetch(f"Token {Caller().key}")) == (401, "unauthenticated")


def test_key_is_taken_with_any_spelling_of_the_scheme() -> None:
    assert fetch(f"bearer {Caller().key}").status_code == 200


def test_unknown_and_revoked_key_are_answered_alike() -> None:
    caller = Caller()
    revoke_api_client(client=caller.client, at=datetime.now(UTC))

    revoked, unknown = fetch(f"Bearer {caller.key}"), fetch("Bearer x")

    assert (revoked.status_code, revoked.content) == (unknown.status_code, unknown.content)


def test_missing_scope_is_named() -> None:
    caller = Caller(None, Scope.TOKENS_REDEEM)

    response = caller.post("participants", {"source_id": "ada"})

    assert problem(response) == (403, "forbidden")
    assert response.json()["scope"] == "participants:write"
    assert sum(stored().values()) == 0


def test_client_over_its_limit_is_refused() -> None:
    caller = Caller(requests_per_minute=2)

    answers = [caller.get("plays") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert problem(answers[2]) == (429, "rate_limited")
    assert 1 <= int(answers[2]["Retry-After"]) <= 60


def test_post_over_the_limit_stores_nothing() -> None:
    caller = Caller(requests_per_minute=1)
    caller.get("plays")

    response = caller.post("participants", {"source_id": "ada"})

    assert problem(response) == (429, "rate_limited")
    assert sum(stored().values()) == 0
