"""Whatever happens is answered in the dialect's form, to every resource."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from identities.api.authentication import ADMISSIONS, admit
from identities.enums import Scope
from identities.models import ApiClient
from tests.database import database_fingerprint
from tests.identities.api.test_lost_connections import kill_connection
from tests.tokens.dialects.eprize.calls import Caller, shape
from tests.tokens.dialects.eprize.scenario import NOW, Scenario

pytestmark = pytest.mark.django_db

NOT_FOUND = (404, '<result ver="1.0"><status>0</status></result>')
NOTHING = "<result/>"

# every resource, and a scope that is not enough for it
RESOURCES = [
    ("POST", "game/golden-cup/token/{token}", Scope.READ),
    ("GET", "game/golden-cup/token/{token}", Scope.TOKENS_REDEEM),
    ("POST", "game/golden-cup/tokens", Scope.TOKENS_REDEEM),
    ("GET", "game/golden-cup/prize/cappuccino", Scope.PARTICIPANTS_WRITE),
    ("POST", "game/summer-raffle/sweeps", Scope.TOKENS_AWARD),
    ("POST", "codes/golden-cup/{code}", Scope.READ),
    ("POST", "profiles", Scope.READ),
    ("GET", "profile/{profile}", Scope.PARTICIPANTS_WRITE),
    ("GET", "profile(email)/ada@example.com", Scope.PARTICIPANTS_WRITE),
]
SERVED = {
    "POST profiles": 201, "POST game/golden-cup/tokens": 201, "POST game/summer-raffle/sweeps": 201,
    "GET profile(email)/ada@example.com": 303,
}  # fmt: skip


@pytest.fixture
def scene() -> Scenario:
    return Scenario()


@pytest.fixture
def names(scene: Scenario) -> dict[str, str]:
    scene.game("summer-raffle")
    return {
        "token": scene.token().code,
        "code": scene.code().code,
        "profile": scene.profile(scene.ada),
    }


@pytest.fixture
def caller(scene: Scenario) -> Caller:
    return Caller(scene.key(*Scope.values))


def send(caller: Caller, method: str, path: str, names: dict[str, str]) -> Any:
    if method == "GET":
        return caller.get(path.format(**names))
    profile = f"/v1/key/profile/{names['profile']}"
    return caller.post(path.format(**names), profile=profile, email="new@example.com")


@pytest.mark.usefixtures("credentials_stay_known")
@pytest.mark.parametrize(("method", "path", "scope"), RESOURCES)
def test_a_scope_that_is_not_enough_finds_nothing(
    method: str, path: str, scope: str, scene: Scenario, names: dict[str, str]
) -> None:
    caller = Caller(scene.key(scope))
    admit(caller.key)
    before = database_fingerprint()

    assert shape(send(caller, method, path, names)) == NOT_FOUND
    assert database_fingerprint() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "path"), [each[:2] for each in RESOURCES])
def test_a_dead_connection_is_replaced(
    method: str, path: str, names: dict[str, str], caller: Caller
) -> None:
    kill_connection()

    status = send(caller, method, path, names).status_code

    assert status == SERVED.get(f"{method} {path}", 200)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "path"), [each[:2] for each in RESOURCES])
def test_a_database_that_is_away_is_a_503(
    method: str,
    path: str,
    names: dict[str, str],
    caller: Caller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caller.get("profile/x")
    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict, "NAME", "nowhere")
        response = send(caller, method, path, names)

    assert shape(response) == (503, NOTHING)
    assert response["Retry-After"] == "1"


@pytest.mark.parametrize(("method", "path"), [each[:2] for each in RESOURCES])
def test_other_verbs_are_refused(
    method: str, path: str, names: dict[str, str], caller: Caller
) -> None:
    response = caller.http.delete(f"/v1/{caller.key}/{path.format(**names)}")

    assert shape(response) == (405, NOTHING)
    assert method in response["Allow"]


@pytest.mark.parametrize(("method", "path"), [each[:2] for each in RESOURCES])
def test_the_form_asked_for_makes_no_difference(
    method: str, path: str, names: dict[str, str], caller: Caller
) -> None:
    headers = {"Accept": "application/json; q=1, */*; q=0"}
    path = f"/v1/{caller.key}/{path.format(**names)}?format=json"

    response = caller.http.generic(method, path, headers=headers)

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response.status_code in {200, 303, 400}


@pytest.mark.parametrize(
    ("method", "path", "scope"), [each for each in RESOURCES if each[0] == "POST"]
)
def test_a_body_that_is_too_large_is_a_413(
    method: str, path: str, scope: str, names: dict[str, str], caller: Caller
) -> None:
    response = caller.post(path.format(**names), raw=b"a=" + b"x" * 1024 * 1024)

    assert shape(response) == (413, NOTHING)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "game/golden-cup/token/{}", "token"),
        ("POST", "game/{}/tokens", "game"),
        ("POST", "game/{}/sweeps", "game"),
        ("GET", "game/golden-cup/prize/{}", "prize"),
        ("POST", "codes/golden-cup/{}", "code"),
        ("POST", "codes/{}/X", "codeClass"),
        ("GET", "profile/{}", "profile"),
        ("GET", "profile(email)/{}", "value"),
        ("GET", "profile({})/x", "key"),
    ],
)
def test_an_argument_that_nothing_can_be_called_is_named(
    method: str, path: str, name: str, caller: Caller
) -> None:
    path = f"/v1/{caller.key}/{path}"

    answers = [
        caller.http.generic(method, path.format(value))
        for value in ("x" * 1001, "%C3%A9" * 501, "a%00", "%01")
    ]

    error = f"<input_error><name>{name}</name><error>VALIDATION</error></input_error>"
    assert [shape(answer) for answer in answers] == [
        (400, f'<result ver="1.0">{error}</result>')
    ] * 4


@pytest.mark.parametrize(
    "path",
    [
        "", "nothing", "game", "game/golden-cup", "game/golden-cup/token", "profiles/", "sweeps",
        "game/golden-cup/token/{token}/", "profile(email)", "profile(email)/", "profile()/x",
        "profile/{profile}/x", "codes/golden-cup", "codes//x", "a%0Ab", "%FF",
        "profile(email)/a%0A",
    ],
)  # fmt: skip
def test_unknown_paths_lead_nowhere(path: str, names: dict[str, str], caller: Caller) -> None:
    path = f"/v1/{caller.key}/{path.format(**names)}"

    answers = [caller.http.generic(method, path) for method in ("GET", "POST", "PUT", "OPTIONS")]

    assert [shape(answer) for answer in answers] == [NOT_FOUND] * 4


@pytest.mark.django_db(transaction=True)
def test_what_nobody_foresaw_says_nothing(
    names: dict[str, str], caller: Caller, settings: Any
) -> None:
    settings.API_WRONG_CODES_PER_MINUTE = "no number, which the database will say"

    assert shape(send(caller, "POST", "game/golden-cup/token/{token}", names)) == (500, NOTHING)


@pytest.mark.parametrize("gone", ["key", "organization"])
def test_a_key_that_may_not_be_used_finds_nothing(
    gone: str, scene: Scenario, names: dict[str, str], caller: Caller
) -> None:
    if gone == "key":
        ApiClient.objects.update(revoked_at=NOW)
    else:
        scene.organization.is_enabled = False
        scene.organization.save()
    ADMISSIONS.clear()

    assert shape(send(caller, "POST", "profiles", names)) == NOT_FOUND
