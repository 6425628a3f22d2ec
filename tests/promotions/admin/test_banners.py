"""What the page of a campaign says of its state, and to whom."""

from datetime import UTC, datetime

import pytest

from identities.enums import StaffRole
from promotions.models import Campaign
from promotions.services import campaigns as services
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory, publish
from tests.identities.admin.people import client_of
from tests.tokens.admin.scenario import change_url

pytestmark = pytest.mark.django_db

MANAGER, AUDITOR = StaffRole.CAMPAIGN_MANAGER, StaffRole.AUDITOR
REVISE = "choose Revise"


def campaign_in_berlin() -> Campaign:
    prize = PrizeFactory(game=GameFactory(campaign=CampaignFactory(time_zone="Europe/Berlin")))
    campaign: Campaign = prize.game.campaign
    return campaign


def page_of(campaign: Campaign, role: StaffRole) -> str:
    return client_of(role, campaign.organization).get(change_url(campaign)).content.decode()


def in_review(campaign: Campaign, *, revised: bool) -> Campaign:
    at = datetime.now(UTC)
    if revised:
        publish(campaign)
        services.revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    at = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    Campaign.objects.filter(pk=campaign.pk).update(starts_at=at)
    services.submit_campaign(campaign_id=campaign.pk, by=UserFactory(username="mira"), at=at)
    return campaign


@pytest.mark.parametrize("revised", [False, True])
def test_page_in_review_says_since_when_and_by_whom(revised: bool) -> None:  # noqa: FBT001 - a parameter of the test
    campaign = in_review(campaign_in_berlin(), revised=revised)

    page = page_of(campaign, MANAGER)

    assert "In review since Jan. 6, 2026, 12:30 a.m. (Europe/Berlin), submitted by mira" in page
    assert REVISE not in page


def test_only_those_who_may_are_told_to_revise() -> None:
    campaign = campaign_in_berlin()
    publish(campaign)

    told = {role: REVISE in page_of(campaign, role) for role in (MANAGER, AUDITOR)}

    assert told == {MANAGER: True, AUDITOR: False}


@pytest.mark.parametrize("revised", [False, True])
def test_reason_of_a_return_is_told_until_it_is_submitted_again(revised: bool) -> None:  # noqa: FBT001 - a parameter of the test
    campaign = in_review(campaign_in_berlin(), revised=revised)
    at = datetime.now(UTC)
    services.return_campaign(
        campaign_id=campaign.pk, by=UserFactory(username="anna"), reason="No image.", at=at
    )

    returned = page_of(campaign, MANAGER)
    services.submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    again = page_of(campaign, MANAGER)

    assert ("Returned by anna: No image." in returned, "Returned by" in again) == (True, False)


def test_campaign_that_was_submitted_has_no_delete_button() -> None:
    campaign = in_review(campaign_in_berlin(), revised=False)
    services.return_campaign(
        campaign_id=campaign.pk, by=UserFactory(), reason="No.", at=datetime.now(UTC)
    )

    assert change_url(campaign).replace("/change/", "/delete/") not in page_of(campaign, MANAGER)
