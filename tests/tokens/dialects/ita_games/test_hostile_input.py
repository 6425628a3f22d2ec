"""Hostile bodies and paths: an answer in the dialect's form, and never an unforeseen error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from identities.enums import Scope
from tests.tokens.dialects.ita_games.calls import Caller
from tests.tokens.dialects.ita_games.scenario import GAME_TYPE, Scenario
from tokens.dialects.ita_games.serializers.base import MODELS
from tokens.dialects.ita_games.serializers.game_plays import GamePlayRequest
from tokens.dialects.ita_games.serializers.games import Game, GameType
from tokens.dialects.ita_games.serializers.payouts import HiddenPayoutOption, PayoutOption
from tokens.dialects.ita_games.serializers.tokens import CreateToken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credentials_stay_known")]

STATUSES = {200, 201, 400, 404, 405, 413, 415}
VALUES = (
    "", " ", "\0", "\ud800", "a" * 5000, "ada", "wheel", "spring-draft", "lucky-sip", "order-1",
    str(GAME_TYPE), "{6F9619FF-8B86-4D01-B42D-00CF4FC964FF}", "true", "0", "-1", "101", "1e9",
    "2147483648", "9" * 5000, "https://example.com/a.png", "javascript:1", "http://[", "' OR 1=1",
    "\u202e", "\ufffe", "]]>", "&amp;", "<b>",
)  # fmt: skip
TYPES = (
    "application/json", "text/json", "text/html; charset=utf-8", "application/xml", "text/xml",
    "application/json; charset=utf-16", "multipart/form-data; boundary=x", "APPLICATION/XML;;",
    "application/x-www-form-urlencoded", "image/png", ";", "",
)  # fmt: skip
ACCEPTS = ("*/*", "text/html", "application/xml", "text/xml;q=0.1, image/png", ";;q=,", "")
BOMB = "<!DOCTYPE a [<!ENTITY b 'bbbbbbbb'>" + "".join(
    f"<!ENTITY b{n} '&b{n - 1};&b{n - 1};&b{n - 1};&b{n - 1};'>" for n in range(1, 30)
) + "]>"  # fmt: skip
DEEP = (
    b"[" * 100_000, b'{"Name":' * 5_000, b'{"Name":1e999}', b'{"Name":NaN}', b"<a>" * 9_000,
    f"{BOMB}<CreateToken xmlns='{MODELS}'>&b29;</CreateToken>".encode(),
    b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'><a/>", b"<?xml encoding='x'?><a/>",
    b"\xfe\xff\x00<", b"\xef\xbb\xbf{}", b"{}\0",
)  # fmt: skip

texts = st.sampled_from(VALUES) | st.text(max_size=20)
leaves = texts | st.none() | st.integers() | st.floats() | st.booleans()
values = leaves | st.lists(leaves, max_size=3) | st.dictionaries(texts, leaves, max_size=3)
raw = st.binary(max_size=60) | st.sampled_from(DEEP)
content_types = st.sampled_from(TYPES)
parts = texts.map(lambda text: quote(text.encode("utf-8", "surrogatepass"), safe="")) | st.binary(
    max_size=20
).map(lambda value: quote(value, safe=""))

hostile = settings(
    max_examples=2000,  # of each operation
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def documents(contract: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Members of the contract, some of them in another case, and what is none of them."""
    names = [*contract().fields, "Name", "__proto__", "", "a b"]
    cases = st.sampled_from([*names, *(name.lower() for name in names)])
    whole = st.fixed_dictionaries(dict.fromkeys(contract().fields, values))
    return st.dictionaries(cases, values, max_size=6) | whole


def as_xml(contract: Any, document: Any, *, many: bool) -> bytes:
    """Write *document* as XML of the contract, as well as it can be."""
    name, written = contract.xml_name, content(document)
    if many:
        items = document if isinstance(document, list) else [document]
        written = "".join(f"<{name}>{content(item)}</{name}>" for item in items)
        name = f"ArrayOf{name}"
    return f"<{name} xmlns='{MODELS}'>{written}</{name}>".encode(errors="surrogatepass")


def content(document: Any) -> str:
    if isinstance(document, dict):
        return "".join(
            f"<{name or 'x'} a={quoteattr(str(value))}>{content(value)}</{name or 'x'}>"
            for name, value in document.items()
        )
    return escape(str(document))


