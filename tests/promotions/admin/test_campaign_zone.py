"""Periods are typed and shown in the campaign's time zone, and kept as instants."""

from datetime import UTC, datetime
from typing import Any

import pytest

from identities.enums import StaffRole
from promotions.models import Campaign, Game
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory, publish
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import NO_INLINES, errors_of
from tests.tokens.admin.scenario import add_url, change_url, list_url

pytestmark = pytest.mark.django_db

MANAGER = StaffRole.CAMPAIGN_MANAGER
BERLIN = "Europe/Berlin"


def period(starts_at: str, ends_at: str) -> dict[str, str]:
    (from_day, from_time), (to_day, to_time) = starts_at.split("T"), ends_at.split("T")
    return {
        "starts_at_0": from_day, "starts_at_1": from_time,
        "ends_at_0": to_day, "ends_at_1": to_time,
    }  # fmt: skip


def campaign_data(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Spring", "time_zone": BERLIN, **NO_INLINES,
        **period("2027-02-03T00:00", "2027-07-01T00:00"), **changes,
    }  # fmt: skip


def in_berlin(**fields: Any) -> Campaign:
    fields.setdefault("starts_at", datetime(2027, 2, 2, 23, tzinfo=UTC))
    campaign: Campaign = CampaignFactory(
        time_zone=BERLIN, ends_at=datetime(2027, 11, 30, 22, tzinfo=UTC), **fields
    )
    return campaign


def test_new_campaign_takes_the_times_of_its_own_zone() -> None:
    organization = OrganizationFactory()
    client = client_of(MANAGER, organization)

    client.post(add_url(Campaign), campaign_data(organization=organization.pk))

    campaign = Campaign.objects.get()
    assert campaign.starts_at == datetime(2027, 2, 2, 23, tzinfo=UTC)
    assert campaign.ends_at == datetime(2027, 6, 30, 22, tzinfo=UTC)


def test_page_shows_local_times_and_names_the_zone() -> None:
    campaign = in_berlin()
    client = client_of(MANAGER, campaign.organization)

    page = client.get(change_url(campaign)).content.decode()
    listed = client.get(list_url(Campaign)).content.decode()

    assert 'value="2027-02-03"' in page
    assert "Local time of Europe/Berlin." in page
    assert "Feb. 3, 2027, midnight (Europe/Berlin)" in listed


def test_frozen_page_names_the_zone() -> None:
    campaign = in_berlin()
    game = PrizeFactory(game=GameFactory(campaign=campaign, starts_at=campaign.starts_at)).game
    publish(campaign, at=datetime(2026, 12, 1, tzinfo=UTC))
    client = client_of(StaffRole.AUDITOR, campaign.organization)

    for row in (campaign, game):
        page = client.get(change_url(row)).content.decode()
        assert "Feb. 3, 2027, midnight (Europe/Berlin)" in page


def test_times_of_another_zone_are_other_instants() -> None:
    campaign = in_berlin()
    client = client_of(MANAGER, campaign.organization)

    client.post(change_url(campaign), campaign_data(time_zone="UTC"))

    campaign.refresh_from_db()
    assert campaign.starts_at == datetime(2027, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize("is_new", [True, False])
def test_game_takes_the_times_of_its_campaigns_zone(is_new: bool) -> None:  # noqa: FBT001 - a parameter of the test
    campaign = in_berlin()
    client = client_of(MANAGER, campaign.organization)
    url = add_url(Game) if is_new else change_url(GameFactory(campaign=campaign))

    client.post(url, {
        "campaign": campaign.pk, "code": "wheel", "name": "Wheel", "kind": "instant_win",
        "position": 0, **NO_INLINES,
        **period("2027-03-01T12:00", "2027-06-01T12:00"),
    })  # fmt: skip

    game = Game.objects.get()
    assert game.starts_at == datetime(2027, 3, 1, 11, tzinfo=UTC)
    assert game.ends_at == datetime(2027, 6, 1, 10, tzinfo=UTC)


def test_local_time_that_does_not_exist_is_told() -> None:
    campaign = in_berlin()
    client = client_of(MANAGER, campaign.organization)

    answer = client.post(
        change_url(campaign), campaign_data(**period("2027-03-28T02:30", "2027-07-01T00:00"))
    )

    assert "no such local time" in str(errors_of(answer)["starts_at"])


def test_of_two_instants_with_one_local_time_the_first_is_meant() -> None:
    campaign = in_berlin()
    client = client_of(MANAGER, campaign.organization)

    client.post(
        change_url(campaign), campaign_data(**period("2027-10-31T02:30", "2027-11-30T00:00"))
    )

    campaign.refresh_from_db()
    assert campaign.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_instant_that_nobody_touched_stays() -> None:
    campaign = in_berlin(starts_at=datetime(2027, 10, 31, 1, 30, 0, 5, tzinfo=UTC))
    client = client_of(MANAGER, campaign.organization)

    client.post(
        change_url(campaign),
        campaign_data(**period("2027-10-31T02:30:00", "2027-11-30T23:00:00"), name="New"),
    )

    campaign.refresh_from_db()
    assert campaign.name == "New"
    assert campaign.starts_at == datetime(2027, 10, 31, 1, 30, 0, 5, tzinfo=UTC)


def test_half_an_instant_is_told() -> None:
    campaign = in_berlin()
    client = client_of(MANAGER, campaign.organization)

    answer = client.post(change_url(campaign), campaign_data(starts_at_1=""))

    assert "starts_at" in errors_of(answer)
