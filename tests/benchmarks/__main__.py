"""``make bench``: redemptions over HTTP beside the same SQL function alone, in one run.

Brings up a server and a database of its own, production settings, ``fsync`` on. Rounds of both
are interleaved; every counted answer is checked to be a first redemption. Exits non-zero on a
failed answer, never on a slow one.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from pathlib import Path

ROUNDS = 3
SECONDS = 8
ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "var" / "bench"


def main() -> int:
    if shutil.which("wrk") is None:
        sys.exit("make bench needs wrk, the load generator: apt-get install wrk")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    os.environ["VAR_DIR"] = str(FOLDER)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.pop("DATABASE_URL", None)
    from config import embedded_postgres

    embedded_postgres.start(FOLDER / "postgres")
    try:
        return measure()
    finally:
        embedded_postgres.release()


def measure() -> int:
    from tests.benchmarks import loads, server

    data = loads.prepare(rounds=ROUNDS, seconds=SECONDS)
    ratios, http, sql = [], [], []
    with server.served() as base_url:
        loads.run_http(data, base_url, round_number=0, seconds=2)
        for number in range(1, ROUNDS + 1):
            sql.append(loads.run_sql(data, seconds=SECONDS))
            http.append(loads.run_http(data, base_url, round_number=number, seconds=SECONDS))
            ratios.append(http[-1].rate / sql[-1])
    p50, p99 = (statistics.median(getattr(run, name) for run in http) for name in ("p50", "p99"))
    print(
        f"redeem: {statistics.median(run.rate for run in http):,.0f}/s over HTTP (2 workers,"
        f" 16 connections, p50 {p50:.1f} ms, p99 {p99:.1f} ms),"
        f" {statistics.median(sql):,.0f}/s the SQL function alone (pgbench, 16 clients),"
        f" ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f},"
        f" {ROUNDS} rounds of {SECONDS} s)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