@st.composite
def bodies(draw: Any, contract: Any, *, many: bool) -> tuple[bytes, str]:
    """JSON and XML of all kinds, some of it broken somewhere, and what is neither."""
    known = documents(contract)
    shaped = st.lists(known, max_size=3) if many else known
    document = draw(shaped | shaped | values)
    if draw(st.booleans()):
        written, content_type = json.dumps(document).encode(), "application/json"
    else:
        written, content_type = as_xml(contract, document, many=many), "application/xml"
    if draw(st.integers(0, 3)):
        return written, content_type
    place = draw(st.integers(0, len(written)))
    inserted = st.binary(max_size=3).map(lambda bad: written[:place] + bad + written[place:])
    return draw(raw | st.just(written[:place]) | inserted), draw(content_types)


@pytest.fixture
def caller(settings: Any) -> Iterator[Caller]:
    settings.API_WRONG_CODES_PER_MINUTE = 1_000_000
    scenario = Scenario()
    scenario.game("wheel")
    scenario.order  # noqa: B018 - it is made
    scenario.payouts  # noqa: B018 - they are made
    return Caller(scenario.key(*Scope.values))  # type: ignore[return-value]


def check(answer: Any) -> None:
    assert answer.status_code in STATUSES
    kind = answer.get("Content-Type", "")
    if not kind:
        assert (answer.status_code, answer.content) == (404, b"")
    elif "xml" in kind:
        etree.fromstring(answer.content)
    else:
        json.loads(answer.content)
    if answer.status_code >= 400 and answer.content:
        assert b"Message" in answer.content


def send(caller: Caller, method: str, path: str, body: tuple[bytes, str], accept: str) -> None:
    raw_body, content_type = body
    answer = caller.send(method, path, raw_body, Content_Type=content_type, Accept=accept)
    check(answer)


accepts = st.sampled_from(ACCEPTS)


@hostile
@given(body=bodies(CreateToken, many=False), accept=accepts)
def test_create_token(caller: Caller, body: tuple[bytes, str], accept: str) -> None:
    send(caller, "POST", "tokens/participant/ada", body, accept)


@hostile
@given(body=bodies(Game, many=False), accept=accepts)
def test_create_game(caller: Caller, body: tuple[bytes, str], accept: str) -> None:
    send(caller, "POST", "games", body, accept)


@hostile
@given(body=bodies(Game, many=False), accept=accepts)
def test_put_game(caller: Caller, body: tuple[bytes, str], accept: str) -> None:
    send(caller, "PUT", "games/spring-draft", body, accept)


@hostile
@given(body=bodies(PayoutOption, many=False), accept=accepts)
def test_create_payout(caller: Caller, body: tuple[bytes, str], accept: str) -> None:
    send(caller, "POST", "games/spring-draft/payouts", body, accept)


@hostile
@given(body=bodies(HiddenPayoutOption, many=True), accept=accepts)
def test_hide_payouts(caller: Caller, body: tuple[bytes, str], accept: str) -> None:
    send(caller, "PUT", "games/spring-draft/payouts/hidden", body, accept)


@hostile
@given(body=bodies(GameType, many=False), accept=accepts)
def test_create_game_type(caller: Caller, body: tuple[bytes, str], accept: str) -> None:
    send(caller, "POST", "gameTypes", body, accept)


@hostile
@given(body=bodies(GameType, many=False), accept=accepts)
def test_put_game_type(caller: Caller, body: tuple[bytes, str], accept: str) -> None:
    send(caller, "PUT", f"gameTypes/{GAME_TYPE}", body, accept)


# a refusal of the database ends the transaction that it is raised in
@pytest.mark.django_db(transaction=True)
@hostile
@given(body=bodies(GamePlayRequest, many=False), accept=accepts)
def test_start_game_play(caller: Caller, body: tuple[bytes, str], accept: str) -> None:
    send(caller, "POST", "game-plays/start-game-play", body, accept)


@settings(hostile, max_examples=300)
@given(part=parts, other=parts, accept=accepts)
def test_paths(caller: Caller, part: str, other: str, accept: str) -> None:
    for path in (
        f"tokens/{part}", f"tokens/participant/{part}", f"tokens/expired/{part}?pageIndex={other}",
        f"games/{part}", f"games/{part}/payouts/{other}",
    ):  # fmt: skip
        check(caller.get(path, Accept=accept))


@settings(hostile, max_examples=300)
@given(value=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"])))
def test_headers(caller: Caller, value: str) -> None:
    check(caller.get("games/wheel", Accept=value))
    check(caller.send("POST", "games", b"x", Content_Type=value))
    for headers in (
        {"Authorization": f"Bearer {value}"},
        {"Authorization": "", "X-Api-Key": value},
    ):
        assert caller.get("games/wheel", **headers).status_code == 401
