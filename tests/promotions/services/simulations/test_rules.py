from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from promotions.models import Campaign, Game
from promotions.services.simulations.rules import NotSimulatable, describe_rules
from promotions.services.units import load_moments
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    publish,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def draft(**campaign: Any) -> Game:
    campaign.setdefault("starts_at", AT - timedelta(days=1))
    campaign.setdefault("ends_at", AT + timedelta(days=9))
    game: Game = GameFactory(campaign=CampaignFactory(time_zone="Europe/Berlin", **campaign))
    return game


def test_a_draft_begins_now_where_its_start_has_passed() -> None:
    game = draft()
    PrizeFactory(game=game, draw_method="moment", spread="uniform", margin_seconds=3_600)

    rules = describe_rules(game=game, at=AT)

    assert rules["starts_at"] == rules["prizes"][0]["plan"]["starts_at"]
    assert rules["starts_at"] == "2026-06-01T12:00:00.000000Z"
    assert rules["ends_at"] == "2026-06-10T12:00:00.000000Z"
    assert rules["prizes"][0]["plan"]["ends_at"] == "2026-06-10T11:00:00.000000Z"


def test_a_published_game_begins_at_its_start() -> None:
    game = PrizeFactory(game=draft()).game
    publish(game.campaign, at=AT)
    game.refresh_from_db()

    assert describe_rules(game=game, at=AT)["starts_at"] == "2026-05-31T12:00:00.000000Z"


def test_a_list_of_moments_tells_counts_of_local_days_only() -> None:
    game = draft()
    prize = PrizeFactory(game=game, draw_method="moment", spread="manual")
    load_moments(prize_id=prize.pk, text="2026-06-02T23:59:00\n2026-06-03T00:01:00\n"
                 "2026-06-03T18:30:00\n2026-06-01T01:00:00")  # fmt: skip
    game.refresh_from_db()

    (rules,) = describe_rules(game=game, at=AT)["prizes"]

    # what has passed could not be published any more
    assert rules["days"] == {"2026-06-02": 1, "2026-06-03": 2}
    assert "18:30" not in str(rules)
    assert rules["plan"] is None


def test_limits_of_other_games_and_of_other_things_are_left_out() -> None:
    game = PrizeFactory(game=draft()).game
    campaign = game.campaign
    LimitFactory(campaign=campaign, maximum=3)
    LimitFactory(campaign=campaign, game=game, counts="wins", maximum=2)
    LimitFactory(campaign=campaign, game=GameFactory(campaign=campaign))
    LimitFactory(campaign=campaign, counts="token_awards")
    LimitFactory(campaign=campaign, window="week", is_enabled=False)

    assert describe_rules(game=game, at=AT)["limits"] == [
        {"counts": "plays", "per": "participant", "window": "day", "maximum": 3},
        {"counts": "wins", "per": "participant", "window": "day", "maximum": 2},
    ]


def test_what_cannot_be_played_is_refused() -> None:
    without_prize, over, drawing = draft(), draft(), draft()
    PrizeFactory(game=over)
    Campaign.objects.filter(pk=over.campaign_id).update(ends_at=AT - timedelta(hours=1))
    Game.objects.filter(pk=drawing.pk).update(kind="drawing")

    for game in (without_prize, over, drawing):
        with pytest.raises(NotSimulatable):
            describe_rules(game=Game.objects.get(pk=game.pk), at=AT)


def test_an_empty_window_is_refused() -> None:
    game = draft()
    PrizeFactory(game=game, draw_method="moment", spread="uniform", margin_seconds=864_000)

    with pytest.raises(NotSimulatable, match="no schedule is possible"):
        describe_rules(game=game, at=AT)
