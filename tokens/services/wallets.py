"""Wallets: where amounts of assets are held."""

from __future__ import annotations

import re
from datetime import datetime

from identities.models import Organization, Participant
from tokens.enums import ValueRefusal, WalletKind
from tokens.models import PayoutWallet, Wallet
from tokens.models.asset import address_validator
from tokens.services.refusing import ValueRefused

HEXADECIMAL = re.compile(r"0[xX][0-9a-fA-F]+")


class WalletNotFound(Exception):
    """The organization knows no wallet of this address."""


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
