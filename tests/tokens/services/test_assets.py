from decimal import Decimal

import pytest

from tests.factories.ledger import store_funding
from tests.factories.promotions import PrizeFactory
from tests.factories.values import AssetFactory, award, fund, mint
from tokens.models import Asset, ValueGrant
from tokens.services.assets import Holdings, holdings_of, is_in_use

pytestmark = pytest.mark.django_db


def test_holdings_say_where_what_was_issued_is() -> None:
    bolt, other = AssetFactory(), AssetFactory()
    fund(bolt, 100)
    award((bolt, 30), wallet="0xADA")
    award((bolt, 20))
    mint(bolt, 5)
    award((bolt, 500), wallet="0xADA")

    assert holdings_of([bolt.pk, other.pk]) == {
        bolt.pk: Holdings(issued=120, project=70, allowances=15, external=35, waiting=500),
        other.pk: Holdings(),
    }


def test_no_digit_of_what_was_issued_is_lost() -> None:
    bolt = AssetFactory(decimals=18)
    most = Decimal("99999999999999999999.999999999999999999")
    fund(bolt, most)

    assert holdings_of([bolt.pk])[bolt.pk].issued == most


def test_a_new_asset_is_not_in_use() -> None:
    assert not is_in_use(AssetFactory())


def grant(asset: Asset) -> None:
    ValueGrant.objects.create(prize=PrizeFactory(), asset=asset, amount=1)


@pytest.mark.parametrize("use", [store_funding, lambda asset: award((asset, 1)), grant])
def test_an_asset_that_anything_has_an_amount_of_is_in_use(use: object) -> None:
    bolt = AssetFactory()

    use(bolt)

    assert is_in_use(bolt)
