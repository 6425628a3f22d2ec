"""Whatever happens is answered in the dialect's form, to every operation."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from lxml import etree

from identities.enums import Scope
from tests.tokens.dialects.ita_games.calls import Caller
from tests.tokens.dialects.ita_games.scenario import Scenario

pytestmark = pytest.mark.django_db

GUID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
# every operation, and a scope that is not enough for it
OPERATIONS = [
    ("POST", "tokens/participant/ada", Scope.READ),
    ("GET", "tokens/participant/ada", Scope.TOKENS_REDEEM),
    ("GET", "tokens/order-1", Scope.GAMES_WRITE),
    ("GET", "tokens/expired/wheel", Scope.TOKENS_AWARD),
    ("POST", "games", Scope.READ),
    ("GET", "games/wheel", Scope.TOKENS_READ),
    ("PUT", "games/wheel", Scope.READ),
    ("GET", "games/wheel/payouts", Scope.TOKENS_READ),
    ("POST", "games/wheel/payouts", Scope.READ),
    ("GET", f"games/wheel/payouts/{GUID}", Scope.TOKENS_READ),
    ("PUT", "games/wheel/payouts/hidden", Scope.READ),
    ("POST", "gameTypes", Scope.READ),
    ("PUT", f"gameTypes/{GUID}", Scope.READ),
    ("POST", "game-plays/start-game-play", Scope.READ),
]
WRITES = [(method, path) for method, path, _ in OPERATIONS if method != "GET"]
DENIED = "Authorization has been denied for this request."


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


@pytest.fixture
def caller(scenario: Scenario) -> Caller:
    return Caller(scenario.key(*Scope.values))


def message(answer: Any) -> tuple[int, str]:
    """Return status and message, which JSON and XML must both have."""
    if "xml" in answer["Content-Type"]:
        root = etree.fromstring(answer.content)
        assert root.tag == "Error"
        return answer.status_code, str(root.findtext("Message"))
    return answer.status_code, json.loads(answer.content)["Message"]


@pytest.mark.parametrize(("method", "path", "scope"), OPERATIONS)
@pytest.mark.parametrize("accept", ["application/json", "text/xml"])
def test_a_scope_that_is_not_enough_is_none(
    scenario: Scenario, method: str, path: str, scope: Scope, accept: str
) -> None:
    answer = Caller(scenario.key(scope)).send(method, path, b"{", Accept=accept)

    assert message(answer) == (401, DENIED)
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"},
        {"Authorization": "Basic eDp5"}, {"Authorization": "", "X-Api-Key": "x"},
    ],
)  # fmt: skip
def test_other_credentials_are_none(caller: Caller, headers: dict[str, str]) -> None:
    assert message(caller.get("tokens/order-1", **headers)) == (401, DENIED)


def test_a_revoked_key_is_none(scenario: Scenario) -> None:
    caller = Caller(scenario.key(*Scope.values, expires_at="2020-01-01T00:00:00Z"))

    assert message(caller.get("games/wheel")) == (401, DENIED)


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("content_type", ["application/json", "application/xml"])
def test_a_body_that_is_too_large_is_not_read(
    caller: Caller, method: str, path: str, content_type: str
) -> None:
    body = b" " * 1024 * 1024

    answer = caller.send(method, path, body, Content_Type=content_type, Accept=content_type)

    assert message(answer) == (413, "The request entity is too large.")


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"\xff"), ("text/json", b""), ("text/html", b"[" * 50_000),
        ("application/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), ("text/xml", b"<a/>"),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_invalid(
    caller: Caller, method: str, path: str, content_type: str, body: bytes
) -> None:
    answer = caller.send(method, path, body, Content_Type=content_type)

    assert message(answer) == (400, "The request is invalid.")
    assert [*answer.json()["ModelState"].values()] == [["An error has occurred."]]


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "x", ""])
def test_other_media_types_are_not_supported(
    caller: Caller, method: str, path: str, content_type: str
) -> None:
    status, text = message(caller.send(method, path, b"{}", Content_Type=content_type))

    assert status == 415
    assert "is not supported for this resource." in text


@pytest.mark.parametrize(("method", "path"), [each[:2] for each in OPERATIONS])
@pytest.mark.parametrize("verb", ["DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_verbs_are_not_supported(caller: Caller, method: str, path: str, verb: str) -> None:
    answer = caller.send(verb, path)

    text = f"The requested resource does not support http method '{verb}'."
    assert message(answer) == (405, text)
    assert method in answer["Allow"].split(", ")


@pytest.mark.parametrize(
    "path",
    ["", "x", "tokens", "tokens/", "tokens/a/b", "tokens/participant/a/b", "games/", "gametypes",
     "gameTypes/a/b", "game-plays", "game-plays/x", "games/a/payouts/b/c", "games/a%00b",
     "tokens/%00"],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["application/json", "application/xml"])
def test_unknown_paths_are_no_resource(caller: Caller, path: str, accept: str) -> None:
    answer = caller.get(path, Accept=accept)

    status, text = message(answer)
    assert status == 404
    assert text.startswith("No HTTP resource was found that matches the request URI 'http://")


@pytest.mark.parametrize(
    "path", ["tokens/%FF", "games/%C3%28/payouts", "tokens/participant/%ED%A0%80"]
)
def test_a_path_that_is_not_utf_8_is_invalid(caller: Caller, path: str) -> None:
    assert message(caller.get(path)) == (400, "The request is invalid.")


@pytest.mark.parametrize(("method", "path"), [each[:2] for each in OPERATIONS])
@pytest.mark.parametrize("accept", ["text/html", "text/xml"])
def test_without_its_database_it_is_unavailable(
    caller: Caller, method: str, path: str, accept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> None:
        raise OperationalError from psycopg.OperationalError()

    monkeypatch.setattr(connection, "cursor", refuse)

    answer = caller.send(method, path, {}, Accept=accept)

    assert message(answer) == (503, "The service is unavailable.")
    assert answer["Retry-After"] == "1"
    assert answer["Content-Type"] == f"{accept}; charset=utf-8"
