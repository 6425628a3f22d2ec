"""What a served platform writes down of requests that carry credentials everywhere."""

import base64
import http.client
import json
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from tests.config.conftest import passable_folder
from tests.config.served_platform import Platform

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

PASSWORD = "a-very-secret-horse"
UNKNOWN = "tms_" + "Unknown-" * 5 + "abc"
FILL = f"""
import json
from badges.models import OutcomeType
from identities.models import Organization
from identities.services.api_clients import create_api_client
from identities.services.participants import LoginData, create_participant
from django.utils import timezone
organization = Organization.objects.create(name="Coffee", slug="coffee")
create_participant(
    organization=organization, source_id="ada", login=LoginData("ada", "{PASSWORD}"),
    at=timezone.now(),
)
OutcomeType.objects.create(organization=organization, code="visit", name="Visit")
print(create_api_client(organization=organization, name="x", scopes=["badges:assign"]).key)
"""


@pytest.fixture
def platform() -> Iterator[Platform]:
    with passable_folder() as folder:
        made = Platform(folder)
        made.fill()
        yield made
        made.remove_processes()


def ask(
    platform: Platform, method: str, path: str, body: object = None, authorization: str = ""
) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", platform.port, timeout=30)
    headers = {"Content-Type": "application/json", "Authorization": authorization}
    try:
        connection.request(method, f"/api/v2/{path}", json.dumps(body), headers)
        answer: dict[str, object] = json.loads(connection.getresponse().read())
        return answer
    finally:
        connection.close()


def test_no_credential_is_logged(platform: Platform) -> None:
    platform.serve("--workers=1")
    key = platform.run("shell", "--no-imports", "-c", FILL).stdout.split()[-1]
    basic = base64.b64encode(f"issuer:{key}".encode()).decode()
    login = {"tenant": "coffee", "userName": "ada", "password": PASSWORD}

    token = str(ask(platform, "POST", "Login", login)["token"])
    codes = [
        ask(platform, "GET", f"Badges/{token}")["resultCode"],
        ask(platform, "GET", f"Badge/{token}/x")["resultCode"],
        ask(platform, "POST", f"Outcome/{token}/visit", None, f"Bearer {key}")["resultCode"],
        ask(platform, "POST", f"Outcome/{token}/none", None, f"Basic {basic}")["resultCode"],
        ask(platform, "POST", "BadgeAssignment", {"refId": PASSWORD}, f"Bearer {key}")[
            "resultCode"
        ],
        ask(platform, "POST", "Login", {**login, "tenant": PASSWORD})["resultCode"],
        ask(platform, "GET", f"Badges/{UNKNOWN}")["resultCode"],
    ]
    # where no route is known the path itself is logged
    for path in (f"Badges/{token}/x", f"../../api/v2/Badges/{token}", f"?{token}"):
        ask(platform, "GET", path)
    platform.get(f"/Api/V2/Badges/{token}?{token}")
    platform.get(f"/api/v2/Badges/{token}", {"Host": "evil.example"})
    # answered with a traceback in the log, unless the supervisor was faster
    for pid in platform.postmasters:
        os.kill(pid, signal.SIGKILL)
    ask(platform, "GET", f"Badges/{token}")
    ask(platform, "POST", f"Logout/{token}")

    assert codes == [0, -2051, -2071, -2003, -2003, -1, -101]
    secrets = (PASSWORD, token[4:], UNKNOWN[4:], key.split("_", 2)[2], basic)
    assert [secret for secret in secrets if secret in platform.log] == []
    assert "/api/v2/Badges/<str:token>" in platform.log
    assert "/Api/V2/Badges/tms_***" in platform.log
