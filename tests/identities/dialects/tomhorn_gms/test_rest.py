"""REST's own: JSON, its encodings and types."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.identities.dialects.tomhorn_gms.scene import (
    REST,
    by_rest,
    identity,
    make_partner,
    send_rest,
    signed,
)

pytestmark = pytest.mark.django_db

NAMED = signed("GetIdentity", name="test_EUR")


@pytest.fixture(autouse=True)
def _partner() -> None:
    make_partner()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_json_is_read_in_its_encoding(encoding: str) -> None:
    members = identity(parent="Ä")

    response = send_rest("CreateIdentity", json.dumps(members, ensure_ascii=False).encode(encoding))

    assert response.json()["Code"] == 1003


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/json", "Application/JSON; charset=utf-8"]
)
def test_json_has_two_media_types(content_type: str) -> None:
    response = Client().post(f"{REST}/GetIdentity", json.dumps(NAMED), content_type=content_type)

    assert response.json()["Code"] == 0


@pytest.mark.parametrize("content_type", ["", "text/xml", "text/plain", "multipart/form-data"])
def test_other_media_types_are_refused(content_type: str) -> None:
    response = Client().generic("POST", f"{REST}/GetIdentity", json.dumps(NAMED), content_type)

    assert (response.status_code, response["Content-Type"]) == (415, "text/plain; charset=utf-8")


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "*/*", "nonsense"])
def test_answer_is_json_whatever_is_accepted(accepted: str) -> None:
    response = send_rest("GetIdentity", json.dumps(NAMED), Accept=accepted)

    assert response["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b'"text"',
        b"[{}]",
        b"\xff",
        b'{"name": NaN}',
        b'{"name": 1, "name": 2}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    response = send_rest("GetIdentity", body)

    assert (response.status_code, response.content) == (400, b"The request could not be read.")


@pytest.mark.parametrize(
    "value", [5, 5.5, True, [], {}, ["test_EUR"], "te\0st", "te\ud800st", "tést", "test_EUR\n"]
)
def test_name_has_one_form(value: Any) -> None:
    assert by_rest("GetIdentity", NAMED | {"name": value})["Code"] == 12


@pytest.mark.parametrize("member", ["displayName", "parent", "type", "password", "details"])
@pytest.mark.parametrize("value", [5, True, [], {}, "\0", "\ud800"])
def test_what_is_not_needed_is_text_too(member: str, value: Any) -> None:
    members = identity() | {member: value}

    assert by_rest("CreateIdentity", members)["Code"] == 12


@pytest.mark.parametrize("value", [473285, "473285"])
def test_number_of_a_session_is_a_number_or_its_digits(value: Any) -> None:
    answer = by_rest("GetSession", signed("GetSession", sessionID=value))

    assert answer["Session"]["ID"] == 473285


@pytest.mark.parametrize(
    "value", [True, 473285.0, 4e5, [473285], {}, "473285x", "+473285", "0473285", 10**100, "-0"]
)
def test_number_of_a_session_has_one_form(value: Any) -> None:
    assert by_rest("GetSession", signed("GetSession", sessionID=value))["Code"] == 12


def test_members_that_are_not_known_are_passed_over() -> None:
    assert by_rest("GetIdentity", NAMED | {"language": {"a": [1]}, "": None})["Code"] == 0


def test_body_that_is_too_large_is_refused() -> None:
    response = send_rest("GetIdentity", json.dumps(NAMED | {"name": "n" * 1024 * 1024}))

    assert (response.status_code, response.content) == (413, b"The request is too large.")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_operations_are_posted(method: str) -> None:
    response = Client().generic(method, f"{REST}/GetIdentity")

    assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "path", ["", "/", "/getidentity", "/GetIdentity/", "/GetIdentity/x", "x/GetIdentity"]
)
def test_paths_that_lead_nowhere(path: str) -> None:
    response = Client().post(f"{REST}{path}", json.dumps(NAMED), content_type="application/json")

    assert (response.status_code, response.content) == (404, b"Endpoint not found.")
