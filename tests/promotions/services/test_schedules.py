from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promotions.services.schedules import (
    MomentPlan,
    generate_moments,
)

SEED = bytes(range(32))
BERLIN = ZoneInfo("Europe/Berlin")


def naive(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001  # a clock's face, to be given a zone


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


SPREADS = st.sampled_from(
    [
        {"spread": "uniform"},
        {"spread": "stratified", "stratum": "hour"},
        {"spread": "stratified", "stratum": "day"},
        {"spread": "stratified", "stratum": "week"},
        {"spread": "weighted"},
        {"spread": "weighted", "hour_weights": tuple(range(1, 25))},
        {"spread": "weighted", "weekday_weights": (1, 2, 3, 4, 5, 6, 7)},
    ]
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]
)


def test_moments_depend_on_the_seed_the_prize_and_the_plan_alone() -> None:
    first = moments()

    assert moments() == first
    assert generate_moments(seed=SEED, prize_code="cup", plan=plan()) != first
    assert generate_moments(seed=bytes(32), prize_code="mug", plan=plan()) != first


def test_moments_do_not_depend_on_how_the_window_is_written() -> None:
    starts_at = datetime(2026, 3, 1, 1, tzinfo=BERLIN)
    ends_at = datetime(2026, 4, 1, 2, tzinfo=BERLIN)

    assert moments(starts_at=starts_at, ends_at=ends_at) == moments()


@settings(deadline=None)
@given(
    starts_at=st.datetimes(naive(2011, 1, 1), naive(2040, 1, 1), timezones=st.just(UTC)),
    length=st.timedeltas(timedelta(microseconds=1), timedelta(days=40)),
    count=st.integers(0, 60),
    spread=SPREADS,
    zone=ZONES,
)
def test_moments_keep_count_order_and_window(
    starts_at: datetime, length: timedelta, count: int, spread: dict[str, Any], zone: str
) -> None:
    ends_at = starts_at + length
    asked = MomentPlan(count=count, starts_at=starts_at, ends_at=ends_at, time_zone=zone, **spread)

    found = generate_moments(seed=SEED, prize_code="mug", plan=asked)

    assert len(found) == count
    assert found == sorted(found)
    assert all(starts_at <= moment < ends_at for moment in found)
    assert {moment.tzinfo for moment in found} <= {UTC}


def test_moments_refuse_a_short_seed() -> None:
    with pytest.raises(ValueError, match="not 32 bytes"):
        generate_moments(seed=b"short", prize_code="mug", plan=plan(count=0))


def test_a_single_microsecond_takes_every_moment() -> None:
    starts_at = datetime(2026, 3, 1, tzinfo=UTC)

    found = moments(count=3, ends_at=starts_at + timedelta(microseconds=1))

    assert found == [starts_at] * 3


def test_uniform_halves_are_about_even() -> None:
    found = moments(count=10_000)

    middle = datetime(2026, 3, 16, 12, tzinfo=UTC)
    assert 4_800 < sum(moment < middle for moment in found) < 5_200


def test_equal_strata_get_equal_shares() -> None:
    found = moments(
        count=62,
        spread="stratified",
        stratum="day",
        time_zone="Asia/Kolkata",
        starts_at=datetime(2026, 2, 28, 18, 30, tzinfo=UTC),
        ends_at=datetime(2026, 3, 31, 18, 30, tzinfo=UTC),
    )

    kolkata = ZoneInfo("Asia/Kolkata")
    days = Counter(moment.astimezone(kolkata).day for moment in found)
    assert days == dict.fromkeys(range(1, 32), 2)


def test_left_over_moments_go_to_distinct_strata() -> None:
    found = moments(count=40, spread="stratified", stratum="day", time_zone="UTC")

    days = Counter(moment.day for moment in found)
    assert Counter(days.values()) == {1: 22, 2: 9}


