"""Assets: how much of them there is, and where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from tokens.enums import AccountKind
from tokens.models import Asset, AwardedAmount, Balance, Funding, ValueGrant

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much of an asset was ever issued, and which part of it is where.

    ``waiting`` is what queued awards wait for; it is part of nothing yet.
    """

    issued: Decimal = NOTHING
    project: Decimal = NOTHING
    allowances: Decimal = NOTHING
    external: Decimal = NOTHING
    waiting: Decimal = NOTHING


def holdings_of(asset_ids: Iterable[UUID]) -> dict[UUID, Holdings]:
    """Return the holdings of each asset, two queries for all."""
    sums: dict[UUID, dict[str, Decimal]] = {
        asset_id: defaultdict(Decimal) for asset_id in asset_ids
    }
    held = Balance.objects.filter(account__asset__in=sums).order_by()
    for asset_id, kind, amount in held.values_list("account__asset", "kind").annotate(
        held=Sum("amount")
    ):
        sums[asset_id][kind] = amount
    queued = AwardedAmount.objects.filter(asset__in=sums, queue_number__isnull=False).order_by()
    for asset_id, amount in queued.values_list("asset").annotate(wanted=Sum("amount")):
        sums[asset_id]["waiting"] = amount
    return {asset_id: _holdings(of_asset) for asset_id, of_asset in sums.items()}


def is_in_use(asset: Asset) -> bool:
    """Tell whether there are amounts of *asset*, or prizes that grant some: its places stay."""
    return any(
        model.objects.filter(asset=asset).exists() for model in (AwardedAmount, Funding, ValueGrant)
    )


def _holdings(sums: dict[str, Decimal]) -> Holdings:
    return Holdings(
        issued=sums[AccountKind.ISSUANCE].copy_negate(),
        project=sums[AccountKind.PROJECT],
        allowances=sums[AccountKind.ALLOWANCE],
        external=sums[AccountKind.EXTERNAL],
        waiting=sums["waiting"],
    )
