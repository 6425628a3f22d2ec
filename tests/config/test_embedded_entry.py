import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from config import embedded_postgres
from config.embedded_postgres import binaries
from config.embedded_postgres.layout import LONGEST_SOCKET_PATH
from tests.config.embedded_server import ROOT, Server


def test_missing_wheel_is_named(new_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)

    with pytest.raises(embedded_postgres.BinariesMissing, match="DATABASE_URL"):
        binaries.program("postgres", new_server.layout)


def test_urls_have_room_for_the_socket() -> None:
    for base in (Path("/srv/a b"), Path("/srv") / ("x" * 80), Path("/srv/a,b")):
        parameters = psycopg.conninfo.conninfo_to_dict(embedded_postgres.database_url(base))

        assert len(f"{parameters['host']}/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH
        assert (parameters["dbname"], parameters["user"]) == ("tombola", "postgres")


def test_importing_settings_starts_nothing() -> None:
    code = "import sys, config.settings; sys.exit('config.embedded_postgres.users' in sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=False)

    assert done.returncode == 0


def test_commands_without_database_start_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    started: list[str] = []
    monkeypatch.setattr(embedded_postgres, "start", lambda: started.append("server"))

    for line in (
        "",
        "help",
        "help migrate",
        "migrate --help",
        "--version",
        "collectstatic --no-input",
    ):
        embedded_postgres.start_if_needed(line.split())
    assert started == []

    embedded_postgres.start_if_needed(["migrate"])
    assert started == ["server"]
