import json
import sys
from collections.abc import Iterator

import pytest

from tests.config.conftest import passable_folder
from tests.config.served_platform import Platform, kill

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

KEY = f"tmb_Abcdefgh1234_{'s3cret-' * 6}x"

CHECKED = "tombola_invariant_violations 0.0"


@pytest.fixture(scope="module")
def shared_platform() -> Iterator[Platform]:
    with passable_folder() as folder:
        platform = Platform(folder)
        platform.fill()
        yield platform


@pytest.fixture
def platform(shared_platform: Platform) -> Iterator[Platform]:
    """A platform that is not served yet; its folder is kept, because filling it takes long."""
    yield shared_platform
    shared_platform.remove_processes()


def test_serves_until_interrupted_and_tells_no_secret(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    platform.serve()

    assert platform.get("/healthz").status == 200
    headers = {"Authorization": f"Bearer {KEY}", "X-Request-ID": "the-request"}
    platform.get("/healthz?token=hidden-query", headers)
    platform.get("/no-such-page?token=hidden-query", headers)
    for path in ("game/golden-cup/token/X", "profile(email)/ada@example.com", "nothing"):
        assert platform.get(f"/v1/{KEY}/{path}").status == 404
    platform.eventually(lambda: CHECKED in platform.get("/metrics").body)
    occupied = platform.run("serve", f"--port={platform.port}")
    metrics = platform.get("/metrics")
    code, seconds = platform.interrupt()

    assert occupied.returncode == 1
    sentence = f"Port {platform.port} of 127.0.0.1 is in use. Choose another with --port."
    assert occupied.stderr.splitlines()[-1] == f"AddressNotAvailable: {sentence}"
    assert 'route="/healthz",status="200"} 2.0' in metrics.body
    assert 'route="unmatched",status="404"} 1.0' in metrics.body
    assert "tombola_database_up 1.0" in metrics.body
    assert (code, seconds < 9, platform.is_gone()) == (0, True, True)
    assert_log_is_clean(platform)


def assert_log_is_clean(platform: Platform) -> None:
    lines = [json.loads(line) for line in platform.log.splitlines()]
    assert not [word for word in ("hidden-query", "s3cret", "Bearer") if word in platform.log]
    asked = [line for line in lines if line.get("request_id") == "the-request"]
    assert [(line["method"], line["path"], line["status"], line["client"]) for line in asked] == [
        ("GET", "/healthz", 200, "Abcdefgh1234"),
        ("GET", "/no-such-page", 404, "Abcdefgh1234"),
    ]
    assert all(0 < line["ms"] < 5000 for line in asked)
    assert {"/v1/<api_key>/game/<game>/token/<token>", "/v1/[^/]*/"} <= {
        line.get("path") for line in lines
    }
    assert {"_granian", "tombola.access", "config.supervisor.worker"} <= {
        line["logger"] for line in lines
    }


def test_killed_processes_come_back(platform: Platform) -> None:
    platform.serve("--workers=1")
    web, jobs, (postmaster,) = platform.web, platform.job_worker, platform.postmasters
    killed = platform.web_workers[0]

    kill(killed.pid)
    platform.eventually(lambda: len(set(platform.web_workers) - {killed}) == 1)
    kill(jobs.pid)
    kill(postmaster)
    platform.eventually(lambda: platform.postmasters not in ([], [postmaster]))
    old = set(platform.processes("supervisor.web"))
    kill(web.pid)
    platform.eventually(lambda: len(set(platform.processes("supervisor.web")) - old) == 2)
    platform.eventually(lambda: not old & set(platform.processes()))
    platform.eventually(platform.is_ready)
    platform.eventually(lambda: len(platform.processes("supervisor.worker")) == 1)
    code, _ = platform.interrupt()

    assert (code, platform.is_gone()) == (0, True)


def test_nothing_outlives_a_killed_supervisor(platform: Platform) -> None:
    platform.serve("--workers=1")
    assert len(platform.processes()) == 3

    platform.kill_supervisor()

    platform.eventually(platform.is_gone)


def test_interrupted_start_leaves_nothing(platform: Platform) -> None:
    platform.begin("--workers=1")
    platform.eventually(lambda: bool(platform.processes()) or platform.has_ended())

    code, _ = platform.interrupt()

    assert (code, platform.is_gone()) == (0, True)
