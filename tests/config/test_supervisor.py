import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from config.supervisor import AddressNotAvailable, children, preparation
from config.supervisor.addresses import Address, claim_address
from config.supervisor.children import Child
from config.supervisor.readiness import is_ready


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_free_port_is_claimed() -> None:
    address = claim_address("127.0.0.1", 0)

    assert address.port > 0
    assert claim_address("127.0.0.1", address.port) == address


def test_port_in_use_is_named(listening: int) -> None:
    with pytest.raises(AddressNotAvailable, match=rf"^Port {listening} of 127.0.0.1 is in use\."):
        claim_address("127.0.0.1", listening)


def test_port_shared_by_another_granian_is_in_use() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(AddressNotAvailable, match="is in use"):
            claim_address("127.0.0.1", other.getsockname()[1])


def test_impossible_address_is_named() -> None:
    with pytest.raises(AddressNotAvailable, match=r"192\.0\.2\.1:0 can't be listened on"):
        claim_address("192.0.2.1", 0)


@pytest.mark.parametrize("port", [-1, 65536])
def test_impossible_port_is_named(port: int) -> None:
    with pytest.raises(AddressNotAvailable, match=f"^{port} is no port"):
        claim_address("127.0.0.1", port)


def test_address_to_ask() -> None:
    assert Address("0.0.0.0", 80).url == "http://127.0.0.1:80"
    assert Address("::", 80).url == "http://[::1]:80"


def test_nobody_listens_is_not_ready() -> None:
    assert not is_ready(claim_address("127.0.0.1", 0))


def run_until(child: Child, failures: int) -> None:
    deadline = time.monotonic() + 30
    while child.failures < failures:
        assert time.monotonic() < deadline
        child.keep_running()
        time.sleep(0.01)


def test_pauses_grow_with_the_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE", 0.05)
    child = Child("no.such.module", [], os.environ)
    began = time.monotonic()

    run_until(child, 3)

    assert time.monotonic() - began > 0.05 + 0.1
    child.wait(time.monotonic())


def test_stubborn_child_is_killed_with_its_group(tmp_path: Path) -> None:
    (tmp_path / "stubborn.py").write_text(
        "import os, pathlib, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "if pid := os.fork():\n"
        f"    pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(pid))\n"
        "time.sleep(60)\n"
    )
    child = Child("stubborn", [], {**os.environ, "PYTHONPATH": str(tmp_path)})
    child.keep_running()
    deadline = time.monotonic() + 30
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)

    child.terminate()
    child.wait(time.monotonic() + 0.2)

    grandchild = int((tmp_path / "pid").read_text())
    while is_alive(grandchild):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_process_leaves_with_its_parent() -> None:
    follower = "from config.supervisor.parent import follow_parent as f; import os, sys, time;"
    follower += "f(os.getppid()); print(os.getpid(), flush=True); time.sleep(60)"
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import subprocess, sys; subprocess.run([sys.executable, '-c', {follower!r}])",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    deadline = time.monotonic() + 30
    while is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    parent.stdout.close()


def test_static_files_are_collected_once(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    preparation.collect_static_files()
    some = next(path for path in tmp_path.rglob("*.css"))
    some.unlink()

    preparation.collect_static_files()
    assert not some.exists()
    (tmp_path / ".collected").write_text("of other files")
    preparation.collect_static_files()

    assert some.exists()


def test_metrics_of_an_earlier_run_are_emptied(settings: Settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    mine, others = preparation.empty_metrics(8000), preparation.empty_metrics(8001)
    for folder in (mine, others):
        (folder / "counter_1.db").write_bytes(b"old")

    preparation.empty_metrics(8000)

    assert (list(mine.iterdir()), len(list(others.iterdir()))) == ([], 1)
