"""Limits under load: exact, and never a deadlock."""

from collections import Counter
from functools import partial

import pytest
from django.db.models import Sum

from promotions.enums import DrawMethod, LimitCounts, LimitPer, LimitWindow
from promotions.models import CHANCE_SCALE, Campaign, LimitUsage
from promotions.services.campaigns import approve_campaign, revise_campaign, submit_campaign
from promotions.services.refusals import Refused
from tests.database import run_together
from tests.factories.identities import ParticipantFactory, UserFactory
from tests.factories.promotions import CampaignFactory, LimitFactory, PrizeFactory, publish
from tests.factories.tokens import redeem, token_for
from tokens.models import Token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]


def outcome(token: Token) -> str:
    try:
        return redeem(token).result
    except Refused as refused:
        return refused.code


def limited(counts: str, maximum: int, **prize: object) -> Campaign:
    """Return a live campaign with one game and one limit of that game."""
    game = PrizeFactory(**{"quantity": 64, **prize}).game
    LimitFactory(campaign=game.campaign, counts=counts, per=LimitPer.GAME, maximum=maximum)
    publish(game.campaign)
    return game.campaign


def total_used() -> int:
    return LimitUsage.objects.aggregate(total=Sum("used"))["total"]


@pytest.mark.parametrize("maximum", [1, 10, 16, 37])
def test_a_games_limit_lets_exactly_its_maximum_through(maximum: int) -> None:
    game = limited(LimitCounts.PLAYS, maximum).games.get()
    tokens = [token_for(game) for _ in range(64)]

    results = run_together([partial(outcome, token) for token in tokens])

    assert Counter(results) == {"won": maximum, "limit_reached": 64 - maximum}
    assert total_used() == maximum


@pytest.mark.parametrize("chance", [CHANCE_SCALE, CHANCE_SCALE // 2])
def test_a_games_limit_on_wins_turns_further_wins_into_losses(chance: int) -> None:
    game = limited(
        LimitCounts.WINS, 7, draw_method=DrawMethod.PROBABILITY, chance=chance
    ).games.get()
    tokens = [token_for(game) for _ in range(64)]

    results = run_together([partial(outcome, token) for token in tokens])

    assert Counter(results) == {"won": 7, "lost": 57}
    assert total_used() == 7


def test_limits_of_the_campaign_and_of_its_games_do_not_deadlock() -> None:
    campaign = CampaignFactory()
    games = [PrizeFactory(game__campaign=campaign, quantity=60).game for _ in range(3)]
    participant = ParticipantFactory(organization=campaign.organization)
    for game in (None, *reversed(games)):
        for per in LimitPer.values:
            for counts in (LimitCounts.PLAYS, LimitCounts.WINS):
                LimitFactory(
                    campaign=campaign, game=game, counts=counts, per=per, maximum=15,
                    window=LimitWindow.WEEK,
                )  # fmt: skip
    publish(campaign)
    tokens = [token_for(game, participant=participant) for game in games for _ in range(20)]

    results = run_together([partial(outcome, token) for token in tokens])

    assert Counter(results) == {"won": 15, "limit_reached": 45}


@pytest.mark.parametrize("maximum", [30, 5])
def test_a_limit_that_is_changed_while_plays_run_stays_exact(maximum: int) -> None:
    campaign = limited(LimitCounts.PLAYS, 20)
    game = campaign.games.get()
    tokens = [token_for(game) for _ in range(48)]
    at = game.published.starts_at

    def change() -> None:
        revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
        campaign.limits.update(maximum=maximum)
        submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
        approve_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)

    results = run_together([change, *(partial(outcome, token) for token in tokens)])

    played = Counter(results)["won"]
    assert Counter(results) == {None: 1, "won": played, "limit_reached": 48 - played}
    assert played <= max(20, maximum)
    late = [outcome(token_for(game)) for _ in range(40)]
    assert played + late.count("won") == max(played, maximum)
