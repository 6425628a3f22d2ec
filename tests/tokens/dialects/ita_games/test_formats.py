"""Which media type is answered, and how values are written and read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from lxml import etree
from rest_framework.exceptions import ParseError

from tokens.dialects.ita_games.parsers import parse_body
from tokens.dialects.ita_games.renderers import pick_media_type, render, render_error
from tokens.dialects.ita_games.serializers.base import MODELS, Contract
from tokens.dialects.ita_games.serializers.fields import Bool, Guid, Instant, Text, Whole
from tokens.dialects.ita_games.serializers.game_plays import GamePlayRequest
from tokens.dialects.ita_games.serializers.payouts import HiddenPayoutOption

JSON, XML = "application/json", "application/xml"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", "text/json"),
        ("text/html", "text/html"),
        ("TEXT/XML", "text/xml"),
        ("application/xml;charset=utf-8", XML),
        ("image/png, application/pdf", JSON),
        ("image/png, application/xml;q=0.1", XML),
        ("application/json;q=0.4, application/xml;q=0.5", XML),
        ("application/xml;q=0.5, */*;q=0.4", XML),
        ("*/*, application/xml", XML),
        ("*/*;q=0.9, text/*;q=0.9", "text/json"),
        ("application/xml, application/json", JSON),
        ("text/html, application/json", "text/html"),
        ("application/json;q=0, */*", "text/json"),
        ("application/xml;q=0", JSON),
        ("application/xml;q=2, text/html;q=1.000", "text/html"),
        ("application/xml;q=, text/html;q=-1", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        (",;=q,,", JSON),
    ],
)
def test_the_media_type_that_is_wanted_most_is_answered(accept: str, media_type: str) -> None:
    assert pick_media_type(accept) == media_type


class Everything(Contract):
    """A contract of all types of values."""

    xml_name = "Everything"

    Zeta = Text(source="text", allow_null=True)
    Alpha = Instant(source="at")
    Beta = Bool(source="flag")
    Gamma = Whole(source="number")
    Delta = Guid(source="key", allow_null=True)


VALUES: dict[str, Any] = {
    "text": 'a < b & "c"\r\n\ta\x0b\ud7ff',
    "at": datetime(2025, 12, 11, 18, 8, 30, 844934, tzinfo=timezone(timedelta(hours=1))),
    "flag": True,
    "number": -1,
    "key": None,
}


def test_json_is_compact_in_the_order_of_the_contract() -> None:
    assert render(Everything(VALUES), JSON).decode() == (
        '{"Zeta":"a < b & \\"c\\"\\r\\n\\ta\\u000b\ud7ff","Alpha":"2025-12-11T17:08:30.8449340Z",'
        '"Beta":true,"Gamma":-1,"Delta":null}'
    )


def test_xml_is_in_the_order_of_the_alphabet() -> None:
    assert render(Everything(VALUES), XML).decode() == (
        '<Everything xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
        f' xmlns="{MODELS}"><Alpha>2025-12-11T17:08:30.8449340+00:00</Alpha><Beta>true</Beta>'
        '<Delta i:nil="true" /><Gamma>-1</Gamma>'
        '<Zeta>a &lt; b &amp; "c"&#xD;\n\ta\ufffd\ud7ff</Zeta></Everything>'
    )


def test_whatever_a_text_holds_the_xml_can_be_read() -> None:
    text = "".join(map(chr, [*range(0x80), 0xFFFE, 0xFFFF, 0x10FFFF]))

    document = etree.fromstring(render(Everything({**VALUES, "text": text}), XML))

    read = document.findtext(f"{{{MODELS}}}Zeta")
    assert read is not None
    assert read[0x20:0x80] == text[0x20:0x80]


def test_names_that_are_none_are_encoded_in_errors() -> None:
    answer = render_error("No & no.", {"a[0].b c": ["One.", "<Two>."], "1": ["x"]}, XML)

    assert answer.decode() == (
        "<Error><Message>No &amp; no.</Message><ModelState>"
        "<a_x005B_0_x005D_.b_x0020_c>One. &lt;Two&gt;.</a_x005B_0_x005D_.b_x0020_c>"
        "<_x0031_>x</_x0031_></ModelState></Error>"
    )


@pytest.mark.parametrize("scheme", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_of_any_unicode_is_read(scheme: str) -> None:
    raw = '{"TokenId": "ä", "n": 1.50, "t": true}'.encode(scheme)

    assert parse_body(raw, "text/html", GamePlayRequest, many=False) == {
        "TokenId": "ä", "n": "1.50", "t": True,
    }  # fmt: skip


def test_xml_of_another_encoding_is_read() -> None:
    raw = f'<?xml version="1.0" encoding="iso-8859-1"?><GamePlayRequest xmlns="{MODELS}"><TokenId>ä</TokenId></GamePlayRequest>'  # noqa: E501

    read = parse_body(raw.encode("latin-1"), "text/xml", GamePlayRequest, many=False)

    assert read == {"TokenId": "ä"}


@pytest.mark.parametrize(
    "raw",
    [
        b"", b" \n", b"{", b"nul", b"null", b"NaN", b'{"a": Infinity}', b"\xff", b'"\xed\xa0\x80"',
        b"[" * 100_000, b'{"a":' * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_json_is_not_read(raw: bytes) -> None:
    with pytest.raises(ParseError):
        parse_body(raw, JSON, GamePlayRequest, many=False)


BOMB = "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
ROOT = f'<GamePlayRequest xmlns="{MODELS}">'
INSTANCE = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.mark.parametrize(
    "raw",
    [
        "<a>", f"{ROOT}", f"{BOMB}{ROOT}<TokenId>&c;</TokenId></GamePlayRequest>",
        f"{ROOT}<TokenId>&b;</TokenId></GamePlayRequest>",
        f'<!DOCTYPE a SYSTEM "file:///etc/passwd">{ROOT}</GamePlayRequest>',
        "<GamePlayRequest/>", f'<CreateToken xmlns="{MODELS}" />',
        f'<ArrayOfGamePlayRequest xmlns="{MODELS}" />',
        f'<GamePlayRequest {INSTANCE} i:nil="true" xmlns="{MODELS}" />',
        '<?xml version="1.0" encoding="rubbish"?><a/>', "<a>" * 5_000,
    ],
)  # fmt: skip
def test_what_is_no_contract_is_not_read(raw: str) -> None:
    with pytest.raises(ParseError):
        parse_body(raw.encode(), XML, GamePlayRequest, many=False)


def test_members_of_other_namespaces_are_passed_over() -> None:
    raw = (
        f'{ROOT}<!-- no --><x:TokenId xmlns:x="urn:x">1</x:TokenId><TokenId>2</TokenId>'
        f'<GameId {INSTANCE} i:nil="1" /><Odd><A /></Odd></GamePlayRequest>'
    )

    read = parse_body(raw.encode(), XML, GamePlayRequest, many=False)

    assert (read["TokenId"], read["GameId"], len(read["Odd"])) == ("2", None, 1)


def test_a_list_of_contracts_is_read() -> None:
    raw = (
        f'<ArrayOfPayoutOption xmlns="{MODELS}"><PayoutOption><Hidden>1</Hidden></PayoutOption>'
        "<Other /><PayoutOption /></ArrayOfPayoutOption>"
    )

    assert parse_body(raw.encode(), XML, HiddenPayoutOption, many=True) == [{"Hidden": "1"}, {}]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"Zeta": 7, "GAMMA": "7", "beta": 1, "Delta": "{6F9619FF-8B86-4D01-B42D-00CF4FC964FF}"},
         ("7", 7, True, "6f9619ff-8b86-4d01-b42d-00cf4fc964ff")),
        ({"Zeta": True, "Gamma": " +2147483647 ", "Beta": "FALSE",
          "Delta": "00000000-0000-0000-0000-000000000000"}, ("true", 2_147_483_647, False, "None")),
    ],
)  # fmt: skip
def test_values_are_read_leniently(given: dict[str, Any], told: tuple[Any, ...]) -> None:
    texts = {name: str(value) if type(value) is int else value for name, value in given.items()}
    contract = Everything(data={**texts, "Alpha": "2025-01-01T00:00:00Z"})

    assert contract.is_valid()
    read = contract.validated_data
    assert (read["text"], read["number"], read["flag"], str(read["key"])) == told


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("Zeta", []), ("Zeta", {}), ("Zeta", "\0"), ("Zeta", "\ud800"),
        ("Gamma", "1.0"), ("Gamma", "2147483648"), ("Gamma", "٣"), ("Gamma", ""), ("Gamma", True),
        ("Beta", "maybe"), ("Beta", []), ("Beta", ""),
        ("Delta", "6f9619ff"), ("Delta", []), ("Delta", True), ("Delta", ""),
    ],
)  # fmt: skip
def test_values_of_another_type_are_refused(member: str, value: Any) -> None:
    whole = {"Zeta": "", "Alpha": "2025-01-01T00:00:00Z", "Beta": "1", "Gamma": "1",
             "Delta": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}  # fmt: skip
    contract = Everything(data={**whole, member: value})

    assert not contract.is_valid()
    assert list(contract.errors) == [member]


def test_instants_of_utc_have_seven_digits() -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)

    assert b'"2026-01-02T00:00:00.0000000Z"' in render(Everything({**VALUES, "at": at}), JSON)
