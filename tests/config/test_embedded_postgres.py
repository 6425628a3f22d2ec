import os
import signal
import subprocess
from pathlib import Path

import pytest

from config.embedded_postgres import binaries
from config.embedded_postgres.cluster import MARKER
from config.embedded_postgres.layout import ServiceUser, is_reachable
from tests.config.embedded_server import ROOT, SECONDS, Server, wait_until

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
NOBODY = 65534


def test_restart_keeps_data(new_server: Server) -> None:
    user = new_server.user()
    new_server.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    user.leave()
    assert new_server.postmasters == []

    new_server.user()

    assert new_server.value("SELECT answer FROM kept") == 42


def test_server_is_durable_and_local(server: Server) -> None:
    server.user()

    names = ("fsync", "full_page_writes", "listen_addresses", "TimeZone", "server_encoding")
    assert [server.value(f"SHOW {name}") for name in names] == ["on", "on", "", "UTC", "UTF8"]
    assert server.value("SELECT datlocale FROM pg_database WHERE datname = 'tombola'") == "C.UTF-8"


def test_only_the_owner_reaches_the_socket(server: Server) -> None:
    server.user()

    socket = server.layout.sockets / ".s.PGSQL.5432"
    assert [path.stat().st_mode & 0o777 for path in (socket.parent, socket)] == [0o700, 0o700]


def test_five_processes_start_one_server_and_the_last_stops_it(new_server: Server) -> None:
    users = [new_server.begin() for _ in range(5)]
    assert [user.answer() for user in users] == ["ready"] * 5
    assert len(new_server.postmasters) == 1

    for user in users[1:]:
        user.leave()
    assert new_server.value("SELECT 1") == 1
    users[0].leave()

    assert new_server.postmasters == []


def test_killed_user_neither_stops_nor_keeps_the_server(server: Server) -> None:
    killed, other = server.user(), server.user()

    killed.kill()
    assert server.value("SELECT 1") == 1
    other.leave()

    assert server.postmasters == []


def test_server_of_a_killed_last_user_is_stopped_by_the_next(server: Server) -> None:
    server.user().kill()
    (left,) = server.postmasters

    user = server.user()
    assert server.postmasters == [left]
    user.leave()

    assert server.postmasters == []


def test_interrupted_terminal_spares_the_server(server: Server) -> None:
    starter = server.user()
    server.user()

    os.killpg(starter.process.pid, signal.SIGINT)
    starter.process.wait(timeout=SECONDS)

    assert server.value("SELECT 1") == 1


def test_killed_server_is_recovered_with_what_was_committed(server: Server) -> None:
    user = server.user()
    server.execute("CREATE TABLE committed AS SELECT generate_series(1, 1000) AS number")
    server.kill_postmaster()

    assert user.tell("start") == "started"

    assert server.value("SELECT count(*) FROM committed") == 1000


def test_stale_pid_of_another_process_is_not_believed(server: Server) -> None:
    server.user().kill()
    server.kill_postmaster()
    pid_file = server.layout.data / "postmaster.pid"
    _, *others = pid_file.read_text().splitlines()

    with subprocess.Popen(["/bin/sleep", "60"]) as bystander:
        pid_file.write_text("\n".join([str(bystander.pid), *others]))
        server.user().leave()

        assert bystander.poll() is None
        bystander.kill()


@pytest.mark.parametrize("content", ["", "12", "99999999\n/"])
def test_torn_pid_file_is_not_believed(server: Server, content: str) -> None:
    (server.layout.data / "postmaster.pid").write_text(content)

    server.user()

    assert server.value("SELECT 1") == 1


def test_unfinished_data_folder_is_made_anew(new_server: Server) -> None:
    unfinished = new_server.layout.home / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    new_server.base.chmod(0o755)

    new_server.user()

    assert not unfinished.exists()


def test_data_of_another_version_is_refused(new_server: Server) -> None:
    new_server.user().leave()
    (new_server.layout.data / "PG_VERSION").write_text("17\n")

    refusal = new_server.refusal()

    assert refusal.startswith("OtherPostgresVersion")
    assert "PostgreSQL 17, but this is PostgreSQL 18" in refusal


