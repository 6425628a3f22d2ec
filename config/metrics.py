"""The page that Prometheus reads."""

from __future__ import annotations

import os
import platform
import tomllib
from collections.abc import Iterator
from functools import cache
from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

import identities.services.metrics  # noqa: F401 - registers what is counted

# A scrape must not be what slows a busy database down.
LONGEST_QUERY = "1s"


@csrf_exempt
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the figures of all processes of this machine.

    With METRICS_TOKEN set the reader must send it as a bearer token; a production server without
    one has no such page, because the figures tell how often people win.
    """
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Scraped())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        text = generate_latest(registry)
    else:
        text = generate_latest(registry) + generate_latest(REGISTRY)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if not token:
        return bool(settings.LOCAL)
    given = request.headers.get("Authorization", "")
    return compare_digest(given.encode(), f"Bearer {token}".encode())


class Scraped(Collector):
    """What is looked up at each scrape rather than counted."""

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily(
            "tombola_build_info", "The version that runs.", labels=["version", "python"]
        )
        build.add_metric([version(), platform.python_version()], 1)
        yield build
        up = GaugeMetricFamily("tombola_database_up", "Whether the database answered this scrape.")
        jobs = GaugeMetricFamily(
            "tombola_jobs", "Background jobs in the database, by status.", labels=["status"]
        )
        try:
            for status, count in _count_jobs():
                jobs.add_metric([status], count)
            up.add_metric([], 1)
        except DatabaseError:
            up.add_metric([], 0)
        yield jobs
        yield up


def _count_jobs() -> list[tuple[str, int]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_QUERY}'")
        cursor.execute(
            "SELECT status, count(job.id)"
            " FROM unnest(enum_range(NULL::procrastinate_job_status)) AS status"
            " LEFT JOIN procrastinate_jobs AS job USING (status) GROUP BY status ORDER BY status"
        )
        counts: list[tuple[str, int]] = cursor.fetchall()
    return counts


@cache
def version() -> str:
    """Return the version that pyproject.toml names."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])
