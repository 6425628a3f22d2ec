"""What participants hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import groupby
from typing import Any
from uuid import UUID

from identities.models import Organization
from identities.services.participants import ParticipantNotFound, find_participant
from tokens.models import Account, Asset
from tokens.services.amounts import EXACT
from tokens.services.campaigns import find_campaign


@dataclass(frozen=True, slots=True)
class AssetBalance:
    """What a participant holds of an asset: in accounts, each with a ``balance`` above zero."""

    asset: Asset
    accounts: list[Account]
    total: Decimal


def find_balances(
    *, organization: Organization, campaign_id: UUID, participant: str
) -> list[AssetBalance]:
    """Return what the participant, a source_id, holds of the campaign's assets, by their symbols.

    That is allowances and what was paid to wallets; an award that waits for funds is not held yet.
    Nobody known holds nothing. Raises ``ValueRefused``: ``campaign_not_found``.
    """
    campaign = find_campaign(organization=organization, campaign_id=campaign_id)
    try:
        holder = find_participant(organization=organization, source_id=participant)
    except ParticipantNotFound:
        return []
    accounts = (
        Account.objects.held_by(holder)
        .filter(asset__campaign=campaign)
        .holding_something()
        .select_related("asset", "wallet")
        .order_by("asset__symbol", "asset_id", "created_at", "id")
    )
    return [_balance(list(of_asset)) for _, of_asset in groupby(accounts, _asset_id)]


def _asset_id(account: Account) -> UUID:
    return account.asset_id


def _balance(accounts: list[Any]) -> AssetBalance:
    with localcontext(prec=EXACT):
        total = sum((account.balance for account in accounts), start=Decimal(0))
    return AssetBalance(accounts[0].asset, accounts, total)
