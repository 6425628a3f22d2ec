"""Wallets in the admin: found by their address, and what they hold."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from identities.enums import StaffRole
from promotions.models import Campaign
from tests.database import database_fingerprint
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, award, fund, project_wallet
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import errors_of, page
from tests.tokens.admin.scenario import add_url, change_url, list_url
from tokens.admin import wallets
from tokens.models import AwardRequest, Wallet

pytestmark = pytest.mark.django_db

MANAGER, SUPPORT = StaffRole.CAMPAIGN_MANAGER, StaffRole.SUPPORT
ADA = "0xAdA0000000000000000000000000000000000001"


@pytest.mark.parametrize("write", [str, str.lower, lambda address: f"0X{address[2:].upper()}"])
def test_a_hexadecimal_address_is_found_in_any_case(write: Any) -> None:
    asset = AssetFactory()
    award((asset, 1), wallet=ADA)
    award((asset, 1), wallet="0xB0B")
    wallet, other = Wallet.objects.get(address=ADA), Wallet.objects.get(address="0xB0B")

    found = client_of(SUPPORT, asset.organization).get(list_url(Wallet), {"q": write(ADA)})

    text = found.content.decode()
    assert (str(wallet.pk) in text, str(other.pk) in text) == (True, False)


def test_the_list_says_what_wallets_hold() -> None:
    bolt = AssetFactory(symbol="BOLT")
    AssetFactory(symbol="NUT", campaign=bolt.campaign)
    fund(bolt, 2000)
    for participant in ("ada", "bob"):
        award((bolt, "2.5"), wallet="0xADA", participant=participant)

    text = page(client_of(SUPPORT, bolt.organization), list_url(Wallet))

    assert "0xADA External - 5 BOLT" in text
    assert f"Project {bolt.campaign} 1,995 BOLT, 0 NUT" in text


def test_balances_of_three_wallets_take_the_queries_of_one() -> None:
    asset = AssetFactory()
    fund(asset, 100)
    client = client_of(SUPPORT, asset.organization)
    client.get(list_url(Wallet))
    with CaptureQueriesContext(connection) as one:
        client.get(list_url(Wallet))

    nut = AssetFactory(campaign=asset.campaign)
    fund(nut, 100)
    for address in ("0xA", "0xB", "0xC"):
        award((asset, 1), (nut, 1), wallet=address)

    with CaptureQueriesContext(connection) as several:
        client.get(list_url(Wallet))
    assert len(one) == len(several)


def test_a_project_wallets_page_shows_its_queue_and_its_fundings() -> None:
    asset = AssetFactory(symbol="BOLT")
    fund(asset, 40)
    award((asset, 100), wallet="0xADA", participant="ada")
    award((asset, 5), wallet="0xB0B", participant="bob")
    client = client_of(StaffRole.AUDITOR, asset.organization)

    text = page(client, change_url(project_wallet(asset)))

    first, second = AwardRequest.objects.queued()
    assert f"{first} ada 100 BOLT 1 · 60 BOLT missing" in text
    assert f"{second} bob 5 BOLT 2 · 65 BOLT missing" in text
    assert "Posted 40 BOLT" in text
    assert "40 Statement" in text


def test_the_page_of_a_wallet_has_a_constant_query_count() -> None:
    asset = AssetFactory()
    client = client_of(StaffRole.AUDITOR, asset.organization)
    wallet = project_wallet(asset)
    fund(asset, 1)
    award((asset, 100), wallet="0xADA")
    client.get(change_url(wallet))
    with CaptureQueriesContext(connection) as one:
        client.get(change_url(wallet))

    for number in range(2):
        fund(asset, 1)
        award((asset, 100), wallet=f"0xADA{number}")

    with CaptureQueriesContext(connection) as three:
        client.get(change_url(wallet))
    assert len(one) == len(three)


def test_a_longer_queue_is_a_list_with_the_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wallets, "QUEUE_SHOWN", 1)
    asset = AssetFactory()
    for participant in ("ada", "bob"):
        award((asset, 1), wallet="0xADA", participant=participant)
    client = client_of(SUPPORT, asset.organization)

    shown = client.get(change_url(project_wallet(asset))).content.decode()
    query = f"?campaign={asset.campaign_id}&amp;state=queued&amp;o=4"
    listed = page(client, list_url(AwardRequest) + query.replace("&amp;", "&"))

    assert f'{query}" class="text-link">All 2' in shown
    assert listed.index("ada") < listed.index("bob")


def test_an_external_wallet_has_no_queue() -> None:
    asset = AssetFactory()
    fund(asset, 10)
    award((asset, 1), wallet="0xADA")
    client = client_of(SUPPORT, asset.organization)

    text = page(client, change_url(Wallet.objects.get(kind="external")))

    assert "Queue" not in text
    assert "Fundings Proposed at" not in text


@pytest.fixture
def campaign() -> Campaign:
    return CampaignFactory()


def test_a_manager_names_the_wallet_of_a_campaign_before_its_first_asset(
    campaign: Campaign,
) -> None:
    client = client_of(MANAGER, campaign.organization)

    client.post(add_url(Wallet), {"campaign": campaign.pk, "address": "0xFEED"})

    wallet = Wallet.objects.get()
    assert (wallet.address, wallet.kind, wallet.campaign) == ("0xFEED", "project", campaign)
    assert project_wallet(AssetFactory(campaign=campaign)) == wallet


@pytest.mark.parametrize("role", [role for role in StaffRole if role != MANAGER])
def test_nobody_else_names_a_wallet(campaign: Campaign, role: StaffRole) -> None:
    client = client_of(role, campaign.organization)

    answer = client.post(add_url(Wallet), {"campaign": campaign.pk, "address": "0xFEED"})

    assert (answer.status_code, Wallet.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"address": "no address"}, "address"),
        ({"address": ""}, "address"),
        ({"address": "0xfeed"}, "address"),
        ({"campaign": ""}, "campaign"),
    ],
    ids=str,
)
def test_what_a_wallet_can_not_be_is_told(
    campaign: Campaign, sent: dict[str, Any], field: str
) -> None:
    asset = AssetFactory(campaign=CampaignFactory(organization=campaign.organization))
    award((asset, 1), wallet="0xFEED")
    client = client_of(MANAGER, campaign.organization)
    client.get("/admin/")
    before = database_fingerprint()

    answer = client.post(add_url(Wallet), {"campaign": campaign.pk, "address": "0xF00D", **sent})

    assert list(errors_of(answer)) == [field]
    assert database_fingerprint() == before


def test_a_campaign_with_an_asset_has_its_wallet() -> None:
    asset = AssetFactory()
    client = client_of(MANAGER, asset.organization)

    answer = client.post(add_url(Wallet), {"campaign": asset.campaign_id, "address": "0xFEED"})

    assert list(errors_of(answer)) == ["campaign"]
    assert Wallet.objects.count() == 1


def test_another_organizations_campaign_gets_no_wallet(campaign: Campaign) -> None:
    answer = client_of(MANAGER).post(
        add_url(Wallet), {"campaign": campaign.pk, "address": "0xFEED"}
    )

    assert list(errors_of(answer)) == ["campaign"]
    assert not Wallet.objects.exists()


@pytest.mark.parametrize("page_", ["change", "delete"])
def test_a_wallet_stays_as_it_is(page_: str) -> None:
    wallet = project_wallet(AssetFactory())
    client = client_of(MANAGER, wallet.organization)
    url = change_url(wallet).replace("/change/", f"/{page_}/")

    answer = client.post(url, {"address": "0xFEED", "post": "yes"})

    assert answer.status_code == 403
    assert Wallet.objects.get().address == wallet.address
