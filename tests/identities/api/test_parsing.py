import io
import json
from typing import Any

import pytest
from django.http import HttpResponse

from tests.identities.api.calls import Caller, errors, problem, stored

pytestmark = pytest.mark.django_db

JSON = "application/json"
NESTED = b'{"source_id":' + b"[" * 30 + b"]" * 30 + b"}"
DEEP = b'{"source_id":' + b"[" * 200_000 + b"]" * 200_000 + b"}"


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b'{"source_id":"a"}}',
        b"{'source_id':'a'}",
        b'{"source_id":"a",}',
        b'{"source_id":NaN}',
        b'{"source_id":Infinity}',
        b'{"source_id":-Infinity}',
        b'{"source_id":1e' + b"9" * 30 + b"}",
        b'{"source_id":1.' + b"0" * 100 + b"}",
        b'{"source_id":' + b"9" * 5000 + b"}",
        b'{"source_id":"a","source_id":"a"}',
        b'{"source_id":"a","phone":{"x":1,"x":2}}',
        b"[]",
        b'"source_id"',
        b"null",
        b"1",
        b'{"source_id":"\xff"}',
        b'{"source_id":"\xc3"}',
        b'{"source_id":"\xed\xa0\x80"}',
        b'\xef\xbb\xbf{"source_id":"a"}',
        '{"source_id":"a"}'.encode("utf-16"),
        b'{"source_id":"a\x00"}',
        b'{"source_id":"a\\u0000"}',
        b'{"a\\u0000":"a"}',
        b'{"source_id":"\\ud800"}',
        b'{"source_id":"a\nb"}',
        NESTED,
        DEEP,
    ],
    ids=lambda raw: raw[:30].decode("latin-1"),
)
def test_body_that_is_no_plain_json_object_is_refused(raw: bytes) -> None:
    caller = Caller()

    response = caller.post("participants", raw=raw)

    assert problem(response) == (400, "malformed")
    assert sum(stored().values()) == 0


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json; charset=latin-1",
        "application/json; charset=utf-16",
        "application/json/x",
        ";;;",
        "é",
        "*/*",
    ],
)
def test_other_content_type_is_refused(content_type: str) -> None:
    caller = Caller()

    response = caller.post("participants", raw=b'{"source_id":"a"}', content_type=content_type)

    assert problem(response) == (415, "unsupported_media_type")
    assert sum(stored().values()) == 0


@pytest.mark.parametrize("content_type", ["application/json; charset=UTF-8", "Application/JSON"])
def test_json_is_taken_by_any_spelling_of_its_type(content_type: str) -> None:
    response = Caller().post("participants", {"source_id": "a"}, content_type=content_type)

    assert response.status_code == 201


def test_body_of_1_mib_is_refused() -> None:
    caller = Caller()
    raw = b'{"source_id":"' + b"a" * (1024 * 1024 - 16) + b'"}'

    response = caller.post("participants", raw=raw)

    assert len(raw) == 1024 * 1024
    assert problem(response) == (413, "too_large")
    assert sum(stored().values()) == 0


def test_body_below_1_mib_is_read() -> None:
    raw = b'{"source_id":"' + b"a" * (1024 * 1024 - 17) + b'"}'

    response = Caller().post("participants", raw=raw)

    assert errors(response) == ["source_id"]


def chunked(caller: Caller, raw: bytes, path: str = "participants") -> HttpResponse:
    """Send a body as servers hand chunked ones on: without a Content-Length."""
    return caller.http.generic(
        "POST",
        f"/platform/v1/{path}",
        headers={"Authorization": f"Bearer {caller.key}", "Transfer-Encoding": "chunked"},
        **{"wsgi.input": io.BytesIO(raw), "CONTENT_LENGTH": "", "CONTENT_TYPE": JSON},
    )


def test_chunked_body_is_read() -> None:
    response = chunked(Caller(), b'{"source_id":"ada"}')

    assert (response.status_code, response.json()["source_id"]) == (201, "ada")


def test_chunked_body_of_1_mib_is_refused() -> None:
    response = chunked(Caller(), b'{"source_id":"' + b"a" * 1024 * 1024)

    assert problem(response) == (413, "too_large")
    assert sum(stored().values()) == 0


@pytest.mark.parametrize("path", ["participants", "tokens/A/redeem"])
def test_announced_body_of_which_nothing_arrives_is_refused(path: str) -> None:
    """As the server hands on a chunked body whose framing is broken."""
    caller = Caller()

    response = chunked(caller, b"", path)

    assert problem(response) == (400, "malformed")
    assert sum(stored().values()) == 0


