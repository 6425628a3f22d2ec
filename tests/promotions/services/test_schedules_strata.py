from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promotions.services.schedules.strata import cut_window

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000_000


def naive(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001  # a clock's face, to be given a zone


def lengths(
    starts_at: datetime, ends_at: datetime, zone: ZoneInfo, stratum: str | None
) -> list[int]:
    cut = cut_window(starts_at.astimezone(UTC), ends_at.astimezone(UTC), zone=zone, stratum=stratum)
    return [piece.length for piece in cut]


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]
)


@given(
    starts_at=st.datetimes(naive(1971, 1, 1), naive(2190, 1, 1), timezones=st.just(UTC)),
    length=st.timedeltas(timedelta(microseconds=1), timedelta(days=40)),
    zone=ZONES.map(ZoneInfo),
    stratum=st.sampled_from(["hour", "day", "week", None]),
)
@settings(deadline=None)
def test_strata_fill_the_window(
    starts_at: datetime, length: timedelta, zone: ZoneInfo, stratum: str | None
) -> None:
    ends_at = starts_at + length

    cut = cut_window(starts_at, ends_at, zone=zone, stratum=stratum)

    microsecond = timedelta(microseconds=1)
    ends = [piece.starts_at + piece.length * microsecond for piece in cut]
    assert [piece.starts_at for piece in cut] == [starts_at, *ends[:-1]]
    assert ends[-1] == ends_at
    assert min(piece.length for piece in cut) > 0


@pytest.mark.parametrize(("day", "hours"), [(28, 24), (29, 23)], ids=["ordinary", "forward"])
def test_a_berlin_day_in_march_has_its_hours(day: int, hours: int) -> None:
    starts_at = datetime(2026, 3, day, tzinfo=BERLIN)
    ends_at = datetime(2026, 3, day + 1, tzinfo=BERLIN)

    assert lengths(starts_at, ends_at, BERLIN, "hour") == [HOUR] * hours
    assert lengths(starts_at, ends_at, BERLIN, "day") == [HOUR * hours]


def test_a_berlin_day_has_25_hours_in_october() -> None:
    starts_at = datetime(2026, 10, 25, tzinfo=BERLIN)
    ends_at = datetime(2026, 10, 26, tzinfo=BERLIN)

    assert lengths(starts_at, ends_at, BERLIN, "hour") == [HOUR] * 25
    assert lengths(starts_at, ends_at, BERLIN, "day") == [HOUR * 25]


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (10, 4, [HOUR, HOUR, HOUR // 2, *[HOUR] * 21]),
        (4, 5, [HOUR, HOUR, HOUR // 2, *[HOUR] * 22]),
    ],
    ids=["forward", "back"],
)
def test_lord_howe_shifts_by_half_an_hour(month: int, day: int, expected: list[int]) -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    starts_at = datetime(2026, month, day, tzinfo=zone)
    ends_at = datetime(2026, month, day + 1, tzinfo=zone)

    assert lengths(starts_at, ends_at, zone, "hour") == expected
    assert lengths(starts_at, ends_at, zone, "day") == [sum(expected)]


def test_kolkata_hours_start_at_half_past_in_utc() -> None:
    starts_at = datetime(2026, 3, 1, tzinfo=UTC)
    ends_at = datetime(2026, 3, 1, 2, tzinfo=UTC)

    found = lengths(starts_at, ends_at, ZoneInfo("Asia/Kolkata"), "hour")

    assert found == [HOUR // 2, HOUR, HOUR // 2]


@pytest.mark.parametrize(
    ("time_zone", "starts_at", "ends_at", "expected"),
    [
        # Cairo skips midnight of 24 April; Havana has it twice on 1 November.
        ("Africa/Cairo", naive(2026, 4, 23), naive(2026, 4, 25), [24, 23]),
        ("America/Havana", naive(2026, 10, 31), naive(2026, 11, 2), [24, 25]),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", naive(2011, 12, 29), naive(2012, 1, 1), [24, 24]),
        # St John's went from 00:01 back to 23:01 of the day before.
        ("America/St_Johns", naive(2010, 11, 6), naive(2010, 11, 8), [24, 25]),
    ],
)
def test_days_begin_at_their_first_instant(
    time_zone: str, starts_at: datetime, ends_at: datetime, expected: list[int]
) -> None:
    zone = ZoneInfo(time_zone)

    found = lengths(starts_at.replace(tzinfo=zone), ends_at.replace(tzinfo=zone), zone, "day")

    assert [length / HOUR for length in found] == expected


def test_weeks_begin_on_monday_and_are_clipped() -> None:
    starts_at = datetime(2026, 3, 25, 12, tzinfo=BERLIN)
    ends_at = datetime(2026, 4, 7, tzinfo=BERLIN)

    found = lengths(starts_at, ends_at, BERLIN, "week")

    assert found == [(4 * 24 + 12 - 1) * HOUR, 7 * 24 * HOUR, 24 * HOUR]
