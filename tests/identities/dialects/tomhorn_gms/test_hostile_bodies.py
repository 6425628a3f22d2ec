"""Whatever is sent, by either door, is answered in the vendor's form; nothing is unforeseen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pytest_django import Settings

from identities.dialects.tomhorn_gms.results import Code
from identities.services.signatures import sign
from tests.identities.dialects.tomhorn_gms.scene import (
    OPERATIONS,
    PARTNER,
    SECRET,
    make_partner,
    send_rest,
    send_soap,
)
from tests.identities.dialects.tomhorn_gms.test_operations import envelope

pytestmark = pytest.mark.django_db

# each is two bodies, and there are two doors: 2,000 for an operation
hostile = settings(
    max_examples=500,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
FORESEEN = {*Code, None} - {Code.GENERAL_ERROR}
KNOWN = ["test_EUR", "busy_EUR", "O24052", "blocked_EUR", "EUR", "USD", "integration.branch", ""]
NUMBERS = [473_285, 473_286, 473_288, 0, -1, 2**63, 10**30]
RIGHT: dict[str, Any] = {"name": "test_EUR", "currency": "EUR", "sessionID": 473_285}
ODD = "\0\t\n\r\x1f\ud800\udfff\ufffe\U0010ffff'\"<>&%;-. ä"
PIECES = [
    "<name>", "</name>", "<sign/>", "<sessionID>", "1", "</sessionID>", "<s:Body>", "</s:Body>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&#0;", "&#xD800;", "<![CDATA[", "]]>", "<!--", "-->",
    "<?x y?>", "<a:b/>", ' xmlns="', '"', "\ufffe", "<s:Header>", "</s:Header>", "<>", "=", "\0",
]  # fmt: skip

texts = st.sampled_from(KNOWN) | st.text(ODD, max_size=6) | st.text(max_size=60)
numbers = st.sampled_from(NUMBERS) | st.integers() | st.integers().map(str)
others = st.none() | st.booleans() | st.floats() | st.just([["x"]]) | st.just({"a": {"b": 1}})
values = texts | numbers | others
encodings = st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-7"])


@st.composite
def members(draw: st.DrawFn, operation: str) -> dict[str, Any]:
    """Members of a request of which some are hostile, most of them signed right all the same."""
    names = ["partnerID", "sign", *OPERATIONS[operation], "details", "x"]
    drawn = RIGHT | draw(st.dictionaries(st.sampled_from(names[2:]), values, max_size=3))
    text = PARTNER + "".join(str(drawn.get(name) or "") for name in OPERATIONS[operation])
    right = sign(secret=SECRET, text=text.encode("utf-8", "replace").decode())
    forged = draw(st.dictionaries(st.sampled_from(names[:2]), values, max_size=1))
    return {"partnerID": PARTNER, "sign": right} | drawn | forged


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """The same with some bytes replaced, or nothing like it."""
    start = draw(st.integers(0, len(whole)))
    end = start + draw(st.integers(0, 9))
    replaced = whole[:start] + draw(st.binary(max_size=8)) + whole[end:]
    return replaced if start else draw(st.binary(max_size=40))


@st.composite
def json_bodies(draw: st.DrawFn, operation: str) -> tuple[bytes, bytes]:
    raw = json.dumps(draw(members(operation)), ensure_ascii=draw(st.booleans()))
    whole = raw.encode(draw(encodings), draw(st.sampled_from(["surrogatepass", "replace"])))
    return whole, draw(damaged(whole))


@st.composite
def envelopes(draw: st.DrawFn, operation: str) -> tuple[bytes, bytes]:
    raw = envelope(operation, draw(members(operation)))
    start = draw(st.sampled_from([0, raw.index("<s:Body>"), raw.index("</s:Body>")]))
    pieces = "".join(draw(st.lists(st.sampled_from(PIECES), max_size=3)))
    whole = (raw[:start] + pieces + raw[start:]).encode(draw(encodings), "replace")
    return whole, draw(damaged(whole))


@pytest.fixture(autouse=True)
def _partner(settings: Settings) -> None:
    """Nobody checks a password here: hashing them well would take all the time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_partner()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_hostile_json(operation: str) -> None:
    seen = set()

    @hostile
    @given(json_bodies(operation))
    def check(bodies: tuple[bytes, bytes]) -> None:
        seen.update(code_of_json(send_rest(operation, body)) for body in bodies)

    check()
    assert seen <= FORESEEN
    assert {None, 11, 12, 1001} < seen


@pytest.mark.parametrize("operation", OPERATIONS)
def test_hostile_envelopes(operation: str) -> None:
    seen = set()

    @hostile
    @given(envelopes(operation), st.sampled_from(["", "utf-8", "utf-16", "utf-16be"]))
    def check(bodies: tuple[bytes, bytes], charset: str) -> None:
        kind = f"text/xml; charset={charset}"
        seen.update(code_of_envelope(send_soap(operation, body, kind)) for body in bodies)

    check()
    assert seen <= FORESEEN
    assert {None, 11, 12, 1001} < seen


def code_of_json(response: Any) -> int | None:
    if response.status_code == 200:
        assert response["Content-Type"] == "application/json; charset=utf-8"
        return int(json.loads(response.content)["Code"])
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    return None


def code_of_envelope(response: Any) -> int | None:
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(response.content)
    if response.status_code == 200:
        return int(str(root.findtext(".//{*}Code")))
    assert (response.status_code, root.findtext(".//faultcode", "")[:2]) == (400, "s:")
    return None
