from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from identities.models import Participant
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, award, fund, server
from tokens.models import Account, Asset
from tokens.services.balances import AssetBalance, find_balances
from tokens.services.minting import mint_allowance
from tokens.services.refusing import ValueRefused

ALLOWANCES = """
INSERT INTO tokens_account (organization_id, asset_id, kind, participant_id, is_mintable)
SELECT organization_id, %s, 'allowance', id, true FROM identities_participant
"""

pytestmark = pytest.mark.django_db


def balances(asset: Asset, participant: str = "ada") -> list[AssetBalance]:
    return find_balances(
        organization=asset.organization, campaign_id=asset.campaign_id, participant=participant
    )


def shown(found: list[AssetBalance]) -> list[tuple[str, str, list[tuple[str, str | None, str]]]]:
    """Return symbols and totals, and of each account its kind, address and balance."""
    return [
        (
            each.asset.symbol,
            str(each.total.normalize()),
            [
                (one.kind, one.wallet and one.wallet.address, str(one.balance.normalize()))
                for one in each.accounts
            ],
        )
        for each in found
    ]


def test_what_is_held_is_told_by_asset_and_account() -> None:
    nut = AssetFactory(symbol="NUT", decimals=18)
    bolt = AssetFactory(symbol="BOLT", campaign=nut.campaign)
    fund(bolt, 100)
    award((bolt, "80.62"), wallet="0xADA")
    award((bolt, "1.5"))
    award((bolt, 2), is_mintable=False)
    award((nut, "0.000000000000000001"))

    assert shown(balances(bolt)) == [
        (
            "BOLT",
            "84.12",
            [
                ("external", "0xADA", "80.62"), ("allowance", None, "1.5"),
                ("allowance", None, "2"),
            ],
        ),
        ("NUT", "1E-18", [("allowance", None, "1E-18")]),
    ]  # fmt: skip


def test_a_sum_is_exact() -> None:
    bolt = AssetFactory(decimals=18)
    fund(bolt, "2e19")
    large, small = Decimal("19999999999999999999.000000000000000001"), Decimal("1e-18")
    award((bolt, large), wallet="0xADA")
    award((bolt, large))
    award((bolt, small), is_mintable=False)

    assert str(balances(bolt)[0].total) == "39999999999999999998.000000000000000003"


def test_what_waits_for_funds_is_not_held() -> None:
    bolt = AssetFactory()
    award((bolt, 5), wallet="0xADA")

    assert balances(bolt) == []


def test_what_was_minted_is_held_in_its_wallet_only() -> None:
    bolt = AssetFactory()
    award((bolt, 5))
    mint_allowance(
        organization=bolt.organization,
        request_id="mint-1",
        participant="ada",
        asset_id=bolt.pk,
        amount=Decimal(5),
        wallet="0xADA",
        by=server(bolt.organization),
    )

    assert shown(balances(bolt)) == [(bolt.symbol, "5", [("external", "0xADA", "5")])]


def test_others_and_other_campaigns_are_left_out() -> None:
    bolt = AssetFactory()
    award((bolt, 1), participant="bob")
    award((AssetFactory(campaign=CampaignFactory(organization=bolt.organization)), 1))
    award((AssetFactory(), 1))

    assert balances(bolt) == []
    assert balances(bolt, "nobody") == []


def test_a_campaign_of_another_organization_is_unknown() -> None:
    bolt = AssetFactory()

    with pytest.raises(ValueRefused) as refused:
        find_balances(
            organization=OrganizationFactory(), campaign_id=bolt.campaign_id, participant="ada"
        )

    assert refused.value.code == "campaign_not_found"


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(django_assert_num_queries: Any, count: int) -> None:
    first = AssetFactory()
    for asset in [first, *AssetFactory.create_batch(count - 1, campaign=first.campaign)]:
        award((asset, 1))
        award((asset, 1), is_mintable=False)

    with django_assert_num_queries(3):
        found = balances(first)
        assert len(found) == count
        assert {(len(each.accounts), each.accounts[0].wallet) for each in found} == {(2, None)}


def test_accounts_of_a_participant_are_found_by_indexes() -> None:
    bolt = AssetFactory()
    Participant.objects.bulk_create(
        ParticipantFactory.build_batch(1000, organization=bolt.organization)
    )
    with connection.cursor() as cursor:
        cursor.execute(ALLOWANCES, [bolt.pk])
        cursor.execute("ANALYZE tokens_account")

    plan = Account.objects.held_by(Participant.objects.latest("created_at")).explain()

    assert "account_one_allowance_of_participant" in plan
    assert "account_one_of_participant_in_wallet" in plan
