from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from identities.enums import Scope
from identities.services.api_clients import create_api_client
from promotions.models import Game
from tests.factories.promotions import live_game
from tests.resilience.proxy import CuttingProxy, connect_unix, unix_listener


@pytest.fixture
def game(transactional_db: None) -> Game:
    return live_game(quantity=2_000)


@pytest.fixture
def key(game: Game) -> str:
    return create_api_client(organization=game.organization, name="test", scopes=Scope.values).key


@pytest.fixture
def database_proxy(transactional_db: None) -> Iterator[CuttingProxy]:
    """Let this thread's connection go through a proxy."""
    settings: dict[str, Any] = connection.settings_dict
    folder = settings["OPTIONS"].get("host") or settings["HOST"]
    if not str(folder).startswith("/"):
        pytest.skip("the proxy stands before a socket of the embedded server")
    with tempfile.TemporaryDirectory() as own:
        name = ".s.PGSQL.5432"
        proxy = CuttingProxy(
            unix_listener(f"{own}/{name}"), lambda: connect_unix(str(Path(folder) / name))
        )
        place = settings["OPTIONS"] if "host" in settings["OPTIONS"] else settings
        member = "host" if place is settings["OPTIONS"] else "HOST"
        connection.close()
        place[member] = own
        try:
            yield proxy
        finally:
            proxy.disarm()
            connection.close()
            place[member] = folder
            proxy.close()
