import pytest
from rest_framework.exceptions import ParseError

from identities.dialects.xml import local_name, parse_xml

BOMB = (
    b"""<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>"""
)
FILE = b"""<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>"""


def test_a_document_is_parsed_without_comments() -> None:
    root = parse_xml(b'<?xml version="1.0"?><a xmlns="urn:x"><!-- no --><b>\xc3\xa9</b><?pi?></a>')

    assert local_name(root) == "a"
    assert [(local_name(child), child.text) for child in root] == [("b", "é")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_document_may_say_its_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'

    assert parse_xml(text.encode(encoding)).text == "é"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"  ", b"a", b"<a>", b"<a></b>", b"<a/><b/>", b"<a>\xff</a>", b"<a>&lt</a>",
        b"<a>&b;</a>",
        b"<a>\0</a>", b"<a b='1' b='2'/>", BOMB, FILE, b"<!DOCTYPE a><a/>",
        BOMB.decode().encode("utf-16"), b"<a>" * 300 + b"</a>" * 300,
        b'<?xml version="1.0" encoding="klingon"?><a/>',
    ],
)  # fmt: skip
def test_what_is_no_plain_document_is_refused(raw: bytes) -> None:
    with pytest.raises(ParseError):
        parse_xml(raw)
