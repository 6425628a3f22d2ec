from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promotions.services.schedules import (
    BadLine,
    ImpossiblePlan,
    UnreadableMoments,
    parse_moments_csv,
)


def naive(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001  # a clock's face, to be given a zone


def read(text: str, time_zone: str = "Europe/Berlin") -> list[datetime]:
    return parse_moments_csv(
        text,
        starts_at=datetime(2026, 3, 1, tzinfo=UTC),
        ends_at=datetime(2026, 11, 1, tzinfo=UTC),
        time_zone=time_zone,
    )


def test_a_schedule_is_read_in_every_form_and_sorted() -> None:
    text = (
        "\ufeffopens_at\r\n2026-10-25 02:30\r\n\r\n2026-07-01T12:00:00Z\r\n"
        '"2026-03-29T03:00:00.25"\r\n 2026-07-01T14:00:00+02:00 \r\n'
    )

    found = read(text)

    assert found == [
        datetime(2026, 3, 29, 1, 0, 0, 250_000, tzinfo=UTC),
        datetime(2026, 7, 1, 12, tzinfo=UTC),
        datetime(2026, 7, 1, 12, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ]
    assert {moment.tzinfo for moment in found} == {UTC}


def test_the_window_of_a_schedule_is_half_open() -> None:
    assert read("2026-03-01T00:00Z") == [datetime(2026, 3, 1, tzinfo=UTC)]
    with pytest.raises(UnreadableMoments):
        read("2026-11-01T00:00Z")


def test_all_bad_lines_are_told_with_their_numbers() -> None:
    text = (
        "opens_at\n2026-03-29T02:30\n2026-07-01T10:00Z\n\n2026-07-01\n"
        "2026-13-01T10:00Z\n2027-01-01T10:00Z\nopens_at\n0001-01-01T00:00\n"
        "2026-07-01T10:00:00.1234567Z\n"
    )

    with pytest.raises(UnreadableMoments) as caught:
        read(text)

    malformed = "not a date and time in ISO 8601 form"
    assert caught.value.bad_lines == (
        BadLine(number=2, reason="a local time that the clocks skip"),
        BadLine(number=5, reason=malformed),
        BadLine(number=6, reason="no such date and time"),
        BadLine(number=7, reason="outside the campaign's time"),
        BadLine(number=8, reason=malformed),
        BadLine(number=9, reason="no such date and time"),
        BadLine(number=10, reason=malformed),
    )
    assert str(caught.value) == "7 refused, line 2: a local time that the clocks skip"


def test_a_skipped_half_hour_is_refused() -> None:
    with pytest.raises(UnreadableMoments) as caught:
        read("2026-10-04T02:15", time_zone="Australia/Lord_Howe")

    assert caught.value.bad_lines == (
        BadLine(number=1, reason="a local time that the clocks skip"),
    )


def test_a_million_lines_are_the_limit() -> None:
    assert read("\n" * 1_000_000) == []
    with pytest.raises(UnreadableMoments) as caught:
        read("\n" * 1_000_001)

    assert caught.value.bad_lines == (
        BadLine(number=1_000_001, reason="there are more than 1000000 lines"),
    )


def test_a_schedule_needs_a_time_zone_and_bounds_with_offsets() -> None:
    with pytest.raises(ImpossiblePlan, match="no time zone"):
        read("", time_zone="Mars/Olympus")
    with pytest.raises(ImpossiblePlan, match="An instant has no time zone"):
        parse_moments_csv(
            "",
            starts_at=naive(2026, 3, 1),
            ends_at=naive(2026, 4, 1),
            time_zone="UTC",
        )


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    try:
        found = read(text)
    except UnreadableMoments as error:
        found = [bad.number for bad in error.bad_lines]

    assert found == sorted(found)


@given(
    st.lists(
        st.datetimes(naive(2026, 3, 1), naive(2026, 10, 31), timezones=st.just(UTC)),
        max_size=20,
    )
)
def test_written_instants_are_read_back(instants: list[datetime]) -> None:
    text = "\n".join(instant.isoformat() for instant in instants)

    assert read(text) == sorted(instants)
