"""The worker for background jobs: ``python -m config.supervisor.worker``."""

from __future__ import annotations

import argparse
import asyncio
import os
from contextlib import suppress
from time import time
from typing import TYPE_CHECKING

import django
import structlog
from procrastinate.exceptions import AlreadyEnqueued

from config import embedded_postgres
from config.supervisor.parent import follow_parent

if TYPE_CHECKING:
    from procrastinate import App

# not __name__, which is __main__ here
logger = structlog.get_logger("config.supervisor.worker")

# A long job must not keep the others waiting.
CONCURRENCY = 4
# Jobs still running when the worker stops may go on for so long.
GRACE_SECONDS = 4


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    follow_parent(parser.parse_args().parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    embedded_postgres.start_if_needed(["procrastinate"])
    django.setup()
    asyncio.run(_work())


async def _work() -> None:
    """What ``manage.py procrastinate worker`` does, which writes lines of its own to the log."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # noqa: S101 - for the types
    with app.replace_connector(connector.get_worker_connector()):
        async with app.open_async():
            logger.info("jobs_started", tasks=sorted(app.tasks))
            await check_at_once(app)
            await app.run_worker_async(
                concurrency=CONCURRENCY, shutdown_graceful_timeout=GRACE_SECONDS
            )
    logger.info("jobs_stopped")


async def check_at_once(app: App) -> None:
    """Have the invariants checked now: figures of an earlier start are gone, an hour is long."""
    with suppress(AlreadyEnqueued):
        await app.tasks["promotions.tasks.check_invariants"].defer_async(timestamp=int(time()))


if __name__ == "__main__":
    main()
