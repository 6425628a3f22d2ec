"""Run the platform with a promotion in it."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from config import supervisor
from config.demo.build import FactsFile, make_or_keep
from config.demo.summary import summary


class Command(BaseCommand):
    help = "Make the demo's data where there is none, and serve the platform until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--no-serve", action="store_true", help="Stop when the data is there.")

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        base_url = f"http://{options['host']}:{options['port']}"
        facts = make_or_keep(
            file=FactsFile(settings.VAR_DIR / "demo.json"),
            base_url=base_url,
            progress=self._progress,
        )
        shown = summary(facts | {"base_url": base_url})
        connection.close()
        if not options["no_serve"]:
            code = supervisor.serve(
                host=options["host"],
                port=options["port"],
                workers=options["workers"],
                on_ready=lambda: self.stdout.write(f"\n{shown}\n\nCtrl-C stops it.\n"),
            )
            if code:
                sys.exit(code)

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"\rPlaying the past weeks: day {done} of {total}", ending="")
        self.stdout.flush()
        if done == total:
            self.stdout.write("")
