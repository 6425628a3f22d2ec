from decimal import Decimal

import pytest

from tests.factories.ledger import store_funding
from tests.factories.values import AssetFactory
from tokens.models import Balance, Posting

MOST = "99999999999999999999.999999999999999999"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(MOST, MOST), ("2.500000000000000000", "2.5"), ("1600", "1600"), ("0", "0")],
)
def test_an_amount_names_all_its_digits_and_no_others(amount: str, text: str) -> None:
    assert str(Posting(amount=Decimal(amount))) == text
    assert str(Balance(amount=Decimal(amount))) == text


@pytest.mark.django_db
def test_a_funding_is_named_by_its_amount() -> None:
    asset = AssetFactory(decimals=18, symbol="BOLT")

    assert str(store_funding(asset, amount=Decimal(MOST))) == f"{MOST} BOLT"