def test_fewer_moments_than_strata_fall_in_distinct_strata() -> None:
    found = moments(count=20, spread="stratified", stratum="hour", time_zone="UTC")

    hours = [(moment.day, moment.hour) for moment in found]
    assert len(set(hours)) == 20


def test_left_over_moments_reach_every_stratum() -> None:
    drawn = Counter()
    for number in range(2_000):
        asked = plan(
            count=1,
            spread="stratified",
            stratum="day",
            time_zone="UTC",
            ends_at=datetime(2026, 3, 5, tzinfo=UTC),
        )
        seed = number.to_bytes(32, "big")
        drawn[generate_moments(seed=seed, prize_code="mug", plan=asked)[0].day] += 1

    assert all(400 < drawn[day] < 600 for day in (1, 2, 3, 4))


def test_a_day_of_23_hours_gets_less_than_one_of_24() -> None:
    found = moments(
        count=47,
        spread="stratified",
        stratum="day",
        starts_at=datetime(2026, 3, 28, tzinfo=BERLIN),
        ends_at=datetime(2026, 3, 30, tzinfo=BERLIN),
    )

    days = Counter(moment.astimezone(BERLIN).day for moment in found)
    assert days == {28: 24, 29: 23}


def test_a_weight_of_zero_is_never_hit() -> None:
    found = moments(
        count=5_000,
        spread="weighted",
        hour_weights=(0,) * 9 + (3, 1) + (0,) * 13,
        weekday_weights=(1, 0, 0, 0, 0, 1, 0),
    )

    local = [moment.astimezone(BERLIN) for moment in found]
    assert {moment.hour for moment in local} == {9, 10}
    assert {moment.weekday() for moment in local} == {0, 5}
    assert 3_550 < sum(moment.hour == 9 for moment in local) < 3_950


def test_a_weight_of_zero_is_not_hit_at_its_edge() -> None:
    found = moments(
        count=200,
        spread="weighted",
        hour_weights=(1, 0, 1) + (0,) * 21,
        time_zone="UTC",
        starts_at=datetime(2026, 3, 1, 0, 59, 59, 999_999, tzinfo=UTC),
        ends_at=datetime(2026, 3, 1, 2, 0, 0, 1, tzinfo=UTC),
    )

    assert set(found) == {
        datetime(2026, 3, 1, 0, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 3, 1, 2, tzinfo=UTC),
    }


def test_the_hour_that_comes_twice_weighs_twice() -> None:
    found = moments(
        count=3_000,
        spread="weighted",
        hour_weights=(0, 1, 1) + (0,) * 21,
        starts_at=datetime(2026, 10, 25, tzinfo=BERLIN),
        ends_at=datetime(2026, 10, 26, tzinfo=BERLIN),
    )

    hours = Counter(moment.hour for moment in found)
    assert set(hours) == {23, 0, 1}
    assert all(900 < number < 1_100 for number in hours.values())


def test_empty_weights_weigh_all_the_same() -> None:
    weighted = moments(spread="weighted", hour_weights=(5,) * 24, weekday_weights=(2,) * 7)

    assert len(weighted) == 100
    assert moments(spread="weighted", hour_weights=(1,) * 24) == moments(spread="weighted")


def test_a_year_of_100_000_moments_is_quick() -> None:
    asked = {"count": 100_000, "ends_at": datetime(2027, 3, 1, tzinfo=UTC)}

    weighted = moments(**asked, spread="weighted", hour_weights=tuple(range(24)))
    stratified = moments(**asked, spread="stratified", stratum="hour")

    assert (len(weighted), len(stratified)) == (100_000, 100_000)


def test_weights_of_half_the_64_bits_and_more_favour_no_instant() -> None:
    found = moments(
        count=2_000,
        spread="weighted",
        hour_weights=(3 * 10**9,) * 24,
        ends_at=datetime(2026, 3, 1, 1, tzinfo=UTC),
    )

    assert 900 < sum(moment.minute < 30 for moment in found) < 1_100
