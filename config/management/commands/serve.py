"""Run the platform."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import supervisor


class Command(BaseCommand):
    help = "Serve the platform and run its background jobs until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="0: any free one.")
        parser.add_argument("--workers", type=int, default=2, help="Processes for requests.")
        parser.add_argument(
            "--threads",
            type=int,
            default=supervisor.DEFAULT_THREADS,
            help="Threads a worker: few are fastest, many bear with many slow uploads.",
        )

    def handle(self, **options: Any) -> None:
        code = supervisor.serve(
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
            threads=options["threads"],
        )
        if code:
            sys.exit(code)
