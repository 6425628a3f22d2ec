"""Whatever is sent to an operation, it answers in its own form, and never that it broke."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from identities.enums import Scope
from promotions.services.invariants import check_invariants
from tests.tokens.dialects.eprize.calls import FORM, Caller
from tests.tokens.dialects.eprize.scenario import Scenario

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES = 2_000
# drawing a request takes longer than serving it, so that each is sent to all of a group
GROUPS = {
    "tokens": [
        ("POST", "game/{}/token/{}"),
        ("GET", "game/{}/token/{}"),
        ("POST", "game/{}/tokens"),
    ],
    "prizes, sweepstakes and codes": [
        ("GET", "game/{}/prize/{}"),
        ("POST", "game/{}/sweeps"),
        ("POST", "codes/{}/{}"),
    ],
    "profiles": [("POST", "profiles"), ("GET", "profile/{}"), ("GET", "profile({})/{}")],
}
FIELDS = [
    "profile", "event", "email", "user_name", "mobile_phone", "first_name", "last_name", "age",
    "address1", "address2", "address3", "city", "state", "zip", "country", "locale", "password",
]  # fmt: skip
PLAIN = [
    "golden-cup", "summer-raffle", "email", "user_name", "mobile_phone", "cappuccino", "ada",
    "ada@example.com", "+12485550100", "api-x", "42", "US", "en_US", "correct horse battery", "",
    " ", "\0", "\x01", "\ufffe", "İ" * 150, "x" * 1001, "..", "%", "%ff", "'\"<>&", "]]>", "{}",
    "🎁", "a/b", "a\nb",
]  # fmt: skip
TYPES = [
    FORM, FORM, FORM, f"{FORM}; charset=utf-8", f"{FORM}; charset=latin-1", f"{FORM};", "", ";",
    "text/xml", "application/json", "multipart/form-data; boundary=x", "a/b; c*=utf-8''%FF",
    f"{FORM}; charset*=utf-8''x", "\xff",
]  # fmt: skip


def requests(known: list[str]) -> st.SearchStrategy[tuple[list[str], bytes, str]]:
    """Draw two arguments of a path, a body and its type."""
    texts = st.one_of(st.sampled_from([*known, *PLAIN]), st.text(max_size=20))
    parts = st.one_of(
        texts.map(lambda text: quote(text, safe="")), st.binary(max_size=8).map(quote_from_bytes)
    )
    pairs = st.tuples(st.one_of(st.sampled_from(FIELDS), texts), texts)
    forms = st.lists(pairs, max_size=6, unique_by=lambda pair: pair[0]).map(
        lambda form: urlencode(form).encode()
    )
    broken = st.tuples(forms, st.binary(max_size=6), forms).map(b"".join)
    bodies = st.one_of(forms, forms, broken, st.binary(max_size=60))
    return st.tuples(st.lists(parts, min_size=2, max_size=2), bodies, st.sampled_from(TYPES))


@pytest.mark.parametrize("group", GROUPS)
def test_operations_survive(group: str, settings_of_django: Any) -> None:
    settings_of_django.API_WRONG_CODES_PER_MINUTE = 10**9
    scene = Scenario()
    caller, sent = Caller(scene.key(*Scope.values)), Counter[tuple[str, str]]()
    profile = scene.profile(scene.ada)
    scene.game("summer-raffle")
    known = [scene.token().code, scene.code().code, profile, f"/v1/x/profile/{profile}"]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(known))
    def attack(request: tuple[list[str], bytes, str]) -> None:
        parts, body, content_type = request
        for method, path in GROUPS[group]:
            target = f"/v1/{caller.key}/{path.format(*parts)}"
            response = caller.http.generic(method, target, body, content_type)
            sent[method, path] += 1
            assert response.status_code < 500
            assert response["Content-Type"] == "text/xml; charset=utf-8"
            assert etree.fromstring(response.content).tag == "result"

    attack()

    assert {operation: count >= EXAMPLES for operation, count in sent.items()} == dict.fromkeys(
        GROUPS[group], True
    )
    assert check_invariants() == []


@pytest.fixture(autouse=True)
def _no_logs() -> Iterator[None]:
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def settings_of_django(settings: Any) -> Any:
    """Django's settings, by a name that Hypothesis has not taken."""
    return settings
