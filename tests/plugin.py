"""Gives the tests a PostgreSQL server and one migrated database that all others are copied from.

Loaded with ``-p tests.plugin``, because Django's settings are read before any conftest.py. With
DATABASE_URL set the tests use that server instead, and every worker migrates for itself.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from config import embedded_postgres
from config.embedded_postgres.layout import layout_of

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "var" / "test-postgres"
PREFIX = "migrated_"
KEPT_TEMPLATES = 3
ADVISORY_LOCK = 7_166_200
WITHOUT_SERVER = {"-h", "--help", "-V", "--version", "--markers", "--fixtures"}
# Settings has no defaults for these when it is given a server.
ENVIRONMENT = {
    "SECRET_KEY": "for the tests only",
    "ENCRYPTION_KEYS": "Zm9yIHRoZSB0ZXN0cyBvbmx5LCAzMiBieXRlcyBsb24=",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "HTTPS": "false",
}


# A wrapper runs before pytest-django's plain hook, which reads the settings.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, None, None]:
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if "DATABASE_URL" in os.environ:
        embedded_postgres.start_if_needed(["test"])
    elif not WITHOUT_SERVER & set(args):
        _provide_databases()
    return (yield)


def _provide_databases() -> None:
    """Start the server; workers of xdist inherit the two variables that are set here."""
    # no statement of a test takes long: one that does fails instead of holding everything up
    embedded_postgres.start(BASE, durable=False, settings={"statement_timeout": "60s"})
    layout = layout_of(BASE)
    with psycopg.connect(layout.url("postgres"), autocommit=True) as connection:
        # Held until the connection closes: another test run waits for the same template.
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        _drop_left_databases(connection)
        template = PREFIX + _migrations_digest()
        if template not in _databases(connection, PREFIX):
            _make_template(connection, template)
    # The pid keeps two runs at once apart: Django derives the test database's name from this.
    os.environ["DATABASE_URL"] = layout.url(f"tombola_{os.getpid()}")
    os.environ["TEST_DATABASE_TEMPLATE"] = template


def _make_template(connection: psycopg.Connection, template: str) -> None:
    unfinished = f"unfinished_{template}"
    _drop(connection, unfinished)
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
    _migrate(unfinished)
    for outdated in _databases(connection, PREFIX)[: 1 - KEPT_TEMPLATES]:
        _drop(connection, outdated)
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(unfinished), sql.Identifier(template)
        )
    )


def _migrate(database: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0", "--skip-checks"],
        env={**os.environ, "DATABASE_URL": layout_of(BASE).url(database)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"The tests' database cannot be migrated:\n{done.stdout}{done.stderr}"
        raise pytest.UsageError(message)


def _drop_left_databases(connection: psycopg.Connection) -> None:
    """Drop the test databases of killed runs."""
    for database in _databases(connection, "test_tombola_"):
        if (pid := re.match(r"test_tombola_(\d+)", database)) and not _is_alive(int(pid[1])):
            _drop(connection, database)


def _is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _databases(connection: psycopg.Connection, prefix: str) -> list[str]:
    """The databases whose names begin so, oldest first."""
    found = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [prefix]
    )
    return [name for (name,) in found]


def _drop(connection: psycopg.Connection, database: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    )


def _migrations_digest() -> str:
    """Changes with every migration and SQL file of the apps, and with the locked dependencies."""
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for pattern in ("*/migrations/*.py", "*/sql/*.sql"):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
