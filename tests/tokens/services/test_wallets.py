import pytest

from tests.database import database_fingerprint
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, award
from tokens.models import Wallet
from tokens.services.refusing import ValueRefused
from tokens.services.wallets import (
    AddressTaken,
    ProjectWalletExists,
    open_project_wallet,
)

pytestmark = pytest.mark.django_db


def test_a_campaigns_first_asset_takes_the_wallet_that_was_named_for_it() -> None:
    campaign = CampaignFactory()

    wallet = open_project_wallet(campaign=campaign, address="0xFEED")

    bolt = AssetFactory(campaign=campaign)
    assert Wallet.objects.get() == wallet
    assert (wallet.kind, wallet.address, wallet.campaign) == ("project", "0xFEED", campaign)
    assert bolt.accounts.get(kind="project").wallet == wallet


def test_a_campaign_has_one_project_wallet() -> None:
    bolt = AssetFactory()
    before = database_fingerprint()

    with pytest.raises(ProjectWalletExists):
        open_project_wallet(campaign=bolt.campaign, address="0xFEED")

    assert database_fingerprint() == before


def test_an_address_is_taken_once_in_any_case_of_letters() -> None:
    bolt = AssetFactory()
    award((bolt, 1), wallet="0xfeed")
    campaign = CampaignFactory(organization=bolt.organization)
    before = database_fingerprint()

    with pytest.raises(AddressTaken):
        open_project_wallet(campaign=campaign, address="0xFEED")

    assert database_fingerprint() == before


def test_another_organization_may_have_the_same_address() -> None:
    award((AssetFactory(), 1), wallet="0xfeed")
    campaign = CampaignFactory(organization=OrganizationFactory())

    assert open_project_wallet(campaign=campaign, address="0xFEED").campaign == campaign


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueRefused):
        open_project_wallet(campaign=CampaignFactory(), address="no address")
