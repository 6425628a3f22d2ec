from decimal import Decimal, localcontext
from uuid import uuid4

import factory

from identities.enums import Channel
from identities.models import Organization
from identities.services.actors import Actor
from promotions.enums import PrizeKind
from promotions.models import Game
from tests.factories.identities import ApiClientFactory
from tests.factories.promotions import CampaignFactory, PrizeFactory, publish
from tokens.models import Asset, ValueGrant, Wallet
from tokens.services.amounts import EXACT
from tokens.services.fundings import PostedFunding, fund_wallet
from tokens.services.minting import MintedAllowance, mint_allowance
from tokens.services.value_awards import RequestedAward, WantedAmount, request_award


class AssetFactory(factory.django.DjangoModelFactory):
    campaign = factory.SubFactory(CampaignFactory)
    organization = factory.SelfAttribute("campaign.organization")
    name = "Bolts"
    symbol = factory.Sequence("BOLT{}".format)
    decimals = 2
    contract = factory.Sequence("0xC0FFEE{}".format)
    chain_name = "Ethereum"

    class Meta:
        model = Asset


def server(organization: Organization) -> Actor:
    """Return an API client of *organization*, as the one who acts."""
    return Actor(Channel.PLATFORM, client=ApiClientFactory(organization=organization))


def project_wallet(asset: Asset) -> Wallet:
    return Wallet.objects.get(campaign=asset.campaign)


def fund(asset: Asset, amount: object, *, request_id: str | None = None) -> PostedFunding:
    """Fund the project wallet of *asset*'s campaign as an API client does."""
    return fund_wallet(
        organization=asset.organization,
        address=project_wallet(asset).address,
        asset_id=asset.pk,
        amount=Decimal(str(amount)),
        request_id=request_id or str(uuid4()),
        by=server(asset.organization),
    )


def award(*amounts: tuple[Asset, object], **arguments: object) -> RequestedAward:
    """Award amounts of assets of one campaign to ``ada``, unless *arguments* say otherwise."""
    asset = amounts[0][0]
    return request_award(
        **{  # type: ignore[arg-type]
            "organization": asset.organization,
            "request_id": str(uuid4()),
            "campaign_id": asset.campaign_id,
            "participant": "ada",
            "amounts": [WantedAmount(one.pk, Decimal(str(amount))) for one, amount in amounts],
            "by": arguments.pop("by", None) or server(asset.organization),
            **arguments,
        }
    )


def mint(asset: Asset, amount: object, **arguments: object) -> MintedAllowance:
    """Mint from the allowance of ``ada`` to ``0xADA``, unless *arguments* say otherwise."""
    return mint_allowance(
        **{  # type: ignore[arg-type]
            "organization": asset.organization,
            "request_id": str(uuid4()),
            "participant": "ada",
            "asset_id": asset.pk,
            "amount": Decimal(str(amount)),
            "wallet": "0xADA",
            "by": arguments.pop("by", None) or server(asset.organization),
            **arguments,
        }
    )


def game_that_pays(
    asset: Asset, amount: object = "2.5", *, prize: dict[str, object] | None = None, **grant: object
) -> Game:
    """Return the game of *asset*'s campaign, published, whose every play wins *amount* of it."""
    made = PrizeFactory(
        kind=PrizeKind.VALUE, quantity=20, game__campaign=asset.campaign, **prize or {}
    )
    ValueGrant.objects.create(prize=made, asset=asset, amount=Decimal(str(amount)), **grant)
    publish(asset.campaign)
    made.game.refresh_from_db()
    return made.game


def held(asset: Asset, **account: object) -> Decimal:
    """Return what the accounts of *asset* hold that these fields select."""
    accounts = asset.accounts.filter(**account).with_balance()
    with localcontext(prec=EXACT):
        return sum((one.balance for one in accounts), start=Decimal(0))
