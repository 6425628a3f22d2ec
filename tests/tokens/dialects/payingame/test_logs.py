"""API keys, which travel in addresses and bodies, are in no log line and in no metric."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from prometheus_client import generate_latest

from config import logs
from tests.factories.values import AssetFactory
from tests.tokens.dialects.payingame.calls import BASE, Caller, refusal
from tokens.models import Asset
from tokens.services import value_awards

pytestmark = pytest.mark.django_db(transaction=True)

# what clients of the old service may still send
OLD_KEY = "B1479D7E-4C0E-4C0B-9D3B-6E1B5B0C1F2A"
# wrong in one way or another, so that no route may be known
BEFORE = [
    f"{BASE}/Tokens/{{}}", "/rest/PayInGame/PublicAPI/UserToken/{}", f"{BASE}/Balances/{{}}",
    "/rest/payingame/publicapi/Tokens/{}", "/rest//PayIngame/PublicAPI/Tokens/{}",
    "/elsewhere/rest/PayIngame/PublicAPI/UserToken/{}", f"{BASE}/Tokens/{{}}/%FF",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    root, requests = logging.getLogger(), logging.getLogger("django.request")
    handlers, levels = root.handlers[:], (root.level, requests.level)
    yield
    root.handlers[:], root.level, requests.level = handlers, *levels


@pytest.mark.parametrize("json_lines", [True, False])
def test_no_line_names_a_key(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, json_lines: bool
) -> None:
    logs.configure(json=json_lines, level="DEBUG")
    logging.getLogger("django.request").setLevel(logging.DEBUG)
    bolt: Asset = AssetFactory()
    caller = Caller(bolt.organization)

    for key in (caller.key, OLD_KEY, f"{caller.key}x"):
        for before in BEFORE:
            for method in ("GET", "DELETE"):
                caller.http.generic(method, f"{before.format(key)}/{bolt.campaign_id}/ada?{key}")
        caller.award(bolt, ApiKey=key)
        caller.award(bolt, ApiKey=key, Tokens=f'"ApiKey": "{key}"')
        caller.http.get(f"{BASE}/AwardTokens", headers={"X-Api-Key": key})
    broken = value_awards.REQUEST.replace("request_award_v1", "no_such_function")
    monkeypatch.setattr(value_awards, "REQUEST", broken)
    failed = caller.award(bolt)

    written = capsys.readouterr().err
    assert (refusal(failed), "no_such_function" in written) == ("Internal error", True)
    assert "/rest/PayIngame/PublicAPI/Tokens/<api_key>/" in written
    assert "/rest/payingame/publicapi/Tokens/***/" in written
    secret = caller.key.split("_", 2)[2]
    parts = [secret[:12], secret[-12:], OLD_KEY[:8], OLD_KEY[-12:]]
    assert [part for part in parts if part in written] == []
    assert [part for part in parts if part in generate_latest().decode()] == []


def test_an_address_names_its_client_by_the_prefix(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(json=True, level="INFO")
    bolt: Asset = AssetFactory()
    caller = Caller(bolt.organization)

    caller.get("Tokens", bolt)
    Client().get(f"/rest/PayInGame/PublicAPI/Tokens/{caller.key}/x/y")

    lines: list[Any] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["client"] for line in lines if line["event"] == "request"] == [
        caller.key.split("_")[1]
    ] * 2
