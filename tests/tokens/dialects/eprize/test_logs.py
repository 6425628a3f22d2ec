"""API keys and web keys, which travel in addresses, are in no log line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from config import logs
from identities.enums import Scope
from tests.tokens.dialects.eprize.calls import Caller
from tests.tokens.dialects.eprize.scenario import Scenario

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = [
    ("GET", "profile/{profile}"),
    ("GET", "profile/{profile}/more"),
    ("GET", "profile(email)/ada@example.com"),
    ("GET", "nothing/{profile}"),
    ("POST", "profiles"),
    ("POST", "game/golden-cup/tokens"),
    ("POST", "game/golden-cup/token/{token}"),
    ("DELETE", "game/golden-cup/token/{token}"),
    ("POST", "codes/golden-cup/{token}"),
    ("GET", "%FF/{profile}"),
]


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    root, requests = logging.getLogger(), logging.getLogger("django.request")
    handlers, levels = root.handlers[:], (root.level, requests.level)
    yield
    root.handlers[:], root.level, requests.level = handlers, *levels


@pytest.mark.parametrize("json", [True, False])
def test_no_line_names_a_key(
    capsys: pytest.CaptureFixture[str], settings: Any, *, json: bool
) -> None:
    logs.configure(json=json, level="DEBUG")
    logging.getLogger("django.request").setLevel(logging.DEBUG)
    scene = Scenario()
    caller, token = Caller(scene.key(*Scope.values)), scene.token()
    profile = scene.profile(scene.ada)
    names = {"profile": profile, "token": token.code}

    for before in (f"/v1/{caller.key}/", f"/elsewhere/v1/{caller.key}/", f"/v1//{caller.key}/"):
        for method, path in PLACES:
            body = f"profile=/v1/{caller.key}/profile/{profile}".encode()
            caller.http.generic(
                method, before + path.format(**names), body, "application/x-www-form-urlencoded"
            )
    settings.API_WRONG_CODES_PER_MINUTE = "no number, which the database will say"
    failed = caller.post(f"game/golden-cup/token/{scene.token().code}")

    written = capsys.readouterr().err
    secret, web_key = caller.key.split("_", 2)[2], profile.partition(".")[2]
    assert (failed.status_code, "invalid input syntax" in written) == (500, True)
    assert [word in written for word in ("/v1/<api_key>/", "_***/", ".***")] == [True] * 3
    parts = [secret[:12], secret[-12:], web_key[:12], web_key[-12:]]
    assert [part for part in parts if part in written] == []
