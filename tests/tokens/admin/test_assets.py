"""Assets in the admin: made by campaign managers, in their own campaigns."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from identities.enums import StaffRole
from promotions.models import Campaign
from tests.database import database_fingerprint
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, award, fund, mint
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import errors_of, page
from tests.tokens.admin.scenario import add_url, change_url, list_url, step_url
from tokens.models import Asset, Funding, Wallet

pytestmark = pytest.mark.django_db

MANAGER = StaffRole.CAMPAIGN_MANAGER


def asset_data(**values: Any) -> dict[str, Any]:
    return {
        "name": "Bolts", "symbol": "BOLT", "decimals": 2, "contract": "0xB017", "chain_name": "",
        **values,
    }  # fmt: skip


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory()


def test_a_manager_makes_an_asset_and_its_campaign_gets_a_wallet(campaign: Campaign) -> None:
    client = client_of(MANAGER, campaign.organization)

    client.post(add_url(Asset), asset_data(campaign=campaign.pk))

    asset = Asset.objects.get()
    assert (asset.campaign, asset.organization) == (campaign, campaign.organization)
    assert (asset.symbol, asset.decimals, asset.contract) == ("BOLT", 2, "0xB017")
    assert Wallet.objects.get().campaign == campaign


@pytest.mark.parametrize("role", [role for role in StaffRole if role != MANAGER])
def test_nobody_else_makes_or_changes_one(role: StaffRole) -> None:
    asset = AssetFactory()
    client = client_of(role, asset.organization)
    client.get("/admin/")
    before = database_fingerprint()

    added = client.post(add_url(Asset), asset_data(campaign=asset.campaign_id, symbol="NUT"))
    changed = client.post(change_url(asset), asset_data(name="Nuts"))

    assert {added.status_code, changed.status_code} == {403}
    assert database_fingerprint() == before


def test_another_organizations_campaign_can_not_be_chosen(campaign: Campaign) -> None:
    answer = client_of(MANAGER).post(add_url(Asset), asset_data(campaign=campaign.pk))

    assert list(errors_of(answer)) == ["campaign"]
    assert not Asset.objects.exists()
    assert not Wallet.objects.exists()


def test_another_organizations_campaign_is_not_offered(campaign: Campaign) -> None:
    client = client_of(MANAGER)
    where = "app_label=tokens&model_name=asset&field_name=campaign"

    offered = client.get(f"/admin/autocomplete/?{where}&term={campaign.name}").json()

    assert offered["results"] == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"symbol": "bolt"}, "symbol"),
        ({"symbol": "BO LT"}, "symbol"),
        ({"decimals": 19}, "decimals"),
        ({"decimals": -1}, "decimals"),
        ({"contract": ""}, "contract"),
    ],
    ids=str,
)
def test_what_an_asset_can_not_have_is_told(
    campaign: Campaign, values: dict[str, Any], field: str
) -> None:
    client = client_of(MANAGER, campaign.organization)

    answer = client.post(add_url(Asset), asset_data(campaign=campaign.pk, **values))

    assert list(errors_of(answer)) == [field]
    assert not Asset.objects.exists()


def test_a_symbol_is_a_campaigns_once(campaign: Campaign) -> None:
    nut = AssetFactory(campaign=campaign, symbol="NUT")
    AssetFactory(campaign=campaign, symbol="BOLT")
    client = client_of(MANAGER, campaign.organization)

    added = client.post(add_url(Asset), asset_data(campaign=campaign.pk))
    changed = client.post(change_url(nut), asset_data())

    assert all(list(errors_of(answer)) == ["__all__"] for answer in (added, changed))
    assert Asset.objects.filter(symbol="BOLT").count() == 1


def test_the_campaign_stays_and_the_page_says_so() -> None:
    asset = AssetFactory()
    other = CampaignFactory(organization=asset.organization)
    client = client_of(MANAGER, asset.organization)

    client.post(change_url(asset), asset_data(campaign=other.pk, decimals=4))

    changed = Asset.objects.get()
    assert (changed.campaign, changed.decimals) == (asset.campaign, 4)
    text = page(client, change_url(asset))
    assert "An asset stays in its campaign." in text
    assert "they stay" not in text


def test_the_places_of_amounts_that_there_are_stay_and_the_page_says_so() -> None:
    asset = AssetFactory(decimals=2)
    award((asset, 1))
    client = client_of(MANAGER, asset.organization)

    client.post(change_url(asset), asset_data(decimals=4, name="Nuts"))

    changed = Asset.objects.get()
    assert (changed.decimals, changed.name) == (2, "Nuts")
    assert "There are amounts with these places: they stay." in page(client, change_url(asset))


def test_an_asset_is_not_deleted() -> None:
    asset = AssetFactory()
    client = client_of(MANAGER, asset.organization)
    url = change_url(asset).replace("/change/", "/delete/")

    assert client.post(url, {"post": "yes"}).status_code == 403
    assert Asset.objects.count() == 1


def test_the_list_and_the_page_say_where_what_was_issued_is() -> None:
    asset = AssetFactory(symbol="BOLT")
    fund(asset, 2500)
    award((asset, 30), wallet="0xADA")
    award((asset, "20.5"))
    mint(asset, 5)
    award((asset, 9000), wallet="0xADA")
    client = client_of(StaffRole.AUDITOR, asset.organization)

    listed, shown = page(client, list_url(Asset)), page(client, change_url(asset))

    assert f"BOLT Bolts {asset.campaign} 2 2,520.5 2,470 15.5 35 9,000" in listed
    assert "Issued so far 2,520.5 Statement In the project wallet 2,470 Statement" in shown
    assert "In allowances 15.5 In external wallets 35 Waiting for funds 9,000" in shown


def test_the_campaigns_page_lists_its_assets_with_a_constant_query_count() -> None:
    asset = AssetFactory(symbol="BOLT")
    client = client_of(MANAGER, asset.organization)
    client.get(change_url(asset.campaign))
    with CaptureQueriesContext(connection) as one:
        shown = client.get(change_url(asset.campaign)).content.decode()

    AssetFactory.create_batch(2, campaign=asset.campaign)
    AssetFactory(campaign=CampaignFactory(organization=asset.organization), symbol="ELSEWHERE")

    with CaptureQueriesContext(connection) as three:
        again = client.get(change_url(asset.campaign)).content.decode()
    assert change_url(asset) in shown
    assert len(one) == len(three)
    assert "ELSEWHERE" not in again


def test_a_manager_goes_on_to_propose_a_funding_of_the_asset() -> None:
    asset = AssetFactory()
    url = step_url(asset, "propose_funding")
    client = client_of(MANAGER, asset.organization)

    assert client.get(url)["Location"] == f"{add_url(Funding)}?asset={asset.pk}"
    assert url in client.get(change_url(asset)).content.decode()
    assert client_of(StaffRole.APPROVER, asset.organization).get(url).status_code == 403
