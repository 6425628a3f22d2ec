"""What a served platform writes down of requests that carry credentials and personal data."""

import http.client
import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.config.conftest import passable_folder
from tests.config.served_platform import Platform

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

FILL = """
from identities.enums import Scope
from identities.models import Organization
from identities.services.api_clients import create_api_client
organization = Organization.objects.create(name="Coffee", slug="coffee")
print(create_api_client(organization=organization, name="x", scopes=Scope.values).key)
"""
CITY = "Detroit-Metadata"
WRONG = "tmb_AAAAAAAAAAAA_" + "Zx9-_" * 8 + "abc"


@pytest.fixture
def platform() -> Iterator[Platform]:
    with passable_folder() as folder:
        made = Platform(folder)
        made.fill()
        yield made
        made.remove_processes()


def ask(platform: Platform, method: str, path: str, body: Any, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", platform.port, timeout=30)
    try:
        connection.request(
            method, f"/v1/{path}", json.dumps(body), {"Content-Type": "application/json", **headers}
        )
        return connection.getresponse().status
    finally:
        connection.close()


def test_no_credential_is_logged(platform: Platform) -> None:
    platform.serve("--workers=1")
    key = platform.run("shell", "--no-imports", "-c", FILL).stdout.split()[-1]
    bearer, own = {"Authorization": f"Bearer {key}"}, {"X-Api-Key": key}
    play = {"TokenId": "x", "ParticipantMetadata": {"city": CITY}}

    statuses = [
        ask(platform, "GET", "tokens/participant/ada", None, bearer),
        ask(platform, "GET", "tokens/participant/ada", None, own),
        ask(platform, "GET", "tokens/participant/ada", None, {"X-Api-Key": WRONG}),
        ask(platform, "GET", f"tokens/expired/x?key={key}", None, own),
        ask(platform, "POST", "game-plays/start-game-play", play, own),
        ask(platform, "POST", "games", {"Name": key}, own),
        ask(platform, "GET", f"games/a/b/c?key={key}", None, own),
        ask(platform, "GET", key, None, own),
        ask(platform, "PUT", f"{key}/x", None, own),
    ]
    # answered with a traceback in the log, unless the supervisor was faster
    for pid in platform.postmasters:
        os.kill(pid, signal.SIGKILL)
    ask(platform, "POST", "games", {"Name": CITY}, own)

    assert statuses == [200, 200, 401, 404, 400, 201, 404, 404, 404]
    secrets = (key.split("_", 2)[2], WRONG.split("_", 2)[2], CITY)
    assert [secret for secret in secrets if secret in platform.log] == []
    assert platform.log.count(f'"client": "{key.split("_")[1]}"') >= len(statuses) - 1
    assert "/v1/tokens/participant/<participant>" in platform.log
