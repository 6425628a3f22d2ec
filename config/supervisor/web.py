"""The web server: ``python -m config.supervisor.web``, started by the supervisor."""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from config.supervisor.parent import follow_parent

# A client that sends its headers slower than this is cut off.
HEADER_SECONDS = 5
# Requests still running when the server stops may go on for so long.
KILL_SECONDS = 5
# Connections a worker, those that are still sending their headers included: never low.
BACKPRESSURE = 1024


class ThreadAdvice(logging.Filter):
    """Granian's advice about threads for each start: the number is chosen, for slow uploads."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("Configuration allows spawning")


def load_application(_target: str, *, parent: int) -> Callable[..., Any]:
    """Load the WSGI application in one of granian's workers, which leaves with its parent."""
    follow_parent(parent)
    from django.urls import get_resolver

    from config.wsgi import application

    # Now rather than in the first request.
    get_resolver().check()
    return application


def main() -> None:
    options = _parse()
    follow_parent(options.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.server import Server

    logging.getLogger("_granian").addFilter(ThreadAdvice())
    server = Server(
        "config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=options.workers,
        blocking_threads=options.threads,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
        # The application writes the access log: it knows routes and keeps secrets out.
        log_access=False,
        log_dictconfig=settings.LOGGING,
    )
    server.serve(target_loader=partial(load_application, parent=os.getpid()))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--host", required=True)
    for name in ("--port", "--workers", "--threads"):
        parser.add_argument(name, type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
