import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import embedded_postgres
from config.embedded_postgres import binaries
from config.embedded_postgres.layout import layout_of
from config.server_version import ServerTooOld, require_supported_server
from tests.config.embedded_server import Server


@pytest.fixture
def old_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server of PostgreSQL 16, which the wheel holds too."""
    monkeypatch.setattr(binaries, "INSTALLATION", "pginstall")
    layout = layout_of(folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if layout.service_user:
        os.chown(data, layout.service_user.uid, layout.service_user.gid)
    control = [str(binaries.program("pg_ctl", layout)), f"--pgdata={data}", "--silent"]
    initialise = "--options=--username=postgres --auth=trust --no-sync"
    assert binaries.run([*control, "initdb", initialise], layout).returncode == 0
    settings = f"--options=-c listen_addresses= -c unix_socket_directories={data} -F"
    log = f"--log={data / 'log'}"
    assert binaries.run([*control, log, settings, "start"], layout).returncode == 0
    yield f"postgres://postgres@/postgres?host={data}&conn_max_age=60"
    binaries.run([*control, "--mode=immediate", "stop"], layout)


def test_older_server_is_refused_with_both_versions(
    old_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", old_server)

    with pytest.raises(ServerTooOld, match=r"PostgreSQL 16, but PostgreSQL 18 or newer is needed"):
        embedded_postgres.start_if_needed(["migrate"])


def test_current_server_is_accepted(server: Server) -> None:
    server.user()

    require_supported_server(server.layout.url())


def test_unreachable_server_is_not_judged(tmp_path: Path) -> None:
    require_supported_server(f"postgresql://postgres@/tombola?host={tmp_path}")
