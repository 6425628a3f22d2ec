"""Award requests in the admin: what waits at which place, and the story of each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from identities.enums import StaffRole
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, award, fund, game_that_pays
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import page
from tests.tokens.admin.scenario import add_url, change_url, list_url
from tokens.models import AwardRequest, Funding, Transfer

pytestmark = pytest.mark.django_db

SUPPORT = StaffRole.SUPPORT


def request_of(participant: str = "ada") -> AwardRequest:
    found: AwardRequest = AwardRequest.objects.get(participant__source_id=participant)
    return found


def test_each_queued_request_says_its_place_and_what_is_missing_for_each_asset() -> None:
    bolt = AssetFactory(symbol="BOLT")
    nut = AssetFactory(symbol="NUT", campaign=bolt.campaign)
    fund(bolt, 40)
    fund(nut, 100)
    award((bolt, 100), wallet="0xADA")
    award((bolt, 1050), (nut, 1), wallet="0xB0B", participant="bob")
    client = client_of(SUPPORT, bolt.organization)

    text = page(client, f"{list_url(AwardRequest)}?state__exact=queued")

    assert "Queued ada 100 BOLT 1 · 60 BOLT missing Wallet" in text
    assert "Queued bob 1 NUT, 1,050 BOLT 2 · 1,110 BOLT missing" in text
    assert "1 · NUT is there, it waits for another asset Wallet" in text


def test_the_filter_keeps_what_waits() -> None:
    asset = AssetFactory()
    award((asset, 1), participant="settled")
    award((asset, 1), participant="waits", wallet="0xADA")
    client = client_of(SUPPORT, asset.organization)

    text = page(client, f"{list_url(AwardRequest)}?state__exact=queued")

    assert ("waits" in text, "settled" in text) == (True, False)


def test_three_queued_requests_take_the_queries_of_one() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    client = client_of(SUPPORT, bolt.organization)
    award((bolt, 1), wallet="0xADA")
    client.get(list_url(AwardRequest))
    with CaptureQueriesContext(connection) as one:
        client.get(list_url(AwardRequest))

    for number in range(2):
        award((bolt, 1), (nut, 1), wallet=f"0x{number}", participant=f"p{number}")

    with CaptureQueriesContext(connection) as three:
        client.get(list_url(AwardRequest))
    assert len(one) == len(three)


@pytest.mark.parametrize(
    "term", ["ada", "order-1", "0F2F1E5C-3F0D-4C0B-9D0A-6A6F6B1B7C11"], ids=str
)
def test_a_request_is_found_by_its_own_id_and_by_its_participants(term: str) -> None:
    asset = AssetFactory()
    request_id = "order-1" if term == "ada" else term
    found = award((asset, 1), request_id=request_id)
    other = award((asset, 1), participant="bob")
    client = client_of(SUPPORT, asset.organization)

    text = client.get(list_url(AwardRequest), {"q": term}).content.decode()

    assert (str(found.id) in text, str(other.id) in text) == (True, False)


def test_no_request_of_another_organization_is_found() -> None:
    award((AssetFactory(), 1), request_id="order-1")
    here = award((AssetFactory(), 1), request_id="order-1")
    organization = AwardRequest.objects.get(pk=here.id).organization
    client = client_of(SUPPORT, organization)

    text = client.get(list_url(AwardRequest), {"q": "order-1"}).content.decode()

    assert text.count(f"/awardrequest/{here.id}/change/") == text.count("/change/?")


def test_the_story_of_one_that_waits() -> None:
    asset = AssetFactory(symbol="BOLT")
    award((asset, 5), wallet="0xADA")
    client = client_of(SUPPORT, asset.organization)

    text = page(client, change_url(request_of()))

    client_name = request_of().client
    assert f"Requested by Platform API, {client_name}" in text
    assert "Settled Not yet: it waits for funds. Place in the queue 1 · 5 BOLT missing" in text
    assert "Settled by" not in text
    assert "Won by" not in text


def test_the_story_of_one_that_a_funding_settled() -> None:
    asset = AssetFactory(symbol="BOLT")
    award((asset, 5), wallet="0xADA")
    fund(asset, 6)
    client = client_of(SUPPORT, asset.organization)
    request = request_of()

    text = page(client, change_url(request))
    shown = client.get(change_url(request)).content.decode()

    assert "after it waited Settled by Funding of 6 BOLT" in text
    assert "-5 BOLT External wallet ada · 0xADA 5 BOLT" in text
    assert change_url(Funding.objects.get()) in shown
    assert change_url(Transfer.objects.get(kind="award")) in shown


def test_the_story_of_one_that_a_play_won() -> None:
    asset = AssetFactory(symbol="BOLT")
    game = game_that_pays(asset)
    play = redeem(token_for(game))
    client = client_of(SUPPORT, asset.organization)
    request = AwardRequest.objects.get()

    shown = client.get(change_url(request)).content.decode()

    assert f"/admin/promotions/play/{play.play_id}/change/" in shown
    assert "At once" in page(client, change_url(request))


@pytest.mark.parametrize("role", StaffRole)
def test_nobody_adds_changes_or_deletes_rows_of_the_ledger(role: StaffRole) -> None:
    asset = AssetFactory()
    award((asset, 5))
    request, transfer = AwardRequest.objects.get(), Transfer.objects.get()
    client = client_of(role, asset.organization)

    answers = [
        client.post(url, {"state": "settled", "post": "yes"}).status_code
        for row in (request, transfer)
        for url in (
            add_url(type(row)),
            change_url(row),
            change_url(row).replace("/change/", "/delete/"),
        )
    ]

    assert set(answers) == {403}
    assert (AwardRequest.objects.count(), Transfer.objects.count()) == (1, 1)
