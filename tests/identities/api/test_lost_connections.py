"""A connection that dies is replaced once by the API itself; a database that is away is a 503."""

from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from identities.api.authentication import ADMISSIONS
from promotions.models import Award
from tests.factories.drawings import drawing_game
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, project_wallet
from tests.identities.api.calls import Caller, problem, stored
from tokens.models import Token

pytestmark = pytest.mark.django_db(transaction=True)

CALLS: list[tuple[str, str, Any, int]] = [
    ("get", "games", None, 200),
    ("get", "tokens/{token}", None, 200),
    ("get", "plays", None, 200),
    ("post", "participants", {"source_id": "new"}, 201),
    ("post", "tokens", {"game": "{game}", "participant": "ada"}, 201),
    ("post", "batches", {"game": "{game}", "name": "Flyer", "quantity": 2}, 201),
    ("post", "tokens/{token}/void", {"reason": "x"}, 200),
    ("post", "tokens/{token}/redeem", None, 200),
    ("post", "awards/{award}/claim", None, 200),
    ("post", "awards/{award}/transition", {"to": "disqualified", "reason": "x"}, 200),
    ("post", "entries", {"game": "{raffle}", "participant": "ada"}, 201),
    ("get", "wallets", None, 200),
    ("get", "wallets/{wallet}/statement?asset={asset}", None, 200),
    ("get", "allowances/statement?participant=ada&asset={asset}", None, 200),
    ("put", "payout-wallets/{participant}", {"wallet": "0xADA"}, 200),
    ("delete", "payout-wallets/{participant}", None, 204),
]


@pytest.fixture
def scene() -> tuple[Caller, dict[str, str]]:
    game = live_game()
    redeem(token_for(game))
    asset = AssetFactory(campaign=game.campaign)
    names = {
        "game": game.code,
        "raffle": drawing_game(organization=game.organization).code,
        "token": token_for(game).code,
        "award": str(Award.objects.get().pk),
        "wallet": project_wallet(asset).address,
        "asset": str(asset.pk),
        "participant": game.organization.participants.order_by("pk")[0].source_id,
    }
    return Caller(game.organization), names


def kill_connection() -> None:
    """Have the server end this thread's session; the next statement finds out."""
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def send(scene: tuple[Caller, dict[str, str]], method: str, path: str, body: Any) -> Any:
    caller, names = scene
    if body is None:
        return getattr(caller, method)(path.format(**names))
    body = {k: v.format(**names) if isinstance(v, str) else v for k, v in body.items()}
    return getattr(caller, method)(path.format(**names), body)


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(("method", "path", "body", "status"), CALLS)
def test_call_on_a_dead_connection_is_made_on_a_fresh_one(
    scene: tuple[Caller, dict[str, str]],
    method: str,
    path: str,
    body: Any,
    status: int,
    *,
    known: bool,
) -> None:
    if known:
        scene[0].get("games")
    else:
        ADMISSIONS.clear()
    kill_connection()

    response = send(scene, method, path, body)

    assert response.status_code == status


@pytest.mark.parametrize(("method", "path", "body", "status"), CALLS)
def test_database_that_is_away_is_a_problem(
    scene: tuple[Caller, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    method: str,
    path: str,
    body: Any,
    status: int,
) -> None:
    scene[0].get("games")
    before = stored()
    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict, "NAME", "nowhere")
        response = send(scene, method, path, body)

    assert problem(response) == (503, "unavailable")
    assert response["Retry-After"] == "1"
    assert stored() == before


def test_database_that_is_away_before_the_key_is_known_is_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caller = Caller()
    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict, "NAME", "nowhere")
        response = caller.get("games")

    assert problem(response) == (503, "unavailable")


def held(caller: Caller, key: str) -> psycopg.Connection:
    """Return a connection that holds an idempotency key, as a call that is still running does."""
    parameters = connection.get_connection_params()
    other = psycopg.connect(
        **{k: v for k, v in parameters.items() if k in {"dbname", "user", "host", "port"}}
    )
    other.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(%s || ':' || %s, 0))",
        [str(caller.client.pk), key],
    )
    return other


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [(path, body, status) for method, path, body, status in CALLS if method == "post"],
)
def test_key_of_a_running_call_is_in_progress(
    scene: tuple[Caller, dict[str, str]], path: str, body: Any, status: int
) -> None:
    caller, names = scene
    body = {k: v.format(**names) if isinstance(v, str) else v for k, v in (body or {}).items()}
    before = stored()

    with held(caller, "k"):
        refused = caller.post(path.format(**names), body, Idempotency_Key="k")
        unchanged = stored()
    response = caller.post(path.format(**names), body, Idempotency_Key="k")

    assert problem(refused) == (409, "in_progress")
    assert unchanged == before
    assert response.status_code == status
    assert Token.objects.count() >= 2
