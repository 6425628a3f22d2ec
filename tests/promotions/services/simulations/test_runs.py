"""What a run does, rule by rule; figures have known distributions."""

from datetime import UTC, datetime
from statistics import mean
from typing import Any

import pytest

from promotions.services.simulations.rules import NotSimulatable
from promotions.services.simulations.runs import run_game
from tests.promotions.services.simulations.games import (
    STARTS_AT,
    awards_of,
    game,
    limit,
    moment_prize,
    prize,
    runs_of,
)


def test_the_same_seed_comes_to_the_same_outcome() -> None:
    simulated = game(moment_prize(), prize(quantity=100), limits=(limit(),))

    first, second = (run_game(simulated, "a seed", lambda: None) for _ in range(2))

    assert first == second
    assert run_game(simulated, "another", lambda: None) != first


def test_plays_come_as_the_curve_expects() -> None:
    attempts = [outcome.attempts for outcome in runs_of(game(prize()), runs=200)]

    # Poisson of 720: standard error of the mean 1.9, standard deviation 26.8
    assert 712 < mean(attempts) < 728
    assert 600 < min(attempts) < max(attempts) < 840


def test_every_play_wins_while_units_last() -> None:
    assert awards_of(runs_of(game(prize(quantity=10)))) == {(10,): 50}
    assert {outcome.sold_out_on[0] for outcome in runs_of(game(prize(quantity=10)))} == {0}


def test_prizes_of_every_play_are_tried_in_their_order() -> None:
    simulated = game(prize("first", quantity=5), prize("second", quantity=100_000))

    for outcome in runs_of(simulated):
        assert outcome.awards == [5, outcome.attempts - 5]


def test_probability_is_one_draw_over_all_prizes() -> None:
    half, tenth = 500_000_000, 100_000_000
    simulated = game(
        prize("half", draw_method="probability", chance=half, quantity=100_000),
        prize("tenth", draw_method="probability", chance=tenth, quantity=100_000),
    )

    outcomes = runs_of(simulated, runs=100)

    plays = sum(outcome.attempts for outcome in outcomes)
    assert sum(o.awards[0] for o in outcomes) / plays == pytest.approx(0.5, abs=0.01)
    assert sum(o.awards[1] for o in outcomes) / plays == pytest.approx(0.1, abs=0.01)


def test_a_drawn_prize_that_has_run_out_is_a_loss_or_one_of_every_play() -> None:
    sure = prize("sure", draw_method="probability", chance=1_000_000_000, quantity=3)

    assert awards_of(runs_of(game(sure))) == {(3,): 50}
    assert awards_of(runs_of(game(sure, prize("rest", quantity=4)))) == {(3, 4): 50}


def test_moments_that_stay_open_are_all_won() -> None:
    simulated = game(moment_prize(quantity=10), days=4)

    assert awards_of(runs_of(simulated)) == {(10,): 50}


def test_moments_go_before_the_draw_and_the_draw_before_every_play() -> None:
    simulated = game(
        prize("last", quantity=100_000),
        prize("drawn", draw_method="probability", chance=1_000_000_000, quantity=20),
        moment_prize(quantity=10),
        days=4,
    )

    for outcome in runs_of(simulated):
        assert outcome.awards == [outcome.attempts - 30, 20, 10]


def test_a_window_passes_unclaimed_as_often_as_nobody_plays_in_it() -> None:
    simulated = game(moment_prize(quantity=50, release_policy="window", window_seconds=120), days=4)

    won = mean(outcome.awards[0] for outcome in runs_of(simulated, runs=200)) / 50

    # 1 - exp(-1/3): ten plays an hour, two minutes. Two windows seldom overlap
    assert won == pytest.approx(0.2835, abs=0.015)


def test_void_moments_never_pile_up() -> None:
    quantity = 500
    rare = {"days": 4, "plays_an_hour": 1.0}
    void = game(moment_prize(quantity=quantity, release_policy="void"), **rare)
    kept = game(moment_prize(quantity=quantity), **rare)

    lost = [outcome.awards[0] for outcome in runs_of(void)]
    won = [outcome.awards[0] for outcome in runs_of(kept)]

    # a play comes before the next moment in 1/(1 + 6.9) of the cases
    assert mean(lost) == pytest.approx(quantity * 0.126, abs=4)
    assert mean(won) > 1.3 * mean(lost)


