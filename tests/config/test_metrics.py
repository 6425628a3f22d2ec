from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from identities.services import metrics

pytestmark = pytest.mark.django_db

TOKEN = {"Authorization": "Bearer the-token"}


@pytest.fixture(autouse=True)
def _settings(settings: Settings, tmp_path: Path) -> None:
    settings.METRICS_TOKEN = "the-token"
    settings.STATIC_ROOT = tmp_path


def scraped(client: Client) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = client.get("/metrics", headers=TOKEN)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_requests_are_counted_by_route(client: Client) -> None:
    labels = {"method": "GET", "route": "/healthz", "status": "200"}
    before = counted("tombola_http_requests_total", **labels)
    seconds = counted("tombola_http_request_seconds_count", route="/healthz")

    client.get("/healthz?code=ABC")

    assert counted("tombola_http_requests_total", **labels) == before + 1
    assert counted("tombola_http_request_seconds_count", route="/healthz") == seconds + 1


def test_no_label_holds_what_a_client_made_up(client: Client) -> None:
    client.get("/made-up")
    client.generic("MADEUP", "/made-up")
    client.get("/static/made-up.css")
    client.get("/platform/v1/tokens/MADE-UP")

    text = client.get("/metrics", headers=TOKEN).content.decode()

    assert [word for word in ("made-up", "MADEUP", "MADE-UP") if word in text] == []
    assert counted("tombola_http_requests_total", method="other", route="unmatched", status="404")
    assert counted("tombola_http_requests_total", method="GET", route="static", status="404")


def test_jobs_are_counted_by_status(client: Client) -> None:
    app.configure_task("any.task", allow_unknown=True).defer()

    found = scraped(client)

    assert found["tombola_jobs", (("status", "todo"),)] == 1
    assert found["tombola_jobs", (("status", "failed"),)] == 0
    assert found["tombola_database_up", ()] == 1


def test_scrape_answers_without_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any) -> None:
        from django.db import OperationalError

        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)

    found = scraped(client)

    assert found["tombola_database_up", ()] == 0
    assert [name for name, _ in found if name == "tombola_jobs"] == []


def test_build_is_named(client: Client) -> None:
    assert [value for (name, _), value in scraped(client).items() if name == "tombola_build_info"]


def test_only_who_knows_the_token_reads(client: Client, settings: Settings) -> None:
    answers = [
        client.get("/metrics", headers=headers).status_code
        for headers in ({}, {"Authorization": "Bearer other"}, {"Authorization": "the-token"})
    ]
    assert answers == [404, 404, 404]

    settings.METRICS_TOKEN = ""
    settings.LOCAL = False
    assert client.get("/metrics").status_code == 404
    settings.LOCAL = True
    assert client.get("/metrics").status_code == 200


def test_refused_limits_are_counted_apart() -> None:
    names = ("rate_limited", "limit_reached", "paused")
    refusals = [counted("tombola_refusals_total", code=name) for name in names]
    limits = [counted("tombola_limit_refusals_total", limit=name) for name in ("requests", "plays")]

    for name in names:
        metrics.count_refusal(code=name)

    assert [counted("tombola_refusals_total", code=name) for name in names] == [
        count + 1 for count in refusals
    ]
    assert [
        counted("tombola_limit_refusals_total", limit=name) for name in ("requests", "plays")
    ] == [count + 1 for count in limits]


def test_redemptions_are_counted_by_result() -> None:
    labels = {"result": "win", "replayed": "no"}
    before = counted("tombola_redemptions_total", **labels)

    metrics.count_redemption(result="win", replayed=False)

    assert counted("tombola_redemptions_total", **labels) == before + 1
