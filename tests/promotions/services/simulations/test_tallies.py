from promotions.services.simulations.runs import Outcome
from promotions.services.simulations.tallies import Tally, percentile
from tests.promotions.services.simulations.games import game, prize

PRIZES = (
    prize("mug", quantity=4, value="2.50", currency="EUR"),
    prize("trip", quantity=1, value="100.00", currency="EUR"),
    prize("pin", quantity=9),
)


def outcome(awards: list[int], by_day: list[int], sold_out_on: list[int | None]) -> Outcome:
    return Outcome(by_day, awards, sold_out_on, attempts=10, refused=2, barred=4)


def test_percentiles_are_values_that_occurred() -> None:
    assert [percentile(range(1, 101), percent) for percent in (5, 50, 95)] == [5, 50, 95]
    assert [percentile([7], percent) for percent in (5, 50, 95)] == [7, 7, 7]


def test_runs_add_up_to_what_the_odds_mean() -> None:
    tally = Tally(game(*PRIZES))
    tally.add(outcome([4, 0, 0], [3, 1, 0], [1, None, None]))
    tally.add(outcome([2, 1, 0], [1, 1, 1], [None, 2, None]))
    tally.add(outcome([4, 1, 0], [5, 0, 0], [0, 0, None]))

    result = tally.result()

    assert result["runs"] == 3
    assert result["days"] == ["2026-06-01", "2026-06-02", "2026-06-03"]
    assert result["awards_per_day"] == {"p5": [1, 0, 0], "p50": [3, 1, 0], "p95": [5, 1, 1]}
    assert result["awards"] == {"p5": 3, "p50": 4, "p95": 5}
    assert result["plays"] == {"p5": 8, "p50": 8, "p95": 8}
    assert (result["refused"], result["barred"], result["odds"]) == (0.2, 0.5, 2.0)
    assert result["costs"] == [{"currency": "EUR", "p5": "10.00", "p50": "105.00", "p95": "110.00"}]
    mug, trip, pin = result["prizes"]
    assert (mug["awards"]["p50"], mug["left"]) == (4, {"p5": 0, "p50": 0, "p95": 2})
    assert (mug["sold_out"], mug["sold_out_on"]) == (2 / 3, "2026-06-01")
    assert (trip["never_won"], trip["left_share"], trip["odds"]) == (1 / 3, 1 / 3, 12.0)
    assert (pin["sold_out"], pin["sold_out_on"], pin["odds"]) == (0.0, None, None)
