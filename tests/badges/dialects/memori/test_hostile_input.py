"""Hostile bodies and paths: an answer in the dialect's form, and never an unforeseen error."""

import json
from typing import Any
from urllib.parse import quote

from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.badges.dialects.memori.scenario import PASSWORD, Scenario

BASE = ["requestID", "requestDateTime", "resultCode", "resultMessage"]
STATUSES = {200, 400, 404, 405, 413, 415}
VALUES = (
    "", " ", "\0", "\ud800", "a" * 5000, "customer-4711", "coffee", "ada", PASSWORD, "first-cup",
    "https://example.test/badges/third-cup", "http://[", "javascript:1", "' OR 1=1 --",
)  # fmt: skip
MEMBERS = (
    "tenant", "userName", "eMail", "password", "refId", "outcome", "badgeUrl", "REFID", "__proto__",
)  # fmt: skip
TYPES = (
    "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16",
    "text/json", "text/html", "application/xml", "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded", "application/problem+json", ";", "",
)  # fmt: skip

texts = st.sampled_from(VALUES) | st.text(max_size=20)
leaves = texts | st.none() | st.integers() | st.floats()
documents = leaves | st.lists(leaves, max_size=3) | st.dictionaries(texts, leaves, max_size=3)
objects = st.dictionaries(st.sampled_from(MEMBERS), leaves | documents, max_size=4)
DEEP = (b"[" * 100_000, b'{"refId":' * 5_000, b'{"tenant":1e999}', b'{"tenant":"a","tenant":"b"}')
raw = st.binary(max_size=60) | st.sampled_from(DEEP)


@st.composite
def bodies(draw: Any) -> bytes:
    """JSON of all kinds, some of it broken somewhere, and what is none."""
    written = json.dumps(draw(objects | documents)).encode()
    if draw(st.integers(0, 3)):
        return written
    place = draw(st.integers(0, len(written)))
    inserted = st.binary(max_size=3).map(lambda bad: written[:place] + bad + written[place:])
    return draw(raw | st.just(written[:place]) | inserted)  # type: ignore[no-any-return]


content_types = st.just(TYPES[0]) | st.just(TYPES[0]) | st.sampled_from(TYPES)
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


def check(response: Any) -> None:
    assert response.status_code in STATUSES
    document = json.loads(response.content)
    if response.status_code == 200:
        assert response["Content-Type"] == "application/json"
        assert [*document][-4:] == BASE
        assert document["resultCode"] != -500
    else:
        assert response["Content-Type"] == "application/problem+json"
        assert document["status"] == response.status_code


@hostile
@given(body=bodies(), content_type=content_types)
def test_login(body: bytes, content_type: str, scenario: Scenario) -> None:
    check(Client().generic("POST", "/api/v2/Login", body, content_type))


@hostile
@given(body=bodies(), content_type=content_types)
def test_badge_assignment(body: bytes, content_type: str, scenario: Scenario) -> None:
    headers = {"Authorization": f"Bearer {scenario.facts['key']}"}

    check(Client().generic("POST", "/api/v2/BadgeAssignment", body, content_type, headers=headers))


@hostile
@given(token=parts, code=parts, body=raw, known=st.booleans())
def test_outcome(token: str, code: str, body: bytes, scenario: Scenario, *, known: bool) -> None:
    headers = {"Authorization": f"Bearer {scenario.facts['key']}"}
    path = f"/api/v2/Outcome/{scenario.facts['token'] if known else token}/{code}"

    check(Client().generic("POST", path, body, "application/json", headers=headers))


@hostile
@given(token=parts, badge=parts, known=st.booleans())
def test_reading(token: str, badge: str, scenario: Scenario, *, known: bool) -> None:
    token = scenario.facts["token"] if known else token

    check(Client().get(f"/api/v2/Badge/{token}/{badge}"))
    check(Client().get(f"/api/v2/Badges/{badge}"))
    check(Client().post(f"/api/v2/Logout/{badge}"))


@settings(hostile, max_examples=500)
@given(authorization=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"])))
def test_credentials(authorization: str, scenario: Scenario) -> None:
    for scheme in ("", "Bearer ", "Basic "):
        headers = {"Authorization": scheme + authorization}
        check(Client().post("/api/v2/Outcome/a/b", headers=headers))
