from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from promotions.models import Game
from promotions.services.simulations.curves import (
    average_rates,
    campaigns_to_learn_from,
    curve_of_campaign,
    curve_of_weights,
    hours_lasted,
    scaled,
)
from promotions.services.simulations.rules import NotSimulatable
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory, publish
from tests.factories.tokens import redeem, token_for

# a Monday, midnight in Berlin
STARTS_AT = datetime(2026, 5, 31, 22, tzinfo=UTC)
ENDS_AT = STARTS_AT + timedelta(days=14)


def test_weights_share_out_the_plays_of_a_week() -> None:
    curve = curve_of_weights(
        plays_a_day=70.0, hour_weights=[0] * 23 + [1], weekday_weights=[1] * 5 + [0, 5]
    )

    assert [sum(day) for day in curve] == pytest.approx([49, 49, 49, 49, 49, 0, 245])
    assert {hour for day in curve for hour, rate in enumerate(day) if rate} == {23}


def test_without_weights_all_hours_are_alike() -> None:
    curve = curve_of_weights(plays_a_day=48.0, hour_weights=[], weekday_weights=[])

    assert {rate for day in curve for rate in day} == {2.0}


@pytest.mark.parametrize("weights", [{"hour_weights": [0] * 24}, {"weekday_weights": [0] * 7}])
def test_weights_of_nothing_are_refused(weights: dict[str, list[int]]) -> None:
    given = {"hour_weights": [], "weekday_weights": [], **weights}

    with pytest.raises(NotSimulatable):
        curve_of_weights(plays_a_day=48.0, **given)


def test_a_shape_is_scaled_to_the_average_day() -> None:
    curve = scaled([[1.0] * 24] * 6 + [[0.0] * 24], 100.0)

    assert sum(map(sum, curve)) / 7 == pytest.approx(100.0)
    assert curve[6] == [0.0] * 24


def test_a_weekday_that_never_came_is_as_the_others_are() -> None:
    lasted = hours_lasted(STARTS_AT, STARTS_AT + timedelta(days=2), "Europe/Berlin")

    curve = average_rates({(0, 9): 4, (1, 9): 8}, lasted)

    assert [day[9] for day in curve] == [4.0, 8.0, 6.0, 6.0, 6.0, 6.0, 6.0]


def played(*instants: datetime) -> Game:
    campaign = CampaignFactory(starts_at=STARTS_AT, ends_at=ENDS_AT, time_zone="Europe/Berlin")
    game: Game = PrizeFactory(game=GameFactory(campaign=campaign)).game
    publish(campaign, at=STARTS_AT)
    for at in instants:
        redeem(token_for(game, issued_at=STARTS_AT), at=at)
    return game


@pytest.mark.django_db
def test_an_earlier_campaign_gives_its_plays_an_hour_in_its_zone() -> None:
    monday_noon = STARTS_AT + timedelta(hours=12)
    game = played(*[monday_noon] * 4, monday_noon + timedelta(days=7, minutes=59))

    curve = curve_of_campaign(game.campaign, at=ENDS_AT + timedelta(days=90))

    # five plays on two Mondays
    assert curve[0][12] == 2.5
    assert sum(map(sum, curve)) == 2.5


@pytest.mark.django_db
def test_a_live_campaign_is_averaged_over_what_has_passed() -> None:
    game = played(STARTS_AT + timedelta(hours=12))

    assert curve_of_campaign(game.campaign, at=STARTS_AT + timedelta(days=1))[0][12] == 1.0


@pytest.mark.django_db
def test_nobody_to_learn_from_is_refused() -> None:
    game, unpublished = played(), CampaignFactory()

    for campaign in (game.campaign, unpublished):
        with pytest.raises(NotSimulatable):
            curve_of_campaign(campaign, at=ENDS_AT)


@pytest.mark.django_db
def test_only_own_published_campaigns_that_began_can_be_learnt_from() -> None:
    game, other = played(), played()
    organization = game.organization
    draft = CampaignFactory(organization=organization, starts_at=STARTS_AT)
    coming = CampaignFactory(organization=organization, starts_at=ENDS_AT)
    PrizeFactory(game__campaign=coming)
    publish(coming, at=STARTS_AT)

    with CaptureQueriesContext(connection) as queries:
        found = campaigns_to_learn_from(draft, at=ENDS_AT)

    assert found == [game.campaign]
    assert other.campaign not in found
    assert len(queries) == 1
