"""What a participant has of value tokens, on his page."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from identities.enums import StaffRole
from identities.models import Participant
from tests.factories.values import AssetFactory, award, fund, mint
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import page
from tests.tokens.admin.scenario import change_url
from tokens.admin.statements import statement_url
from tokens.models import Asset, AwardRequest, Wallet
from tokens.services.wallets import name_payout_wallet

pytestmark = pytest.mark.django_db

VIEWERS = [role for role in StaffRole if role != StaffRole.ADMINISTRATOR]


def ada() -> Participant:
    found: Participant = Participant.objects.get(source_id="ada")
    return found


def story(asset: Asset) -> None:
    fund(asset, 3)
    award((asset, "12.5"))
    award((asset, 7), is_mintable=False)
    mint(asset, 4, wallet="0xADA")
    award((asset, 3), wallet="0xADA")
    award((asset, 90), wallet="0xADA")
    award((asset, 1), participant="bob")


@pytest.mark.parametrize("role", VIEWERS)
def test_the_page_shows_what_he_has_was_awarded_and_minted(role: StaffRole) -> None:
    asset = AssetFactory(symbol="BOLT")
    story(asset)
    client = client_of(role, asset.organization)

    text = page(client, change_url(ada()))
    shown = client.get(change_url(ada())).content.decode()

    assert "Allowance 8.5 BOLT" in text
    assert "Allowance, not mintable 7 BOLT" in text
    assert "0xADA 7 BOLT" in text
    assert "Queued 90 BOLT Wallet" in text
    assert "4 BOLT 0xADA" in text
    for query in ({"participant": ada().pk}, {"wallet": Wallet.objects.get(address="0xADA").pk}):
        assert f'"{statement_url(asset, query)}"' in shown
    bobs = AwardRequest.objects.get(participant__source_id="bob")
    assert str(bobs.pk) not in shown


def test_the_page_names_the_wallet_for_prizes() -> None:
    asset = AssetFactory()
    award((asset, 1))
    name_payout_wallet(
        organization=asset.organization, participant=ada(), address="0xPRIZES", at=datetime.now(UTC)
    )

    text = page(client_of(StaffRole.SUPPORT, asset.organization), change_url(ada()))

    assert "0xPRIZES" in text


def test_three_rows_of_each_take_the_queries_of_one() -> None:
    asset = AssetFactory()
    story(asset)
    client = client_of(StaffRole.SUPPORT, asset.organization)
    client.get(change_url(ada()))
    with CaptureQueriesContext(connection) as one:
        client.get(change_url(ada()))

    for number in range(2):
        story(AssetFactory(campaign=asset.campaign, symbol=f"NUT{number}"))

    with CaptureQueriesContext(connection) as three:
        client.get(change_url(ada()))
    assert len(one) == len(three)
