"""No log line names a moment to come or a seed."""

import logging

import pytest
from django.test import Client

from identities.enums import Scope
from identities.services.api_clients import create_api_client
from promotions.enums import DrawMethod, Spread
from promotions.models import PrizeUnit, Seal
from promotions.tasks import check_invariants
from tests.factories.promotions import live_game
from tests.factories.tokens import token_for


@pytest.mark.django_db
def test_logs_of_publishing_and_playing_name_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    game = live_game(draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM, quantity=30)
    key = create_api_client(organization=game.organization, name="x", scopes=Scope.values).key
    client = Client(headers={"Authorization": f"Bearer {key}"})

    for path in ("games", f"games/{game.code}", f"games/{game.code}/prizes", "plays", "nothing"):
        client.get(f"/platform/v1/{path}")
    client.post(f"/platform/v1/tokens/{token_for(game).code}/redeem")
    check_invariants(0)

    seal = Seal.objects.get(game=game)
    days = PrizeUnit.objects.filter(game=game).values_list("opens_at", flat=True)
    instants = {f"{moment:%H:%M:%S.%f}" for moment in days}
    secrets = {seal.seed, bytes(seal.draw_key).hex(), key, *instants}
    text = "\n".join(str(record.__dict__) for record in caplog.records)
    assert (len(caplog.records) > 5, [secret for secret in secrets if secret in text]) == (True, [])
