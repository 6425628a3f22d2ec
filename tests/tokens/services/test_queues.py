from decimal import Decimal

import pytest

from identities.enums import Channel
from identities.services.actors import Actor
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, award, fund, held
from tokens.models import Asset, AwardedAmount, AwardRequest, Funding
from tokens.services.fundings import approve_funding, propose_funding
from tokens.services.queues import forecast_funding, places_of

pytestmark = pytest.mark.django_db

ADA = {"wallet": "0xADA"}


def places() -> list[list[tuple[str, Decimal, int, Decimal]]]:
    """Return the places of all requests, the oldest first."""
    rows = AwardRequest.objects.order_by("requested_at").prefetch_related("amounts__asset")
    found = places_of(rows)
    return [
        [(at.asset.symbol, at.amount, at.place, at.missing) for at in found.get(row.pk, [])]
        for row in rows
    ]


def proposed(asset: Asset, amount: object) -> Funding:
    by = Actor(Channel.ADMIN, user=UserFactory())
    return propose_funding(asset=asset, amount=Decimal(str(amount)), reason="More.", by=by)


def test_places_are_counted_for_each_asset_and_say_what_is_missing() -> None:
    bolt = AssetFactory(symbol="BOLT")
    nut = AssetFactory(symbol="NUT", campaign=bolt.campaign)
    fund(bolt, 10)
    award((bolt, 4))
    award((bolt, 15), **ADA)
    award((nut, 3), **ADA)
    award((bolt, 1), (nut, 2), **ADA)

    assert places() == [
        [],
        [("BOLT", 15, 1, 5)],
        [("NUT", 3, 1, 3)],
        [("BOLT", 1, 2, 6), ("NUT", 2, 2, 5)],
    ]


def test_other_campaigns_wait_in_queues_of_their_own() -> None:
    bolt = AssetFactory()
    other = AssetFactory(campaign=CampaignFactory(organization=bolt.organization))
    award((bolt, 1), **ADA)
    award((other, 2), **ADA)

    assert [[(place, missing) for _, _, place, missing in row] for row in places()] == [
        [(1, 1)],
        [(1, 2)],
    ]


def test_nothing_is_missing_where_another_asset_holds_it_up() -> None:
    bolt = AssetFactory(symbol="BOLT")
    nut = AssetFactory(symbol="NUT", campaign=bolt.campaign)
    fund(bolt, 10)
    award((bolt, 1), (nut, 1), **ADA)
    award((bolt, 1), **ADA)

    assert places()[1] == [("BOLT", 1, 2, 0)]


def test_a_settled_request_has_no_place() -> None:
    bolt = AssetFactory()
    award((bolt, 1), **ADA)
    fund(bolt, 1)

    assert places() == [[]]
    assert places_of([]) == {}


@pytest.mark.parametrize("amount", ["0.01", 4, 5, 9, 10, 11, "30.5", 500])
def test_a_forecast_is_what_the_funding_does_then(amount: object) -> None:
    bolt = AssetFactory(symbol="BOLT")
    nut = AssetFactory(symbol="NUT", campaign=bolt.campaign)
    fund(bolt, 1)
    fund(nut, 2)
    for amounts in (
        [(bolt, 5)], [(nut, 2), (bolt, 5)], [(nut, 1)], [(bolt, "10.5")], [(bolt, 1), (nut, 9)],
        [(bolt, 1)],
    ):  # fmt: skip
        award(*amounts, **ADA)
    funding = proposed(bolt, amount)

    forecast = forecast_funding(funding=funding)
    settled = approve_funding(funding=funding, by=UserFactory()).settled

    still = AwardedAmount.objects.filter(asset=bolt, queue_number__isnull=False)
    wanted = sum((each.amount for each in still), start=Decimal(0))
    left = held(bolt, kind="project")
    paid = AwardedAmount.objects.filter(asset=bolt, award_request__request_id__in=settled)
    assert (forecast.settled, forecast.waiting) == (len(settled), still.count())
    assert forecast.settled_amount == sum((each.amount for each in paid), start=Decimal(0))
    assert (forecast.left, forecast.missing) == (left, max(wanted - left, Decimal(0)))


def test_no_digit_of_the_finest_amounts_is_lost() -> None:
    bolt = AssetFactory(decimals=18)
    most, least = Decimal("99999999999999999999.999999999999999999"), Decimal("1e-18")
    missing = Decimal("99999999999999999999.999999999999999998")
    award((bolt, most), **ADA)
    award((bolt, most), **ADA)
    fund(bolt, least)

    forecast = forecast_funding(funding=proposed(bolt, most))

    assert (forecast.left, forecast.missing) == (least, missing)
    assert places()[0][0][3] == missing


def test_a_forecast_changes_nothing() -> None:
    bolt = AssetFactory()
    award((bolt, 5), **ADA)
    funding = proposed(bolt, 5)

    assert forecast_funding(funding=funding).settled == 1

    funding.refresh_from_db()
    assert (funding.state, AwardRequest.objects.get().state) == ("proposed", "queued")
