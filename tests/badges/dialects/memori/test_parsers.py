import codecs
import json
from typing import Any

import pytest
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from badges.dialects.memori.parsers import parse_object

JSON = "application/json"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json", "Application/JSON; charset=UTF-8", "application/json;charset=utf8",
        "text/json", "application/json-patch+json", "application/vnd.example+json",
    ],
)  # fmt: skip
def test_every_type_that_is_json_is_read(content_type: str) -> None:
    assert parse_object('{"refId":"ä"}'.encode(), content_type) == {"refId": "ä"}


@pytest.mark.parametrize(
    "content_type",
    [
        "", "*/*", "application/*", "application/xml", "application/jsonp", "text/plain",
        "application/x/y+json", "application/+json", "application/json; charset=iso-8859-1",
    ],
)  # fmt: skip
def test_other_types_are_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        parse_object(b"{}", content_type)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_is_seen_from_the_body(encoding: str) -> None:
    raw = json.dumps({"refId": "ä"}, ensure_ascii=False).encode(encoding)

    assert parse_object(raw, JSON) == {"refId": "ä"}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"{} x", b"[]", b"null", b'"text"', b'{"a":NaN}', b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}', b'{"a":"\xff"}', codecs.BOM_UTF8, b'{"a":' + b"9" * 5000 + b"}",
        b"[" * 100_000,
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_json_object_is_refused(raw: Any) -> None:
    with pytest.raises(ParseError):
        parse_object(raw, JSON)
