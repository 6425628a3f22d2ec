"""A token's story tells what value its prize granted, and where that stands."""

import pytest
from django.utils import timezone

from tests.factories.identities import UserFactory
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, fund, game_that_pays
from tests.tokens.admin.test_stories import support, told
from tokens.enums import AwardDestination
from tokens.models import AwardRequest
from tokens.services.value_awards import cancel_award
from tokens.services.wallets import name_payout_wallet

pytestmark = pytest.mark.django_db


def test_granted_value_is_told_with_where_it_stands() -> None:
    token = token_for(game_that_pays(AssetFactory(symbol="BOLT")))
    redeem(token)

    (value,) = [how for what, how in told(support(token), token) if what == "Granted value"]

    assert "BOLT, kept as an allowance" in value


def test_value_that_waits_tells_its_place_and_its_end() -> None:
    bolt = AssetFactory(symbol="BOLT")
    token = token_for(game_that_pays(bolt, destination=AwardDestination.WALLET))
    name_payout_wallet(
        organization=bolt.organization, participant=token.participant, address="0xADA",
        at=timezone.now(),
    )  # fmt: skip
    redeem(token)
    request = AwardRequest.objects.get()
    client = support(token)
    waiting = told(client, token)[-1]
    cancel_award(award_request=request, reason="A test.", by=UserFactory(username="ann"))

    value, cancelled = told(client, token)[-2:]

    assert waiting[0] == "Granted value"
    assert "BOLT, waits for funds: 1 · 2.5 BOLT missing" in waiting[1]
    assert "BOLT, waited for funds until it was cancelled" in value[1]
    assert cancelled == ["Value cancelled", f"{request} by ann; reason: A test."]


def test_value_that_was_funded_later_tells_when() -> None:
    bolt = AssetFactory(symbol="BOLT")
    token = token_for(game_that_pays(bolt, destination=AwardDestination.WALLET))
    name_payout_wallet(
        organization=bolt.organization, participant=token.participant, address="0xADA",
        at=timezone.now(),
    )  # fmt: skip
    redeem(token)
    fund(bolt, 5)

    value, settled = told(support(token), token)[-2:]

    assert "BOLT, paid to the wallet 0xADA" in value[1]
    assert settled[0] == "Value settled"
    assert settled[1].endswith("paid to the wallet 0xADA")
