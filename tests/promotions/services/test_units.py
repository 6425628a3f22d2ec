"""What staff hand in before a prize is published."""

from datetime import UTC, datetime, timedelta

import pytest

from promotions.enums import DrawMethod, PrizeKind, ReleasePolicy, Spread
from promotions.services.campaigns import NotInThisState
from promotions.services.stock import Stock, moments_per_day, stock_of
from promotions.services.units import (
    VoucherCodesRefused,
    discard_voucher_codes,
    load_moments,
    load_voucher_codes,
)
from tests.database import database_fingerprint
from tests.factories.promotions import PrizeFactory, live_game, publish
from tests.factories.tokens import redeem, token_for

NOW = datetime.now(UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]


def test_voucher_codes_are_held_until_they_are_published() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE, quantity=2)

    loaded = load_voucher_codes(prize_id=prize.pk, codes=["a", "b", "c"])

    assert (loaded, stock_of([prize.pk], at=NOW)) == (3, {prize.pk: Stock(held=3)})
    publish(prize.game.campaign)
    assert stock_of([prize.pk], at=NOW) == {prize.pk: Stock(held=1, available=2)}


@pytest.mark.parametrize(
    ("codes", "problem"),
    [
        (["x", ""], "Line 2: a code has 1 to 200 characters."),
        (["x" * 201], "Line 1: a code has 1 to 200 characters."),
        (["a\0b"], "Line 1: a code has 1 to 200 characters."),
        (["x", "known"], "Line 2: the prize has this code already."),
    ],
)
def test_bad_voucher_codes_are_refused_all(codes: list[str], problem: str) -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE)
    load_voucher_codes(prize_id=prize.pk, codes=["known"])
    before = database_fingerprint()

    with pytest.raises(VoucherCodesRefused) as refused:
        load_voucher_codes(prize_id=prize.pk, codes=codes)

    assert refused.value.problems == [problem]
    assert database_fingerprint() == before


def test_a_repeated_voucher_code_is_named_by_its_lines() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE)

    with pytest.raises(VoucherCodesRefused) as refused:
        load_voucher_codes(prize_id=prize.pk, codes=["a", "b", "a"])

    assert refused.value.problems == [
        f"Line {line}: the code stands there more than once." for line in (1, 3)
    ]


def test_a_published_campaign_takes_nothing_in() -> None:
    prize = live_game().prizes.get()

    with pytest.raises(NotInThisState):
        load_voucher_codes(prize_id=prize.pk, codes=["a"])


def test_a_list_of_moments_sets_the_quantity() -> None:
    prize = PrizeFactory(draw_method=DrawMethod.MOMENT, spread=Spread.MANUAL)
    first = prize.game.campaign.starts_at + timedelta(days=2)

    loaded = load_moments(prize_id=prize.pk, text=f"{first.isoformat()}\n{first.isoformat()}")

    publish(prize.game.campaign)
    prize.refresh_from_db()
    assert (loaded, prize.quantity) == (2, 2)
    assert moments_per_day(prize.pk) == [(first.astimezone(UTC).date(), 2)]


def test_a_list_is_for_prizes_whose_moments_come_from_one() -> None:
    prize = PrizeFactory()

    with pytest.raises(NotInThisState):
        load_moments(prize_id=prize.pk, text=datetime.now(UTC).isoformat())


def test_stock_counts_each_state() -> None:
    game = live_game(quantity=3)
    prize = game.prizes.get()

    redeem(token_for(game))

    assert stock_of([prize.pk], at=NOW) == {prize.pk: Stock(available=2, awarded=1)}


def test_moments_that_passed_unclaimed_are_not_available() -> None:
    prize = live_game(
        quantity=5,
        draw_method=DrawMethod.MOMENT,
        spread=Spread.UNIFORM,
        release_policy=ReleasePolicy.WINDOW,
        window_seconds=60,
    ).prizes.get()

    over = stock_of([prize.pk], at=NOW + timedelta(days=40))

    assert over == {prize.pk: Stock(closed=5)}


def test_voucher_codes_that_were_not_published_can_be_discarded() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE, quantity=1)
    load_voucher_codes(prize_id=prize.pk, codes=["a", "b"])

    discarded = discard_voucher_codes(prize_id=prize.pk)

    assert (discarded, prize.units.count()) == (2, 0)


def test_voucher_codes_of_a_published_campaign_are_not_discarded() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE, quantity=1)
    load_voucher_codes(prize_id=prize.pk, codes=["a", "b"])
    publish(prize.game.campaign)
    before = database_fingerprint()

    with pytest.raises(NotInThisState):
        discard_voucher_codes(prize_id=prize.pk)

    assert database_fingerprint() == before