def test_moments_of_a_list_lie_in_their_days() -> None:
    listed = prize("list", quantity=6, draw_method="moment", days={"2026-06-02": 6})

    for outcome in runs_of(game(listed)):
        assert outcome.awards_by_day[0] == 0
        assert sum(outcome.awards_by_day) == 6


def test_wins_per_participant_are_kept() -> None:
    once = {"wins_per_participant": 1, "quantity": 1_000}
    everybody = game(prize("a", **once), prize("b", **once), participants=5)

    assert awards_of(runs_of(everybody)) == {(5, 5): 50}


def test_a_person_who_may_not_win_leaves_a_moment_to_the_next() -> None:
    simulated = game(
        moment_prize(quantity=4, wins_per_participant=1), participants=3, days=4, plays_an_hour=50
    )

    assert awards_of(runs_of(simulated)) == {(3,): 50}


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({"window": "day", "maximum": 2}, 3 * 2 * 4),
        ({"window": "campaign", "maximum": 2}, 2 * 4),
        ({"window": "campaign", "maximum": 300}, 4 * 300),
        ({"per": "game", "window": "day", "maximum": 20}, 3 * 20),
        ({"per": "game", "window": "campaign", "maximum": 20}, 20),
        # 30 May 2026 is a Saturday: two weeks, two months
        ({"per": "game", "window": "week", "maximum": 20}, 2 * 20),
        ({"per": "game", "window": "month", "maximum": 20}, 2 * 20),
    ],
)
def test_limits_on_plays_refuse(changes: dict[str, Any], accepted: int) -> None:
    simulated = game(
        prize(quantity=0),
        limits=(limit(**changes),),
        participants=4,
        plays_an_hour=100.0,
        starts_at=datetime(2026, 5, 30, tzinfo=UTC),
    )

    assert {outcome.attempts - outcome.refused for outcome in runs_of(simulated, 10)} == {accepted}


def test_days_are_those_of_the_campaigns_zone() -> None:
    simulated = game(
        prize(quantity=100_000),
        limits=(limit(per="game", maximum=7),),
        time_zone="Pacific/Auckland",
        days=1,
    )

    # noon there: two local days
    assert {tuple(outcome.awards_by_day) for outcome in runs_of(simulated)} == {(7, 7)}


def test_a_refused_play_counts_on_no_other_limit() -> None:
    # by the ids' order the day's limit is asked first
    limits = (limit(maximum=1), limit(window="campaign", maximum=3))
    simulated = game(
        prize(quantity=100_000), limits=limits, participants=2, plays_an_hour=20.0, days=4
    )

    assert awards_of(runs_of(simulated)) == {(6,): 50}


def test_limits_on_wins_leave_nothing_to_win_and_refuse_nothing() -> None:
    wins = limit(counts="wins", window="campaign", maximum=2)
    simulated = game(prize(quantity=100_000), limits=(wins,), participants=5)

    for outcome in runs_of(simulated):
        assert (outcome.awards, outcome.refused) == ([10], 0)
        assert outcome.barred == outcome.attempts - 10


def test_losses_do_not_count_against_wins() -> None:
    wins = limit(counts="wins", per="game", window="campaign", maximum=30)
    seldom = prize(draw_method="probability", chance=100_000_000, quantity=1_000)

    assert awards_of(runs_of(game(seldom, limits=(wins,)))) == {(30,): 50}


def test_tick_is_called_once_a_day() -> None:
    ticks: list[int] = []

    run_game(game(prize(), days=5), "seed", lambda: ticks.append(1))

    assert len(ticks) == 5


@pytest.mark.parametrize(
    "changes",
    [
        {"days": 3_700},
        {"plays_an_hour": 0.0},
        {"plays_an_hour": 1_000_000.0},
        {"participants": 0},
        {"participants": 10_000_001},
    ],
)
def test_what_would_take_too_long_or_means_nothing_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(NotSimulatable):
        game(prize(), **changes)


def test_an_impossible_schedule_is_refused() -> None:
    plan = {**moment_prize()["plan"], "spread": "weighted", "hour_weights": [0] * 24}

    with pytest.raises(NotSimulatable):
        game(moment_prize(plan=plan))


def test_nobody_plays_before_a_draft_could_start() -> None:
    late = {**moment_prize()["plan"], "starts_at": "2026-06-02T00:00:00.000000Z"}

    outcomes = runs_of(game(moment_prize(plan=late)))

    assert game(prize()).timeline.starts_at == STARTS_AT
    assert {outcome.awards_by_day[0] for outcome in outcomes} == {0}
