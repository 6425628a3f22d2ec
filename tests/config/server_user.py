"""A process that uses an embedded server until its standard input closes.

``python -m tests.config.server_user BASE [--uid UID] [--through-child HOW] [--setting JSON]``
prints ``ready``, or the name of the EmbeddedPostgresError and its message.
"""

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

# Imported before privileges are dropped: the interpreter may be in a private home.
from config import embedded_postgres
from config.embedded_postgres import users

SMALL = {"shared_buffers": "8MB", "max_connections": "20"}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def use(base: Path, settings: Mapping[str, str]) -> None:
    embedded_postgres.start(base, settings={**SMALL, **settings})
    answer(base)


def answer(base: Path) -> None:
    with psycopg.connect(embedded_postgres.database_url(base), autocommit=True) as connection:
        connection.execute("SELECT 1")
    say("ready")
    for line in sys.stdin:
        if line.strip() == "start":
            embedded_postgres.start(base, settings=SMALL)
            say("started")


def use_in_child(base: Path, descriptor: int) -> None:
    sys.stdin = os.fdopen(descriptor)
    use(base, {})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("base", type=Path)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--through-child", choices=["only", "too"])
    parser.add_argument("--setting", type=json.loads, default={})
    options = parser.parse_args()
    if options.uid is not None:
        os.setgroups([])
        os.setgid(options.uid)
        os.setuid(options.uid)
    try:
        if options.through_child is None:
            use(options.base, options.setting)
        else:
            run_child(options.base, alone=options.through_child == "only")
    except embedded_postgres.EmbeddedPostgresError as error:
        say(f"{type(error).__name__} {error}".replace("\n", " "))


def run_child(base: Path, *, alone: bool) -> None:
    """Like granian's workers: the child is forked and leaves by os._exit, without atexit."""
    if not alone:
        embedded_postgres.start(base, settings=SMALL)
    descriptor = os.dup(sys.stdin.fileno())
    target, arguments = (use_in_child, (base, descriptor)) if alone else (users.leave, ())
    child = multiprocessing.get_context("fork").Process(target=target, args=arguments)
    child.start()
    child.join()
    if not alone:
        answer(base)


if __name__ == "__main__":
    main()
