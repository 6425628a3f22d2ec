"""What fails before a service, or where nobody foresaw it."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from rest_framework.request import Request

from identities.dialects.base import Failure
from identities.services import user_tokens
from tests.factories.values import AssetFactory, held
from tests.identities.api.test_lost_connections import kill_connection
from tests.tokens.dialects.payingame.calls import BASE, OK, Caller, refusal, said
from tokens.dialects.payingame.results import ERRORS, FAILURES, REFUSALS
from tokens.dialects.payingame.views.base import PayingameView
from tokens.enums import ValueRefusal
from tokens.models import Asset

pytestmark = pytest.mark.django_db

OPERATIONS = ["AwardTokens", "UserToken", "Tokens"]


@pytest.fixture
def bolt() -> Asset:
    asset: Asset = AssetFactory()
    return asset


@pytest.fixture
def caller(bolt: Asset) -> Caller:
    return Caller(bolt.organization)


def call(caller: Caller, operation: str, asset: Asset) -> Any:
    if operation == "AwardTokens":
        return caller.award(asset)
    return caller.get(operation, asset)


def test_every_refusal_and_failure_has_a_text() -> None:
    assert REFUSALS.keys() == set(ValueRefusal)
    assert FAILURES.keys() == set(Failure)


def test_everything_that_user_tokens_raise_has_a_text() -> None:
    raised = {
        each
        for _, each in inspect.getmembers(user_tokens, inspect.isclass)
        if issubclass(each, Exception) and each.__module__ == user_tokens.__name__
    }

    assert raised == ERRORS.keys()


class BrokenView(PayingameView):
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Admit anybody."""

    def get(self, request: Request) -> HttpResponse:
        raise ZeroDivisionError


def test_what_nobody_foresaw_is_an_error_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/")
    request.request_id = "r"

    response = BrokenView.as_view()(request)

    assert refusal(response) == "Internal error"
    assert [type(record.msg["exc_info"]) for record in caplog.records] == [ZeroDivisionError]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_dead_connection_is_replaced(operation: str, bolt: Asset, caller: Caller) -> None:
    kill_connection()

    assert said(call(caller, operation, bolt)).items() >= OK.items()
    assert held(bolt, kind="allowance") == (operation == "AwardTokens")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_database_that_is_away_is_told(
    operation: str, bolt: Asset, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller.get("Tokens", bolt)
    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict, "NAME", "nowhere")
        response = call(caller, operation, bolt)

    assert refusal(response) == "Service is not available"
    assert response["Retry-After"] == "1"


def test_a_body_that_is_too_large_is_not_read(caller: Caller) -> None:
    assert refusal(caller.post(b" " * 1024 * 1024)) == "Request is too large"


def test_a_path_that_is_not_utf_8_is_invalid(bolt: Asset, caller: Caller) -> None:
    assert refusal(caller.get("Tokens", bolt, "%FF")) == "Invalid request"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("base", [BASE, "/rest/PayInGame/PublicAPI"])
def test_other_verbs_are_refused(base: str, operation: str, method: str) -> None:
    path = operation if operation == "AwardTokens" else f"{operation}/x/y/z"

    response = Client().generic(method, f"{base}/{path}")

    assert (response.status_code, response["Content-Type"]) == (405, "application/json")
    assert response["Allow"] == ("POST" if operation == "AwardTokens" else "GET, HEAD")
    assert response.json() == {"isError": "1", "Error": "Method is not allowed"}


@pytest.mark.parametrize(
    "path",
    ["", "x", "AwardTokens/", "awardtokens", "AwardTokens/key", "Tokens", "Tokens/", "Tokens/k/p/",
     "Tokens/k//c", "UserToken/k", "UserToken/k/p/c/"],
)  # fmt: skip
@pytest.mark.parametrize("base", [BASE, "/rest/PayInGame/PublicAPI"])
def test_unknown_paths_are_told(base: str, path: str) -> None:
    response = Client().post(f"{base}/{path}")

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json() == {"isError": "1", "Error": "Unknown path"}


@pytest.mark.parametrize("path", ["/rest", "/rest/", "/rest/x", "/rest/payingame/PublicAPI/Tokens"])
def test_what_is_beside_the_api_is_none_of_its(path: str) -> None:
    response = Client().get(path)

    assert response.status_code == 404
    assert b"isError" not in response.content


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "*/*;q=0", "rubbish", ""])
def test_whatever_is_accepted_json_is_answered(accepted: str, bolt: Asset, caller: Caller) -> None:
    response = caller.http.get(
        f"{BASE}/Tokens/{caller.key}/{bolt.campaign_id}/ada?format=html",
        headers={"Accept": accepted},
    )

    assert said(response)["Data"] == {"Tokens": []}


@pytest.mark.parametrize("operation", ["UserToken", "Tokens"])
def test_head_has_the_headers_only(operation: str, bolt: Asset, caller: Caller) -> None:
    response = caller.http.head(f"{BASE}/{operation}/{caller.key}/{bolt.campaign_id}/ada")

    assert (response.status_code, response.content) == (200, b"")


def test_answers_are_kept_by_nobody(bolt: Asset, caller: Caller) -> None:
    for operation in OPERATIONS:
        assert call(caller, operation, bolt)["Cache-Control"] == "no-store"


def test_names_are_written_as_they_are(bolt: Asset, caller: Caller) -> None:
    Asset.objects.update(
        name='Nüsse "& \u2028 more\\', chain_name="\N{SMILING FACE WITH OPEN MOUTH}"
    )
    caller.award(bolt)

    content = caller.get("Tokens", bolt).content

    document = json.loads(content)
    assert document["Data"]["Tokens"][0]["Name"] == 'Nüsse "& \u2028 more\\'
    assert content == json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
