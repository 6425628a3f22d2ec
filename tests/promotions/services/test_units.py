"""What staff hand in before a prize is published."""

from datetime import UTC, datetime, timedelta

import pytest

from promotions.enums import DrawMethod, PrizeKind, Spread
from promotions.services.campaigns import NotInThisState
from promotions.services.stock import Stock, moments_per_day, stock_of
from promotions.services.units import VoucherCodesRefused, load_moments, load_voucher_codes
from tests.database import database_fingerprint
from tests.factories.promotions import PrizeFactory, live_game, publish
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]


def test_voucher_codes_are_held_until_they_are_published() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE, quantity=2)

    loaded = load_voucher_codes(prize_id=prize.pk, codes=["a", "b", "c"])

    assert (loaded, stock_of([prize.pk])) == (3, {prize.pk: Stock(held=3)})
    publish(prize.game.campaign)
    assert stock_of([prize.pk]) == {prize.pk: Stock(held=1, available=2)}


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
    redeem(token_for(game))

    assert stock_of([game.prizes.get().pk]) == {game.prizes.get().pk: Stock(available=2, awarded=1)}
