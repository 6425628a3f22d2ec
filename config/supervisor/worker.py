"""The worker for background jobs: ``python -m config.supervisor.worker``."""

from __future__ import annotations

import argparse
import os

from config import embedded_postgres
from config.supervisor.parent import follow_parent

# A long job must not keep the others waiting.
CONCURRENCY = 4
# Jobs still running when the worker stops may go on for so long.
GRACE_SECONDS = 4


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    follow_parent(parser.parse_args().parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    embedded_postgres.start_if_needed(["procrastinate"])
    execute_from_command_line(
        [
            "manage.py",
            "procrastinate",
            "worker",
            f"--concurrency={CONCURRENCY}",
            f"--shutdown-graceful-timeout={GRACE_SECONDS}",
        ]
    )


if __name__ == "__main__":
    main()
