"""Funding project wallets: by an API client at once, in the admin by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from identities.models import Organization, User
from identities.services.actors import Actor
from promotions.services.refusals import violated_constraint
from tokens.enums import FundingState, ValueRefusal, WalletKind
from tokens.models import Asset, Funding, Wallet
from tokens.services.amounts import canonical_request_id, check_amount_of
from tokens.services.refusing import ReasonMissing, ValueRefused


class FundingAlreadyDecided(Exception):
    """The funding was posted or rejected before."""


class DecidedByProposer(Exception):
    """Who proposed a funding may not decide on it."""


@dataclass(frozen=True, slots=True)
class PostedFunding:
    """A funding, and the ids of the award requests that it settled, in their order."""

    funding: Funding
    settled: list[str]
    replayed: bool = False


def fund_wallet(
    *,
    organization: Organization,
    address: str,
    asset_id: UUID,
    amount: Decimal,
    request_id: str,
    by: Actor,
) -> PostedFunding:
    """Issue *amount* of an asset into the project wallet at *address*, and settle what waits there.

    The same *request_id* with the same content answers the same funding. Raises ``ValueRefused``;
    then nothing is changed.
    """
    request_id = canonical_request_id(request_id)
    asset, wallet = _asset_and_wallet(organization, address, asset_id)
    check_amount_of(asset, amount)
    wanted = Funding(
        organization=organization, request_id=request_id, wallet=wallet, asset=asset, amount=amount,
        state=FundingState.PROPOSED, channel=by.channel, client=by.client, proposed_by=by.user,
    )  # fmt: skip
    made = _made(wanted)
    if made is not None:
        return made
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
            return _post(wanted, None)
    except IntegrityError as error:
        if violated_constraint(error) != "funding_request_id_unique":
            raise
        # another call with this id made it meanwhile
        made = _made(wanted)
        if made is None:
            raise
        return made


def propose_funding(*, asset: Asset, amount: Decimal, reason: str, by: Actor) -> Funding:
    """Propose to issue *amount* into the project wallet of the asset's campaign.

    Another person's approval posts it. Raises ``ReasonMissing``, ``ValueRefused``.
    """
    if not reason.strip():
        raise ReasonMissing
    check_amount_of(asset, amount)
    return Funding.objects.create(
        organization_id=asset.organization_id,
        request_id=str(uuid4()),
        wallet=Wallet.objects.get(campaign_id=asset.campaign_id),
        asset=asset,
        amount=amount,
        reason=reason,
        state=FundingState.PROPOSED,
        channel=by.channel,
        proposed_by=by.user,
    )


def approve_funding(*, funding: Funding, by: User) -> PostedFunding:
    """Post a proposed funding, and settle what waits for it, in one transaction.

    Raises ``FundingAlreadyDecided``, ``DecidedByProposer``.
    """
    with transaction.atomic():
        return _post(_undecided(funding, by), by)


def reject_funding(*, funding: Funding, reason: str, by: User, at: datetime) -> Funding:
    """Turn a proposed funding down.

    Raises ``ReasonMissing``, ``FundingAlreadyDecided``, ``DecidedByProposer``.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        found = _undecided(funding, by)
        found.state, found.decided_by, found.decided_at = FundingState.REJECTED, by, at
        found.decision_reason = reason
        found.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    return found


def _asset_and_wallet(
    organization: Organization, address: str, asset_id: UUID
) -> tuple[Asset, Wallet]:
    wallets = Wallet.objects.in_organization(organization).filter(kind=WalletKind.PROJECT)
    wallet = wallets.at_address(address).first()
    if wallet is None:
        raise ValueRefused(ValueRefusal.WALLET_NOT_FOUND)
    asset = Asset.objects.filter(pk=asset_id, campaign=wallet.campaign).first()
    if asset is None:
        raise ValueRefused(ValueRefusal.ASSET_NOT_FOUND, {"asset": str(asset_id)})
    return asset, wallet


def _made(wanted: Funding) -> PostedFunding | None:
    made = Funding.objects.filter(
        organization=wanted.organization, request_id=wanted.request_id
    ).first()
    if made is None:
        return None
    if (made.wallet_id, made.asset_id, made.amount) != (
        wanted.wallet_id, wanted.asset_id, wanted.amount,
    ) or made.state != FundingState.POSTED:  # fmt: skip
        raise ValueRefused(ValueRefusal.REQUEST_MISMATCH)
    settled = made.settled.order_by("transfer__number").values_list("request_id", flat=True)
    return PostedFunding(made, list(settled), replayed=True)


def _undecided(funding: Funding, by: User) -> Funding:
    found = Funding.objects.locked().get(pk=funding.pk)
    if found.state != FundingState.PROPOSED:
        raise FundingAlreadyDecided(funding.pk)
    if found.proposed_by_id == by.pk:
        raise DecidedByProposer(funding.pk)
    return found


def _post(funding: Funding, by: User | None) -> PostedFunding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT post_funding_v1(%s, %s)", [funding.pk, by.pk if by else None])
        (settled,) = cursor.fetchone()
    funding.refresh_from_db()
    return PostedFunding(funding, settled)
