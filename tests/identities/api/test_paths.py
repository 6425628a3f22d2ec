"""Every path and method that the API does not have is answered by it, not by Django's pages."""

import pytest
from django.test import Client, override_settings

from tests.identities.api.calls import Caller, problem

pytestmark = pytest.mark.django_db

UNKNOWN = [
    "/platform",
    "/platform/",
    "/platform/v1",
    "/platform/v1/",
    "/platform/v2/tokens",
    "/platform/v1/nothing",
    "/platform/v1/tokens/",
    "/platform/v1/participants/",
    "/platform/v1/games/a/",
    "/platform/v1/tokens/a/b",
    "/platform/v1/tokens//redeem",
    "/platform/v1/tokens/A/redeem/",
    "/platform/v1/schema",
    "/platform/v1/docs",
    "/platform/v1/a\nb",
]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_path_is_a_problem(path: str, method: str, *, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        response = getattr(Client(enforce_csrf_checks=True), method)(path)

    assert problem(response) == (404, "not_found")


@pytest.mark.parametrize("path", ["/platform/v1/plays/x", "/platform/v1/games/%00"])
def test_unknown_resource_is_the_same_problem(path: str) -> None:
    caller = Caller()

    response = caller.get(path.removeprefix("/platform/v1/"))

    assert response.content == Client().get("/platform/v1/nothing").content


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_method_is_a_problem(method: str) -> None:
    caller = Caller()

    response = getattr(caller.http, method)(
        "/platform/v1/tokens", headers={"Authorization": f"Bearer {caller.key}"}
    )

    assert problem(response) == (405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("path", ["schema/", "docs/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_document_and_its_page_are_only_read(path: str, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(f"/platform/v1/{path}")

    assert problem(response) == (405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["schema/", "docs/"])
def test_document_and_its_page_answer_head(path: str) -> None:
    response = Client().head(f"/platform/v1/{path}")

    assert (response.status_code, response.content) == (200, b"")


def test_page_is_answered_to_who_accepts_nothing_it_has() -> None:
    response = Client().get("/platform/v1/docs/", headers={"Accept": "application/json"})

    assert problem(response) == (406, "not_acceptable")


def test_method_that_another_action_has_is_a_problem() -> None:
    response = Caller().get("tokens/A/redeem")

    assert problem(response) == (405, "method_not_allowed")
    assert response["Allow"] == "POST"


def test_head_is_answered_without_a_body() -> None:
    caller = Caller()

    response = caller.http.head(
        "/platform/v1/tokens", headers={"Authorization": f"Bearer {caller.key}"}
    )

    assert (response.status_code, response.content) == (200, b"")


def test_other_answer_than_json_is_not_acceptable() -> None:
    assert problem(Caller().get("tokens", Accept="text/html")) == (406, "not_acceptable")


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, */*;q=0.1"])
def test_json_is_answered_where_it_is_accepted(accept: str) -> None:
    assert Caller().get("tokens", Accept=accept).status_code == 200


@pytest.mark.parametrize("accept", ["", "/", ";;;", "json", "*/*;q=x", "a/b/c, */*", "é"])
def test_accept_header_that_makes_no_sense_is_no_error_of_ours(accept: str) -> None:
    assert Caller().get("tokens", Accept=accept).status_code in {200, 406}


def test_too_many_parameters_are_refused() -> None:
    query = "&".join(f"p{number}=1" for number in range(1001))

    assert problem(Caller().get(f"tokens?{query}")) == (400, "malformed")


def test_format_is_no_parameter() -> None:
    assert problem(Caller().get("tokens", {"format": "xml"})) == (422, "invalid")
