import codecs
import json

import pytest
from rest_framework.exceptions import ValidationError

from tokens.dialects.payingame.parsers import Number, parse_object


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_is_seen_from_the_body(encoding: str) -> None:
    raw = json.dumps({"CustomerID": "ä"}, ensure_ascii=False).encode(encoding)

    assert parse_object(raw) == {"CustomerID": "ä"}


def test_numbers_stay_as_they_were_written() -> None:
    raw = b'{"a":1.50,"b":-0,"c":1e999999999,"e":NaN,"d":' + b"9" * 5000 + b"}"

    assert parse_object(raw) == {
        "a": Number("1.50"), "b": Number("-0"), "c": Number("1e999999999"),
        "d": Number("9" * 5000), "e": Number("NaN"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"{} x", b"[]", b"null", b'"text"', b"1", b"NaN", b'{"a":nan}',
        b'{"a":1,"a":1}', b'{"a":{"b":1,"b":2}}', b'{"a":"\xff"}', codecs.BOM_UTF8, b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=range(15),
)  # fmt: skip
def test_what_is_no_json_object_is_refused(raw: bytes) -> None:
    with pytest.raises(ValidationError):
        parse_object(raw)
