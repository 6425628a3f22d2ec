from typing import Any

import pytest
from rest_framework.exceptions import ParseError, UnsupportedMediaType, ValidationError

from tokens.dialects.eprize.authentication import ProfileInvalid, parse_profile
from tokens.dialects.eprize.parsers import check_argument, parse_form

FORM = "application/x-www-form-urlencoded"
ID = "019a9c3f0a4e7b118c410d3c5a1f9e02"
NAME = f"{ID}.AAAAAAAA-AAAAAAAAAAAAA_AAAAAAAAA"


@pytest.mark.parametrize(
    ("raw", "content_type", "fields"),
    [
        (b"", "", {}),
        (b"", FORM, {}),
        (b"", "application/json", {}),
        (b"a=1&b=", FORM, {"a": "1", "b": ""}),
        (b"a=%C3%A9+%26&&", f"{FORM}; charset=UTF-8", {"a": "é &"}),
        ("a=é".encode(), FORM, {"a": "é"}),
        (b"a=1", "Application/X-WWW-Form-URLEncoded", {"a": "1"}),
        (b"a", FORM, {"a": ""}),
        (b"a=%00", FORM, {"a": "\0"}),
    ],
)
def test_a_form_is_read(raw: bytes, content_type: str, fields: dict[str, str]) -> None:
    assert parse_form(raw, content_type) == fields


@pytest.mark.parametrize(
    "raw",
    [
        b"a=%C3",
        b"a=\xff",
        b"%ff=1",
        b"a=%",
        b"a=%1",
        b"a=%zz",
        b"a=1&a=1",
        b"a=1&%61=2",
        b"a&" * 101,
    ],
)
def test_what_is_no_form_is_malformed(raw: bytes) -> None:
    with pytest.raises(ParseError):
        parse_form(raw, FORM)


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b"a=1", ""),
        (b"{}", "application/json"),
        (b"a=1", "multipart/form-data; boundary=x"),
        (b"a=1", f"{FORM}; charset=iso-8859-1"),
        (b"a=1", f"{FORM}2"),
    ],
)
def test_other_types_are_refused(raw: bytes, content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        parse_form(raw, content_type)


@pytest.mark.parametrize("value", ["a", "é" * 500, "\t", "a/b"])
def test_an_argument_has_1000_octets_at_most(value: str) -> None:
    check_argument("token", value)


@pytest.mark.parametrize("value", ["a" * 1001, "é" * 501, "\0", "a\x01", "\ufffe"])
def test_what_nothing_can_be_called_is_refused(value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_argument("token", value)

    assert list(refused.value.detail) == ["token"]


@pytest.mark.parametrize(
    "address",
    [
        f"/v1/key/profile/{NAME}",
        f"/v1/another%20key/profile/{NAME}",
        f"https://api.eprize.example/v1/key/profile/{NAME}",
        f"HTTP://localhost:8000/v1/key/profile/{NAME}".replace("HTTP", "http"),
    ],
)
def test_an_address_names_a_profile(address: str) -> None:
    name = parse_profile(address)

    assert (name.participant_id.hex, name.web_key) == tuple(NAME.split("."))


@pytest.mark.parametrize(
    "address",
    [
        "",
        NAME,
        f"profile/{NAME}",
        f"/v1/profile/{NAME}",
        f"/v1/a/b/profile/{NAME}",
        f"/v2/key/profile/{NAME}",
        f"/v1/key/profile/{NAME}/",
        f"/v1/key/profile/{NAME}?x=1",
        f"/v1/key/profile/{NAME}\n",
        f"ftp://host/v1/key/profile/{NAME}",
        f"//host/v1/key/profile/{NAME}",
        f"/v1/key/profile/{NAME.upper()}",
        f"/v1/key/profile/{NAME}A",
        f"/v1/key/profile/{ID}",
    ],
)
def test_another_address_names_none(address: Any) -> None:
    with pytest.raises(ProfileInvalid):
        parse_profile(address)
