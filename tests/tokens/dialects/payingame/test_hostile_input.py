"""Hostile bodies and paths: an answer in the dialect's form, and never an unforeseen error."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promotions.services.invariants import check_invariants
from tests.factories.values import AssetFactory
from tests.tokens.dialects.payingame.calls import BASE, Caller
from tokens.models import Asset

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = 2_000
MEMBERS = (
    "ApiKey", "RequestID", "ProjectGuid", "IsAllowance", "IsMintable", "CustomerID", "Tokens",
    "Wallet", "Guid", "Amount", "ContractGuid", "__proto__", "",
)  # fmt: skip
VALUES = (
    "", " ", "\0", "\ud800", "a" * 5000, "..", "ada", "0xADA", "1.5", "1e5", "-0", "٣", "ß", "🎁",
    "' OR 1=1 --", "a/b", "a\nb", "3c90c3cc-0d44-4b50-8888-8dd25736052a",
    "{3c90c3cc-0d44-4b50-8888-8dd25736052a}", "3c90c3cc0d444b5088888dd25736052a",
)  # fmt: skip
NUMBERS = (
    b"0", b"-0", b"-1", b"1e5", b"1e999999999", b"-1e999999999", b"1e-999999999", b"0e999999999",
    b"1e99999999999999999999", b"1e-99999999999999999999", b"9" * 99, b"9" * 5000,
    b"99999999999999999999", b"100000000000000000000", b"0.0000000000000000001", b"NaN",
    b"-Infinity", b"1.", b".5", b"0x10", b"true", b"null", b'"1e5"', b'"NaN"', b'"1.50"',
)  # fmt: skip
DEEP = (b"[" * 100_000, b'{"Tokens":' * 5_000, b'{"ApiKey":1e999}', b"\xff\xfe", b"\xef\xbb\xbf")

texts = st.sampled_from(VALUES) | st.text(max_size=20)
leaves = texts | st.none() | st.booleans() | st.integers() | st.floats()
documents = leaves | st.lists(leaves, max_size=3) | st.dictionaries(texts, leaves, max_size=3)
parts = texts.map(lambda text: quote(text.encode("utf-8", "surrogatepass"), safe="")) | st.binary(
    max_size=20
).map(lambda value: quote(value, safe=""))

hostile = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def mostly(value: Any, others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 7).flatmap(lambda place: st.just(value) if place else others)


@st.composite
def bodies(draw: Any, caller: Caller, asset: Asset) -> bytes:
    """Requests of which some members are spoiled, some of them broken somewhere; and no JSON."""
    token = st.fixed_dictionaries(
        {
            "Guid": mostly(str(asset.pk), documents),
            "Amount": st.just("AMOUNT"),
            "ContractGuid": mostly(asset.contract, documents),
        },
    )
    request = {
        "ApiKey": caller.key,
        "RequestID": str(draw(st.uuids())),
        "ProjectGuid": str(asset.campaign_id),
        "IsAllowance": draw(st.booleans()),
        "IsMintable": True,
        "CustomerID": draw(mostly("ada", texts)),
        "Tokens": draw(mostly([draw(token)], st.lists(token, max_size=3) | documents)),
        "Wallet": draw(mostly("0xADA", texts)),
    }
    spoiled = draw(mostly({}, st.dictionaries(st.sampled_from(MEMBERS[1:]), documents, max_size=2)))
    missing = draw(mostly("", st.sampled_from(MEMBERS)))
    members = {name: each for name, each in (request | spoiled).items() if name != missing}
    written = json.dumps(members).encode()
    written = written.replace(b'"AMOUNT"', draw(st.sampled_from(NUMBERS)))
    if draw(st.integers(0, 4)):
        return written
    place = draw(st.integers(0, len(written)))
    inserted = st.binary(max_size=3).map(lambda bad: written[:place] + bad + written[place:])
    broken = st.binary(max_size=60) | st.sampled_from(DEEP) | st.just(written[:place]) | inserted
    return draw(broken | documents.map(lambda value: json.dumps(value).encode()))  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def _no_logs() -> Iterator[None]:
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def bolt() -> Asset:
    asset: Asset = AssetFactory(decimals=18)
    return asset


@pytest.fixture
def caller(bolt: Asset, settings: Any) -> Caller:
    settings.API_REQUESTS_PER_MINUTE = 10**9
    return Caller(bolt.organization)


def check(response: Any) -> str:
    """Return ``isError`` of an answer, once its form is checked."""
    assert response.status_code in {200, 404}
    assert response["Content-Type"] == "application/json"
    document = json.loads(response.content)
    assert [*document][:2] == ["isError", "Error"]
    assert document["Error"] not in {"Internal error", "Too many requests"}
    assert (document["isError"], response.status_code) in {("0", 200), ("1", 200), ("1", 404)}
    return str(document["isError"])


def test_award_tokens(bolt: Asset, caller: Caller) -> None:
    seen = set()

    @hostile
    @given(bodies(caller, bolt))
    def attack(body: bytes) -> None:
        seen.add(check(caller.post(body)))

    attack()

    assert seen == {"0", "1"}
    assert check_invariants() == []


@pytest.mark.parametrize("operation", ["UserToken", "Tokens"])
def test_reading(operation: str, bolt: Asset, caller: Caller) -> None:
    seen = set()
    keys = st.just(caller.key) | st.just(caller.key) | parts
    projects = st.just(str(bolt.campaign_id)) | st.just(str(bolt.campaign_id).upper()) | parts

    @hostile
    @given(keys, projects, parts)
    def attack(key: str, project: str, customer: str) -> None:
        response = caller.http.get(f"{BASE}/{operation}/{key}/{project}/{customer}")
        seen.add(check(response))

    attack()

    assert seen == {"0", "1"}
