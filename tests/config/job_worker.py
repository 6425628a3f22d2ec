"""A real worker with one more job, which kills it with SIGKILL after leaving a mark.

``python -m tests.config.job_worker`` works until there is nothing left to do.
"""

import os
import signal
import time
from pathlib import Path

import django
from django.core.management import call_command

TASK = "tests.die"


def die(mark: str) -> None:
    with Path(mark).open("a") as file:
        file.write("ran\n")
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from procrastinate.contrib.django import app

    app.task(name=TASK)(die)
    # The periodic jobs are not what is tested.
    app.periodic_registry.periodic_tasks.clear()
    call_command("procrastinate", "worker", "--one-shot")


if __name__ == "__main__":
    main()
