"""Wallets: where amounts of assets are held."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from identities.models import Organization, Participant
from promotions.models import Campaign
from promotions.services.refusals import violated_constraint
from tokens.enums import ValueRefusal, WalletKind
from tokens.models import Account, PayoutWallet, Wallet
from tokens.models.asset import address_validator
from tokens.services.refusing import ValueRefused

HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]+")


class WalletNotFound(Exception):
    """The organization knows no wallet of this address."""


class ProjectWalletExists(Exception):
    """The campaign has its project wallet already; it stays."""


class AddressTaken(Exception):
    """Another wallet of the organization has the address."""


@dataclass(frozen=True, slots=True)
class HeldAmount:
    """How much of an asset a wallet holds."""

    asset_id: UUID
    amount: Decimal


def address_key(address: str) -> str:
    """Return what addresses are compared by, as ``address_key_v1`` does in the database."""
    return address.lower() if HEXADECIMAL.fullmatch(address) else address


def check_address(address: str) -> str:
    """Return *address*: 1 to 200 visible ASCII characters without / and ?.

    Raises ``ValueRefused``: ``address_invalid``.
    """
    if not re.search(address_validator.regex, address):
        raise ValueRefused(ValueRefusal.ADDRESS_INVALID)
    return address


def find_wallet(*, organization: Organization, address: str) -> Wallet:
    """Return the wallet at *address*. Raises ``WalletNotFound``."""
    found = Wallet.objects.in_organization(organization).at_address(address).first()
    if found is None:
        raise WalletNotFound(address)
    return found


def balances_of(*, wallets: Iterable[Wallet]) -> dict[UUID, list[HeldAmount]]:
    """Return what *wallets* hold, by their primary keys; by symbol, of all participants together.

    A project wallet holds some of every asset of its campaign, though it be nothing.
    """
    held = (
        Account.objects.filter(wallet__in=wallets)
        .values("wallet_id", "asset_id")
        .annotate(amount=Sum("balances__amount"))
        .order_by("asset__symbol", "asset_id")
    )
    balances: dict[UUID, list[HeldAmount]] = defaultdict(list)
    for row in held:
        balances[row["wallet_id"]].append(HeldAmount(row["asset_id"], row["amount"]))
    return balances


def open_project_wallet(*, campaign: Campaign, address: str) -> Wallet:
    """Give the campaign its project wallet, at an address of its own, before its first asset.

    Without, one is opened with the first asset, at a random address. Raises ``ValueRefused``
    (``address_invalid``), ``ProjectWalletExists``, ``AddressTaken``.
    """
    try:
        with transaction.atomic():
            return Wallet.objects.create(
                organization_id=campaign.organization_id,
                kind=WalletKind.PROJECT,
                campaign=campaign,
                address=check_address(address),
            )
    except IntegrityError as error:
        match violated_constraint(error):
            case "wallet_one_of_project":
                raise ProjectWalletExists(campaign.pk) from None
            case "wallet_address_unique":
                raise AddressTaken(address) from None
        raise


def name_payout_wallet(
    *, organization: Organization, participant: Participant, address: str, at: datetime
) -> PayoutWallet:
    """Let prizes that pay to a wallet pay *participant* at *address* from now on.

    Raises ``ValueRefused``: ``address_invalid``, ``project_wallet``.
    """
    wallet, _ = Wallet.objects.get_or_create(
        organization=organization,
        address_key=address_key(check_address(address)),
        defaults={"kind": WalletKind.EXTERNAL, "address": address},
    )
    if wallet.kind == WalletKind.PROJECT:
        raise ValueRefused(ValueRefusal.PROJECT_WALLET)
    named, _ = PayoutWallet.objects.update_or_create(
        participant=participant,
        defaults={"organization": organization, "wallet": wallet, "named_at": at},
    )
    return named


def forget_payout_wallet(*, organization: Organization, participant: Participant) -> None:
    """Let prizes that pay to a wallet become allowances of *participant* from now on."""
    PayoutWallet.objects.filter(organization=organization, participant=participant).delete()
