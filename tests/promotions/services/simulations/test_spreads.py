from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from promotions.models import Game, Prize
from promotions.services.schedules import MomentPlan, generate_moments
from promotions.services.simulations.rules import NotSimulatable
from promotions.services.simulations.spreads import spread_of_moments
from promotions.services.units import load_moments
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory, publish

pytestmark = pytest.mark.django_db

# a Monday, noon in Berlin
STARTS_AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
AT = STARTS_AT - timedelta(days=30)


def drafted(**prize: Any) -> Prize:
    campaign = CampaignFactory(
        starts_at=STARTS_AT, ends_at=STARTS_AT + timedelta(days=3), time_zone="Europe/Berlin"
    )
    made: Prize = PrizeFactory(
        game=GameFactory(campaign=campaign), draw_method="moment", **{"spread": "uniform", **prize}
    )
    return made


def of(game: Game) -> Any:
    return spread_of_moments(game=game, at=AT)


def test_uniform_moments_are_expected_by_length() -> None:
    spread = of(drafted(quantity=72).game)

    assert spread.is_expected
    assert list(spread.days.values()) == pytest.approx([12, 24, 24, 12])
    assert spread.hours == pytest.approx([3.0] * 24)


def test_weighted_moments_are_expected_by_weight() -> None:
    prize = drafted(
        quantity=30, spread="weighted", hour_weights=[0] * 18 + [1, 2] + [0] * 4,
        weekday_weights=[1, 0, 1, 1, 1, 1, 1],
    )  # fmt: skip

    spread = of(prize.game)

    assert spread.days[date(2026, 6, 1)] == pytest.approx(15)
    assert spread.days[date(2026, 6, 2)] == 0
    assert (spread.hours[18], spread.hours[19]) == pytest.approx((10, 20))


@pytest.mark.parametrize(
    "changes",
    [
        {"spread": "stratified", "stratum": "day"},
        {"spread": "stratified", "stratum": "week"},
        {"spread": "stratified", "stratum": "hour"},
        {"spread": "weighted", "hour_weights": list(range(24))},
        {"spread": "uniform", "margin_seconds": 100_000},
    ],
)
def test_what_is_expected_is_the_average_of_many_seeds(changes: dict[str, Any]) -> None:
    prize, runs = drafted(quantity=10, **changes), 400
    spread = of(prize.game)

    from promotions.services.seals import moment_plan

    plan = moment_plan(campaign=prize.game.campaign, game=prize.game, prize=prize, at=AT)
    hours = [0.0] * 24
    for moment in many_seeds(plan, runs):
        hours[(moment.hour + 2) % 24] += 1 / runs

    assert sum(spread.days.values()) == pytest.approx(10)
    assert spread.hours == pytest.approx(hours, abs=0.2)


def many_seeds(plan: MomentPlan, runs: int) -> list[datetime]:
    random = Random(1)
    return [
        moment
        for _ in range(runs)
        for moment in generate_moments(seed=random.randbytes(32), prize_code="x", plan=plan)
    ]


def test_hours_of_a_published_game_do_not_follow_its_moments() -> None:
    first, second = (drafted(quantity=3).game for _ in range(2))
    for game in (first, second):
        publish(game.campaign, at=AT)
        game.refresh_from_db()

    spreads = [of(game) for game in (first, second)]

    assert spreads[0].hours == spreads[1].hours
    assert {spread.is_expected for spread in spreads} == {False}
    for spread, game in zip(spreads, (first, second), strict=True):
        assert sum(spread.days.values()) == game.units.count() == 3
        assert all(isinstance(count, int) for count in spread.days.values())


def test_a_list_is_counted_by_day_and_says_nothing_of_hours() -> None:
    prize = drafted(spread="manual")
    load_moments(prize_id=prize.pk, text="2026-06-02T18:30:00\n2026-06-02T19:00:00")

    spread = of(Game.objects.get(pk=prize.game_id))

    assert spread.days == {date(2026, 6, 2): 2}
    assert (spread.hours, spread.unknown) == ([0.0] * 24, 2)


def test_games_without_moments_have_no_spread() -> None:
    assert of(PrizeFactory().game) is None


def test_an_impossible_plan_is_told() -> None:
    with pytest.raises(NotSimulatable):
        of(drafted(spread="weighted", hour_weights=[0] * 24).game)


def test_spread_asks_the_same_for_one_prize_and_for_three() -> None:
    counts = []
    for prizes in (1, 3):
        game = drafted().game
        PrizeFactory.create_batch(prizes - 1, game=game, draw_method="moment", spread="uniform")
        publish(game.campaign, at=AT)
        found = Game.objects.select_related("campaign").get(pk=game.pk)
        with CaptureQueriesContext(connection) as queries:
            of(found)
        counts.append(len(queries))

    assert counts[0] == counts[1]