@pytest.mark.parametrize("place", [".", "data"])
def test_foreign_data_folder_is_left_untouched(new_server: Server, place: str) -> None:
    foreign = new_server.base / place
    foreign.mkdir(parents=True)
    (foreign / "PG_VERSION").write_text("18\n")

    assert new_server.refusal().startswith("ForeignDataFolder")

    assert [path.name for path in foreign.iterdir()] == ["PG_VERSION"]
    assert (foreign / "PG_VERSION").read_text() == "18\n"


def test_path_too_long_for_a_socket_moves_the_socket(folder: Path) -> None:
    server = Server(folder / ("x" * 100) / "with space, comma")
    try:
        server.user()

        assert server.layout.sockets.parent == Path("/tmp")
        assert server.layout.sockets.stat().st_mode & 0o777 == 0o700
        assert server.value("SHOW data_directory") == str(server.layout.data)
    finally:
        server.remove()


def test_open_socket_folder_is_refused(new_server: Server) -> None:
    new_server.user().leave()
    new_server.layout.sockets.chmod(0o755)

    assert new_server.refusal().startswith("UnsafeSocketFolder")


def test_failing_start_shows_the_log_and_the_next_one_works(server: Server) -> None:
    refusal = server.refusal(setting={"max_connections": "none"})

    assert refusal.startswith("ServerDoesNotStart")
    assert 'invalid value for parameter "max_connections": "none"' in refusal
    server.user()


def test_worker_that_leaves_without_atexit_stops_the_server(server: Server) -> None:
    worker = server.user("--through-child", "only")
    assert len(server.postmasters) == 1

    worker.leave()

    assert server.postmasters == []


def test_forked_child_cannot_leave_for_its_parent(server: Server) -> None:
    parent = server.user("--through-child", "too")
    assert server.value("SELECT 1") == 1

    parent.leave()

    assert server.postmasters == []


def test_deleted_folder_does_not_keep_the_server(server: Server) -> None:
    user = server.user()
    (server.layout.home / "start.lock").unlink()
    (server.layout.home / "users.lock").unlink()

    user.leave()

    assert server.postmasters == []


@as_root
def test_root_runs_the_server_as_a_service_user(server: Server) -> None:
    server.user()

    (pid,) = server.postmasters
    assert server.layout.service_user is not None
    assert Path(f"/proc/{pid}").stat().st_uid == server.layout.service_user.uid != 0


@as_root
def test_unreachable_base_moves_the_files_and_keeps_its_modes(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    server = Server(home / "checkout" / "var" / "postgres")
    try:
        server.user()

        assert server.layout.home.parent == Path("/var/lib")
        assert home.stat().st_mode & 0o777 == 0o700
        assert list(home.iterdir()) == []
    finally:
        server.remove()


@as_root
def test_programs_in_a_private_place_are_copied(
    new_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_server.base.mkdir()
    layout = new_server.layout
    monkeypatch.setattr(binaries, "is_reachable", lambda _path, _user: False)

    copies = [binaries.program(name, layout) for name in ("postgres", "psql")]

    assert all(copy.is_relative_to(layout.home) for copy in copies)
    said = [binaries.run([copy, "--version"], layout).stdout.split()[2] for copy in copies]
    assert [version.split(".")[0] for version in said] == ["18", "18"]


@as_root
def test_ordinary_user_runs_the_server_and_root_joins_it(new_server: Server) -> None:
    nobody = ServiceUser("nobody", NOBODY, NOBODY)
    if not is_reachable(ROOT / ".venv", nobody):
        pytest.skip("the programs are in a private folder")
    new_server.base.mkdir()
    os.chown(new_server.base, NOBODY, NOBODY)

    ordinary = new_server.user("--uid", str(NOBODY))
    new_server.user().leave()

    (pid,) = new_server.postmasters
    assert Path(f"/proc/{pid}").stat().st_uid == NOBODY
    ordinary.leave()
    wait_until(lambda: new_server.postmasters == [])


@as_root
def test_folder_of_another_user_is_refused(server: Server) -> None:
    refusal = server.refusal("--uid", str(NOBODY))

    assert refusal.startswith("ForeignDataFolder")
    assert "belongs to another user" in refusal


def test_marker_belongs_to_the_data(server: Server) -> None:
    server.user()

    marker = server.layout.data / MARKER
    assert marker.stat().st_uid == server.layout.server_uid
