"""``make bench``: what the platform does a second, beside its database alone, in one run.

Brings up a server and a database of its own, production settings, ``fsync`` on. Rounds of what is
compared are interleaved; every counted answer is checked to be a success of the expected kind.
Exits non-zero on a failed answer, never on a slow one. ``ARGS="redeem"`` measures one load only.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("redeem", "award")
ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "var" / "bench"


def main() -> int:
    if shutil.which("wrk") is None:
        sys.exit("make bench needs wrk, the load generator: apt-get install wrk")
    chosen = sys.argv[1:] or NAMES
    if not set(chosen) <= set(NAMES):
        sys.exit(f"make bench measures {' and '.join(NAMES)}")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    os.environ["VAR_DIR"] = str(FOLDER)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.pop("DATABASE_URL", None)
    from config import embedded_postgres

    embedded_postgres.start(FOLDER / "postgres")
    try:
        measure(chosen)
    finally:
        embedded_postgres.release()
    return 0


def measure(names: list[str] | tuple[str, ...]) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.benchmarks import redemptions, server, value_awards

    loads = {"redeem": redemptions, "award": value_awards}
    prepared = [(loads[name], loads[name].prepare()) for name in names]
    with server.served() as base_url:
        for load, data in prepared:
            for line in load.measure(data, base_url):
                print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
