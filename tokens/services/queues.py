"""Queues of project wallets: who waits at which place, and what a funding would settle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from tokens.enums import AccountKind
from tokens.models import Asset, AwardedAmount, AwardRequest, Balance, Funding
from tokens.services.amounts import EXACT

NOTHING = Decimal(0)

# each queue is read once, as far as the last of the requests that are asked about
PLACES = """
SELECT award_request_id, asset_id, amount, place, wanted
FROM (
    SELECT award_request_id, asset_id, amount,
        row_number() OVER queue AS place, sum(amount) OVER queue AS wanted
    FROM tokens_awardedamount
    WHERE asset_id = ANY (%s) AND queue_number <= %s
    WINDOW queue AS (PARTITION BY asset_id ORDER BY queue_number)
) AS line
WHERE award_request_id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where an award waits for an asset: *place* 1 is next.

    ``missing`` is what the project wallet lacks for it and for all that are before it; zero where
    it waits for another asset, or behind one that does.
    """

    asset: Asset
    amount: Decimal
    place: int
    missing: Decimal


@dataclass(frozen=True, slots=True)
class FundingForecast:
    """What a funding would do now: awards that it settles, and that go on waiting for its asset.

    ``left`` is what would be in the project wallet of its asset then; ``missing`` what those that
    go on waiting lack of it.
    """

    settled: int
    settled_amount: Decimal
    waiting: int
    left: Decimal
    missing: Decimal


def places_of(requests: Iterable[AwardRequest]) -> dict[UUID, list[QueuePlace]]:
    """Return the places of those of *requests* that are queued, with a constant count of queries.

    Their ``amounts`` and the assets of these are taken as they were fetched.
    """
    queued = [request for request in requests if request.queue_number and not request.settled_at]
    assets = {
        amount.asset_id: amount.asset for request in queued for amount in request.amounts.all()
    }
    places: dict[UUID, list[QueuePlace]] = {request.pk: [] for request in queued}
    if not queued:
        return places
    held = _held(assets)
    last = max(request.queue_number or 0 for request in queued)
    with localcontext(prec=EXACT), connection.cursor() as cursor:
        cursor.execute(PLACES, [list(assets), last, list(places)])
        for request_id, asset_id, amount, place, wanted in cursor.fetchall():
            missing = max(wanted - held[asset_id], NOTHING)
            places[request_id].append(QueuePlace(assets[asset_id], amount, place, missing))
    return {key: sorted(found, key=lambda at: at.asset.symbol) for key, found in places.items()}


def forecast_funding(*, funding: Funding) -> FundingForecast:
    """Return what posting *funding* would settle now: the same as ``settle_awards_v1`` would."""
    with localcontext(prec=EXACT):
        return _forecast(funding)


def _forecast(funding: Funding) -> FundingForecast:
    own, campaign_id = funding.asset_id, funding.asset.campaign_id
    held = _held(Asset.objects.filter(campaign=campaign_id).values_list("pk", flat=True))
    held[own] += funding.amount
    settled, settled_amount, waiting, waiting_amount = 0, NOTHING, 0, NOTHING
    closed: set[UUID] = set()
    for wanted in _queue_of(campaign_id):
        if closed & wanted.keys() or any(held[key] < wanted[key] for key in wanted):
            closed |= wanted.keys()
            waiting += own in wanted
            waiting_amount += wanted.get(own, NOTHING)
            continue
        settled += 1
        settled_amount += wanted.get(own, NOTHING)
        for asset_id, amount in wanted.items():
            held[asset_id] -= amount
    missing = max(waiting_amount - held[own], NOTHING)
    return FundingForecast(settled, settled_amount, waiting, held[own], missing)


def _queue_of(campaign_id: UUID) -> Iterator[dict[UUID, Decimal]]:
    """Yield what each award wants that waits at a campaign's wallet, the oldest first."""
    rows = AwardedAmount.objects.filter(
        asset__campaign=campaign_id, queue_number__isnull=False
    ).order_by("queue_number")
    amounts = rows.values_list("queue_number", "asset", "amount")
    for _, group in groupby(amounts.iterator(), key=itemgetter(0)):
        yield {asset_id: amount for _, asset_id, amount in group}


def _held(asset_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """Return what project wallets hold of each of the assets."""
    rows = Balance.objects.filter(account__asset__in=list(asset_ids), kind=AccountKind.PROJECT)
    return dict(rows.order_by().values_list("account__asset").annotate(held=Sum("amount")))
