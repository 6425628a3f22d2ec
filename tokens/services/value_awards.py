"""Awarding amounts of assets: to a participant's allowance, or out of the project wallet."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext
from typing import Any
from uuid import UUID

from django.db import connection

from identities.models import Organization, User
from identities.services.actors import Actor
from tokens.enums import AwardRequestState
from tokens.models import AwardRequest
from tokens.services.amounts import EXACT, amount_text, canonical_request_id, check_amount
from tokens.services.refusing import ReasonMissing, value_refusals_raised
from tokens.services.wallets import address_key, check_address

CANCEL = "SELECT cancel_award_v1(%s, %s, %s)"
REQUEST = "SELECT request_award_v1(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


class AwardNotQueued(Exception):
    """The award was settled or cancelled before."""


@dataclass(frozen=True, slots=True)
class WantedAmount:
    """How much of which asset is to be awarded; *contract* where the client named it."""

    asset_id: UUID
    amount: Decimal
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class RequestedAward:
    """An award request, and whether an earlier call made it.

    ``wallet`` is the address that it goes to, as it was first written; ``amounts`` are by asset.
    """

    id: UUID
    request_id: str
    state: AwardRequestState
    wallet: str | None
    amounts: dict[UUID, Decimal]
    requested_at: datetime
    settled_at: datetime | None
    replayed: bool


def request_award(
    *,
    organization: Organization,
    request_id: str,
    campaign_id: UUID,
    participant: str,
    amounts: Sequence[WantedAmount],
    by: Actor,
    wallet: str | None = None,
    is_mintable: bool = True,
) -> RequestedAward:
    """Award *amounts*, one or more, of the campaign's assets to a participant: all or none.

    *participant* is a source_id, created if unknown. Without *wallet* the amounts become an
    allowance, which *is_mintable* or not. With *wallet*, an address, they are paid out of the
    project wallet at once, or wait in its queue until it is funded, oldest first. The same
    *request_id* with the same content answers the same award. Raises ``ValueRefused``; then
    nothing is changed.
    """
    request_id = canonical_request_id(request_id)
    for index, wanted in enumerate(amounts):
        check_amount(wanted.amount, asset=str(wanted.asset_id), index=index)
    if wallet is not None:
        check_address(wallet)
    content = _content_sha256(campaign_id, participant, amounts, wallet, is_mintable)
    arguments: list[Any] = [
        organization.pk, request_id, content, campaign_id, participant,
        [wanted.asset_id for wanted in amounts], [wanted.contract for wanted in amounts],
        [wanted.amount for wanted in amounts], wallet, is_mintable, by.channel,
        by.client.pk if by.client else None,
    ]  # fmt: skip
    with value_refusals_raised(), connection.cursor() as cursor:
        cursor.execute(REQUEST, arguments)
        answer = json.loads(cursor.fetchone()[0])
    return _requested(request_id, answer)


def cancel_award(*, award_request: AwardRequest, reason: str, by: User) -> list[str]:
    """Take an award that waits for funds out of the queue, for good.

    What waited behind it alone is settled in the same transaction; returns the ids of these
    requests. Raises ``ReasonMissing``, ``AwardNotQueued``.
    """
    if not reason.strip():
        raise ReasonMissing
    with connection.cursor() as cursor:
        cursor.execute(CANCEL, [award_request.pk, by.pk, reason])
        settled: list[str] | None = cursor.fetchone()[0]
    if settled is None:
        raise AwardNotQueued(award_request.pk)
    return settled


def _requested(request_id: str, answer: dict[str, Any]) -> RequestedAward:
    settled_at = answer["settled_at"]
    return RequestedAward(
        id=UUID(answer["id"]),
        request_id=request_id,
        state=AwardRequestState(answer["state"]),
        wallet=answer["wallet"],
        amounts={UUID(one["asset"]): Decimal(one["amount"]) for one in answer["amounts"]},
        requested_at=datetime.fromisoformat(answer["requested_at"]),
        settled_at=None if settled_at is None else datetime.fromisoformat(settled_at),
        replayed=answer["replayed"],
    )


def _content_sha256(
    campaign_id: UUID,
    participant: str,
    amounts: Sequence[WantedAmount],
    wallet: str | None,
    is_mintable: bool,  # noqa: FBT001
) -> bytes:
    """Return the hash of all that is asked for: the order of amounts and their zeros don't count.

    Whether an award to a wallet is mintable doesn't either: nobody mints it.
    """
    added: dict[str, Decimal] = defaultdict(Decimal)
    with localcontext(prec=EXACT):
        for wanted in amounts:
            added[str(wanted.asset_id)] += wanted.amount
    content = {
        "campaign": str(campaign_id),
        "participant": participant,
        "amounts": {asset: amount_text(amount) for asset, amount in added.items()},
        "wallet": None if wallet is None else address_key(wallet),
        "is_mintable": is_mintable if wallet is None else None,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
