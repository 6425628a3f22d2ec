from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from promotions.services.schedules import (
    ImpossiblePlan,
    MomentPlan,
    generate_moments,
)

SEED = bytes(range(32))
NAIVE = datetime(2026, 3, 1)  # noqa: DTZ001
BERLIN = ZoneInfo("Europe/Berlin")


def plan(**changes: Any) -> MomentPlan:
    values = {
        "count": 100,
        "starts_at": datetime(2026, 3, 1, tzinfo=UTC),
        "ends_at": datetime(2026, 4, 1, tzinfo=UTC),
        "time_zone": "Europe/Berlin",
    }
    return MomentPlan(**{**values, **changes})


def moments(**changes: Any) -> list[datetime]:
    return generate_moments(seed=SEED, prize_code="mug", plan=plan(**changes))


def test_no_moments_need_no_window() -> None:
    assert moments(count=0, ends_at=datetime(2026, 3, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"count": -1}, "The count is negative"),
        ({"ends_at": datetime(2026, 3, 1, tzinfo=UTC)}, "The window is empty"),
        ({"ends_at": datetime(2026, 2, 1, tzinfo=UTC)}, "The window is empty"),
        ({"ends_at": datetime(2200, 1, 1, tzinfo=UTC)}, "leaves the years"),
        ({"starts_at": NAIVE}, "An instant has no time zone"),
        ({"time_zone": "Europe/Nowhere"}, "no time zone 'Europe/Nowhere'"),
        ({"time_zone": "Europe"}, "no time zone 'Europe'"),
        ({"time_zone": "../etc"}, "no time zone '../etc'"),
        ({"time_zone": ""}, "no time zone ''"),
        ({"spread": "even"}, "no spread 'even'"),
        ({"spread": "stratified"}, "no stratum None"),
        ({"spread": "stratified", "stratum": "month"}, "no stratum 'month'"),
        ({"hour_weights": (1,) * 23}, "23 weights instead of 24"),
        ({"weekday_weights": (1,) * 8}, "8 weights instead of 7"),
        ({"hour_weights": (-1,) * 24}, "not a whole number"),
        ({"hour_weights": (0.5,) * 24}, "not a whole number"),
        ({"spread": "weighted", "hour_weights": (0,) * 24}, "weight above 0"),
        ({"spread": "weighted", "weekday_weights": (10**9,) * 7}, "too large"),
    ],
)
def test_an_impossible_plan_is_refused_by_name(changes: dict[str, Any], fact: str) -> None:
    with pytest.raises(ImpossiblePlan, match=fact):
        moments(**changes)


def test_weights_outside_a_short_window_do_not_count() -> None:
    with pytest.raises(ImpossiblePlan, match="weight above 0"):
        moments(
            spread="weighted",
            weekday_weights=(1, 0, 0, 0, 0, 0, 0),
            starts_at=datetime(2026, 3, 3, tzinfo=BERLIN),
            ends_at=datetime(2026, 3, 9, tzinfo=BERLIN),
        )


def test_a_plan_survives_its_document() -> None:
    asked = plan(
        starts_at=datetime(2026, 3, 1, 1, 0, 0, 5, tzinfo=BERLIN),
        spread="stratified",
        stratum="week",
        hour_weights=(1,) * 24,
    )

    document = asked.as_document()

    assert document == {
        "count": 100,
        "starts_at": "2026-03-01T00:00:00.000005Z",
        "ends_at": "2026-04-01T00:00:00.000000Z",
        "time_zone": "Europe/Berlin",
        "spread": "stratified",
        "stratum": "week",
        "hour_weights": [1] * 24,
        "weekday_weights": [],
    }
    assert MomentPlan.from_document(document) == asked
