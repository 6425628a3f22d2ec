from decimal import Decimal
from uuid import uuid4

from identities.enums import Channel
from tests.factories.identities import ApiClientFactory, ParticipantFactory, UserFactory
from tests.factories.values import AssetFactory, project_wallet
from tokens.models import (
    Account,
    Asset,
    AwardRequest,
    Funding,
    Mint,
    Posting,
    Transfer,
    Wallet,
)


def account(asset: Asset | None = None, kind: str = "project") -> Account:
    """Return one of the accounts that are opened with an asset."""
    return (asset or AssetFactory()).accounts.get(kind=kind)


def external_wallet(asset: Asset, address: str = "0xADA") -> Wallet:
    return Wallet.objects.create(organization=asset.organization, kind="external", address=address)


def transfer_of(asset: Asset, kind: str = "award") -> Transfer:
    made = Transfer.objects.create(organization=asset.organization, kind=kind)
    made.refresh_from_db()
    return made


def post(*entries: tuple[Account, object], transfer: Transfer | None = None, slot: int = 0) -> None:
    """Write postings of one transfer by one statement, as nobody but the services should."""
    transfer = transfer or transfer_of(entries[0][0].asset)
    Posting.objects.bulk_create(
        Posting(
            transfer=transfer,
            number=transfer.number,
            account=one,
            slot=slot,
            amount=Decimal(str(amount)),
        )
        for one, amount in entries
    )


def store_funding(asset: Asset | None = None, /, **values: object) -> Funding:
    """Store a funding that a person proposed, unless *values* say otherwise."""
    asset = asset or AssetFactory()
    defaults: dict[str, object] = {
        "organization": asset.organization,
        "request_id": str(uuid4()),
        "wallet": project_wallet(asset),
        "asset": asset,
        "amount": 1,
        "state": "proposed",
        "channel": Channel.ADMIN,
    }
    if "client" not in values:
        defaults["proposed_by"] = UserFactory()
    return Funding.objects.create(**defaults | values)


def store_award_request(asset: Asset | None = None, /, **values: object) -> AwardRequest:
    """Store an award request of a queued award, unless *values* say otherwise."""
    asset = asset or AssetFactory()
    defaults: dict[str, object] = {
        "organization": asset.organization,
        "request_id": str(uuid4()),
        "content_sha256": b"\0" * 32,
        "campaign": asset.campaign,
        "participant": ParticipantFactory(organization=asset.organization),
        "destination": "wallet",
        "state": "queued",
        "queue_number": AwardRequest.objects.count() + 1,
        "channel": Channel.PLATFORM,
    }
    if "wallet" not in values:
        defaults["wallet"] = external_wallet(asset, f"0x{uuid4().hex}")
    return AwardRequest.objects.create(**defaults | values)


def store_mint(asset: Asset | None = None, /, **values: object) -> Mint:
    asset = asset or AssetFactory()
    defaults: dict[str, object] = {
        "organization": asset.organization,
        "request_id": str(uuid4()),
        "participant": ParticipantFactory(organization=asset.organization),
        "asset": asset,
        "wallet": project_wallet(asset),
        "amount": 1,
        "channel": Channel.PLATFORM,
        "client": ApiClientFactory(organization=asset.organization),
    }
    if "transfer" not in values:
        defaults["transfer"] = transfer_of(asset, "mint")
    return Mint.objects.create(**defaults | values)
