"""The loads of the benchmark: wrk over HTTP, and pgbench in the database alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from config import embedded_postgres
from config.embedded_postgres.binaries import program
from config.embedded_postgres.layout import layout_of

CLIENTS = 16
THREADS = 2

Counter = Callable[[], int]


@dataclass(frozen=True, slots=True)
class HttpRun:
    """Answers a second; latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def run_http(script: str, base_url: str, *arguments: str, seconds: int, done: Counter) -> HttpRun:
    """Run wrk's *script* for *seconds*; exits where an answer was no success.

    *done* counts what the requests leave in the database: each success counts there once.
    """
    before = done()
    run = subprocess.run(
        [
            "wrk", "--threads", str(THREADS), "--connections", str(CLIENTS), "--duration",
            f"{seconds}s", "--script", str(Path(__file__).with_name(script)), base_url, "--",
            *arguments,
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    result = json.loads(run.stdout.strip().splitlines()[-1])
    # requests in flight at the end are carried out, but their answers are not counted
    in_flight = done() - before - result["requests"]
    if result["failures"] or result["exhausted"] or not 0 <= in_flight <= CLIENTS:
        raise SystemExit(f"{script} failed: {result}, {in_flight} in flight")
    rate = result["requests"] / (result["microseconds"] / 1e6)
    return HttpRun(rate, result["p50"] / 1e3, result["p99"] / 1e3)


def run_sql(name: str, statement: str, *, seconds: int, done: Counter) -> float:
    """Run a *statement* under pgbench for *seconds*; return how often a second it was done."""
    script = settings.VAR_DIR / f"{name}.sql"
    script.write_text(f"{statement.strip()}\n")
    before = done()
    base = settings.VAR_DIR / "postgres"
    run = subprocess.run(
        [
            str(program("pgbench", layout_of(base))), "--no-vacuum", "--protocol=prepared",
            f"--client={CLIENTS}", f"--jobs={THREADS}", f"--time={seconds}", f"--file={script}",
            embedded_postgres.database_url(base),
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    processed = next(line for line in run.stdout.splitlines() if "actually processed" in line)
    counted = int(processed.split(":")[1].split("/")[0])
    # what is in flight at the end is not counted by pgbench
    if not 0 <= done() - before - counted <= CLIENTS:
        raise SystemExit(f"{name}: {done() - before} were done, and pgbench counted {counted}")
    rate = next(line for line in run.stdout.splitlines() if line.startswith("tps"))
    return float(rate.split("=")[1].split()[0])


def count_rows(table: str) -> Counter:
    """Return a function that counts the rows of *table*."""

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            (number,) = cursor.fetchone()
        return int(number)

    return count


def settle() -> None:
    """Take statistics: plans made for empty tables are no platform's plans."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