@pytest.mark.parametrize("raw", [b"", b"{}"])
def test_body_that_is_cut_off_is_refused(raw: bytes) -> None:
    caller = Caller()

    response = caller.http.generic(
        "POST",
        "/platform/v1/tokens/A/redeem",
        headers={"Authorization": f"Bearer {caller.key}"},
        **{"wsgi.input": io.BytesIO(raw), "CONTENT_LENGTH": "9", "CONTENT_TYPE": JSON},
    )

    assert problem(response) == (400, "malformed")


def test_empty_body_lacks_what_is_required() -> None:
    response = Caller().post("participants", raw=b"")

    assert errors(response) == ["source_id"]
    assert sum(stored().values()) == 0


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({}, ["source_id"]),
        ({"source_id": 1}, ["source_id"]),
        ({"source_id": True}, ["source_id"]),
        ({"source_id": None}, ["source_id"]),
        ({"source_id": ["a"]}, ["source_id"]),
        ({"source_id": {"a": 1}}, ["source_id"]),
        ({"source_id": ""}, ["source_id"]),
        ({"source_id": "x" * 201}, ["source_id"]),
        ({"source_id": "."}, ["source_id"]),
        ({"source_id": ".."}, ["source_id"]),
        ({"source_id": " "}, ["source_id"]),
        ({"source_id": "\u2003\u00a0"}, ["source_id"]),
        ({"source_id": "a\tb"}, ["source_id"]),
        ({"source_id": "a\n"}, ["source_id"]),
        ({"source_id": "\x1b[31m"}, ["source_id"]),
        ({"source_id": "a\x7f"}, ["source_id"]),
        ({"source_id": "a\x85"}, ["source_id"]),
        ({"source_id": "a", "id": "x"}, ["id"]),
        ({"source_id": 1, "nobody": 2, "currency": 3}, ["currency", "nobody", "source_id"]),
        ({"source_id": "a", "state": "blocked"}, ["state"]),
        ({"source_id": "a", "kind": "pirate"}, ["kind"]),
        ({"source_id": "a", "kind": 1}, ["kind"]),
        ({"source_id": "a", "kind": ["player"]}, ["kind"]),
        ({"source_id": "a", "currency": "euro"}, ["currency"]),
        ({"source_id": "a", "currency": "eur"}, ["currency"]),
        ({"source_id": "a", "country": "de"}, ["country"]),
        ({"source_id": "a", "email": "nobody"}, ["email"]),
        ({"source_id": "a", "email": "a@b.example" + "x" * 254}, ["email"]),
        ({"source_id": "a", "birth_on": "1990-02-30"}, ["birth_on"]),
        ({"source_id": "a", "birth_on": "9999-12-31"}, ["birth_on"]),
        ({"source_id": "a", "birth_on": "0000-01-01"}, ["birth_on"]),
        ({"source_id": "a", "birth_on": "10000-01-01"}, ["birth_on"]),
        ({"source_id": "a", "birth_on": "1990-12-10T00:00:00Z"}, ["birth_on"]),
        ({"source_id": "a", "birth_on": 19901210}, ["birth_on"]),
        ({"source_id": "a", "birth_on": True}, ["birth_on"]),
        ({"source_id": "a", "first_name": 10**17}, ["first_name"]),
        ({"source_id": "a", "first_name": 10**19}, ["first_name"]),
        ({"source_id": "a", "age": 1.5}, ["age"]),
        ({"source_id": "a", "age": 10**19}, ["age"]),
    ],
)
def test_body_with_wrong_members_is_refused(body: Any, refused: list[str]) -> None:
    response = Caller().post("participants", body)

    assert errors(response) == refused
    assert sum(stored().values()) == 0


@pytest.mark.parametrize("number", ["1e999", "1e999999999", "1e-999999999", "9" * 100, "30.0"])
def test_number_that_is_no_whole_one_is_refused_at_once(number: str) -> None:
    response = Caller().post("participants", raw=b'{"source_id":"a","age":%b}' % number.encode())

    assert errors(response) == ["age"]
    assert sum(stored().values()) == 0


def test_text_is_stored_as_it_was_sent() -> None:
    caller = Caller()
    source_id = " Ünï/ćödé \N{NO-BREAK SPACE}🎲 .. "

    response = caller.post("participants", {"source_id": source_id, "first_name": " Ada "})

    assert response.json()["source_id"] == source_id
    assert response.json()["first_name"] == " Ada "


def test_problem_names_what_is_wrong() -> None:
    response = Caller().post("participants", raw=b"{", X_Request_ID="mine")

    assert json.loads(response.content) == {
        "type": "/platform/v1/problems/malformed",
        "title": "The request can't be read.",
        "status": 400,
        "detail": (
            "The body is not JSON: Expecting property name enclosed in double quotes:"
            " line 1 column 2 (char 1)"
        ),
        "code": "malformed",
    }
    assert response["X-Request-ID"] == "mine"
