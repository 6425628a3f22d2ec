"""Awards, fundings and mints by 16 threads, killed at random points, and made again until done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import connection

from promotions.services.invariants import check_invariants
from tests.config.embedded_server import ROOT
from tests.factories.values import AssetFactory, held, project_wallet, server
from tokens.models import Asset, AwardRequest, Funding, Mint

pytestmark = pytest.mark.django_db(transaction=True)

AWARDS, FUNDINGS, MINTS = 240, 60, 120
PEOPLE, KILLS = 12, 5


@pytest.fixture
def assets() -> list[Asset]:
    first = AssetFactory(decimals=2)
    return [first, AssetFactory(campaign=first.campaign, decimals=0)]


@pytest.fixture
def plan(assets: list[Asset]) -> dict[str, Any]:
    """Requests whose fundings pay for all awards, and whose mints take no more than there is."""
    random = Random(4)
    bolt, nut = assets
    awards = [award(number, assets, random) for number in range(AWARDS)]
    wanted: Counter[str] = Counter()
    for one in awards:
        if one["wallet"] is not None:
            wanted.update({asset: Decimal(amount) for asset, amount in one["amounts"].items()})
    fundings = [
        {"does": "fund", "request_id": f"fund-{asset.symbol}-{number}", "asset": str(asset.pk),
         "amount": str(wanted[str(asset.pk)] // (FUNDINGS // 2) + 1)}
        for asset in (bolt, nut) for number in range(FUNDINGS // 2)
    ]  # fmt: skip
    allowed: Counter[str] = Counter()
    for one in awards:
        if one["wallet"] is None and str(bolt.pk) in one["amounts"]:
            allowed[one["participant"]] += Decimal(one["amounts"][str(bolt.pk)])
    mints = [
        {"does": "mint", "request_id": f"mint-{person}-{number}", "participant": person,
         "wallet": f"0x{person}", "asset": str(bolt.pk),
         "amount": str((allowed[person] * PEOPLE / MINTS).quantize(Decimal("0.01"), "ROUND_DOWN"))}
        for person in allowed for number in range(MINTS // PEOPLE)
    ]  # fmt: skip
    client = server(bolt.organization).client
    return {
        "client": str(client.pk),
        "campaign": str(bolt.campaign_id),
        "project_wallet": project_wallet(bolt).address,
        "requests": awards + fundings + mints,
    }


def award(number: int, assets: list[Asset], random: Random) -> dict[str, Any]:
    chosen = random.sample(assets, random.choice([1, 1, 2]))
    person = f"b{random.randrange(PEOPLE)}"
    return {
        "does": "award",
        "request_id": f"award-{number}",
        "participant": person,
        "wallet": f"0x{person}" if number % 2 else None,
        "amounts": {str(asset.pk): str(random.randint(1, 90)) for asset in chosen},
    }


def run_worker(path: Path, seed: int, *arguments: str, seconds: float | None = None) -> list[str]:
    """Run a worker, killed by SIGKILL after *seconds* if given; return what it was answered."""
    settings = connection.settings_dict
    host = settings["OPTIONS"].get("host") or settings["HOST"]
    url = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={host}"
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.resilience.ledger_worker", str(path), str(seed), *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    first = worker.stdout.readline()
    if seconds is not None:
        time.sleep(seconds)
        worker.kill()
    rest = worker.stdout.read()
    worker.stdout.close()
    assert worker.wait(timeout=120) == (0 if seconds is None else -9)
    lines = [line for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]
    return [line.strip() for line in lines]


def kill_backends(stopped: threading.Event, random: Random) -> None:
    """End a connection of the worker now and then, as a database does that is shut down."""
    settings = connection.settings_dict
    host = settings["OPTIONS"].get("host") or settings["HOST"]
    with psycopg.connect(
        host=host, user=settings["USER"], dbname="postgres", autocommit=True
    ) as other:
        while not stopped.wait(random.uniform(0.02, 0.1)):
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity"
                " WHERE datname = %s AND state = 'active' ORDER BY random() LIMIT 1) AS chosen",
                [settings["NAME"]],
            )


def test_nothing_is_lost_or_made_twice_whoever_is_killed(
    plan: dict[str, Any], assets: list[Asset], tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan))
    random = Random()
    answered: list[str] = []

    for seed in range(KILLS):
        answered += run_worker(path, seed, seconds=random.uniform(0.05, 0.8))
        assert check_invariants() == []
        assert set(answered) <= stored()
    connection.close()
    stopped = threading.Event()
    killer = threading.Thread(target=kill_backends, args=[stopped, random])
    killer.start()
    try:
        answered += run_worker(path, KILLS, "all")
    finally:
        stopped.set()
        killer.join()

    assert [line for line in answered if line.startswith("!")] == []
    everything = {request["request_id"] for request in plan["requests"]}
    assert (stored(), set(answered)) == (everything, everything)
    assert check_invariants() == []
    assert AwardRequest.objects.queued().count() == 0
    assert AwardRequest.objects.exclude(queue_number=None).exists()
    for asset in assets:
        assert_amounts(plan, asset)


def stored() -> set[str]:
    return {
        request_id
        for model in (AwardRequest, Funding, Mint)
        for request_id in model.objects.values_list("request_id", flat=True)
    }


def assert_amounts(plan: dict[str, Any], asset: Asset) -> None:
    """Every account holds what the plan's requests, each made once, leave in it."""
    key = str(asset.pk)
    totals: Counter[str] = Counter()
    for request in plan["requests"]:
        if request["does"] == "award":
            place = "allowance" if request["wallet"] is None else "external"
            totals[place] += Decimal(request["amounts"].get(key, 0))
        elif request["asset"] == key:
            totals[request["does"]] += Decimal(request["amount"])
    assert held(asset, kind="issuance") == -totals["fund"] - totals["allowance"]
    assert held(asset, kind="project") == totals["fund"] - totals["external"]
    assert held(asset, kind="allowance") == totals["allowance"] - totals["mint"]
    assert held(asset, kind="external") == totals["external"] + totals["mint"]
