"""Lists and pages need the same number of queries however many rows there are."""

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identities.enums import StaffRole
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import CampaignFactory, GameFactory, LimitFactory, PrizeFactory
from tests.identities.admin.people import signed_in, staff, superuser
from tests.tokens.admin.scenario import change_url, list_url, scenario
from tests.tokens.admin.test_roles import MATRIX

pytestmark = pytest.mark.django_db


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("model", MATRIX)
def test_list_has_a_constant_query_count(model: type[Model]) -> None:
    client = signed_in(superuser())
    scenario()
    client.get(list_url(model))
    one = queries_of(client, list_url(model))

    scenario()
    scenario()

    assert queries_of(client, list_url(model)) == one


def test_home_has_a_constant_query_count() -> None:
    organization = OrganizationFactory()
    client = signed_in(staff(StaffRole.AUDITOR, organization))
    scenario(organization)
    client.get("/admin/")
    one = queries_of(client, "/admin/")

    scenario(organization)
    scenario(organization)

    assert queries_of(client, "/admin/") == one


def test_campaign_page_has_a_constant_query_count() -> None:
    campaign = CampaignFactory()
    client = signed_in(staff(StaffRole.CAMPAIGN_MANAGER, campaign.organization))
    LimitFactory(game=GameFactory(campaign=campaign), campaign=campaign)
    client.get(change_url(campaign))
    one = queries_of(client, change_url(campaign))

    for _ in range(2):
        LimitFactory(game=GameFactory(campaign=campaign), campaign=campaign)

    assert queries_of(client, change_url(campaign)) == one


def test_game_page_has_a_constant_query_count() -> None:
    game = PrizeFactory().game
    client = signed_in(staff(StaffRole.CAMPAIGN_MANAGER, game.organization))
    client.get(change_url(game))
    one = queries_of(client, change_url(game))

    PrizeFactory.create_batch(2, game=game)

    assert queries_of(client, change_url(game)) == one
