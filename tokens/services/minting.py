"""Minting: a participant's allowance becomes an amount in a wallet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from identities.models import Organization
from identities.services.actors import Actor
from tokens.models import Mint
from tokens.services.amounts import canonical_request_id, check_amount
from tokens.services.refusing import value_refusals_raised
from tokens.services.wallets import check_address

MINT = "SELECT mint_allowance_v1(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class MintedAllowance:
    """A mint, and whether an earlier call made it."""

    mint: Mint
    replayed: bool


def mint_allowance(
    *,
    organization: Organization,
    request_id: str,
    participant: str,
    asset_id: UUID,
    amount: Decimal,
    wallet: str,
    by: Actor,
) -> MintedAllowance:
    """Move *amount* from the mintable allowance of a participant, a source_id, to a wallet.

    *wallet* is an address, an external one. *by* without a client is the participant himself. The
    same *request_id* with the same content answers the same mint. Raises ``ValueRefused``; then
    nothing is changed.
    """
    request_id = canonical_request_id(request_id)
    check_amount(amount, asset=str(asset_id))
    check_address(wallet)
    arguments: list[Any] = [
        organization.pk, request_id, participant, asset_id, amount, wallet, by.channel,
        by.client.pk if by.client else None,
    ]  # fmt: skip
    with value_refusals_raised(), connection.cursor() as cursor:
        cursor.execute(MINT, arguments)
        answer = json.loads(cursor.fetchone()[0])
    mint = Mint.objects.select_related("asset", "wallet", "participant").get(pk=answer["id"])
    return MintedAllowance(mint, answer["replayed"])
