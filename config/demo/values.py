"""The demo's value tokens: bolts that are funded, and crumbs that everybody still waits for."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from identities.enums import Channel
from identities.models import ApiClient, Participant, User
from identities.services.actors import Actor
from promotions.enums import DrawMethod, PrizeKind
from promotions.models import Campaign
from tokens.enums import AwardDestination
from tokens.models import Asset, ValueGrant, Wallet
from tokens.services.fundings import fund_wallet, propose_funding
from tokens.services.minting import mint_allowance
from tokens.services.value_awards import WantedAmount, request_award

from .games import GAMES, PLENTY, make_game, make_prize

BEANS, CRUMBS = "BEAN", "CRUMB"


def make_assets(campaign: Campaign) -> None:
    """Open both assets, and a game whose every play wins some beans."""
    beans = Asset.objects.create(
        organization=campaign.organization,
        campaign=campaign,
        name="Beans",
        symbol=BEANS,
        decimals=2,
        contract="0xBea2dd6bb1a9a1c0ffeec0de5a1ab0a7de5ef00d",
        chain_name="Ethereum",
    )
    Asset.objects.create(
        organization=campaign.organization,
        campaign=campaign,
        name="Crumbs",
        symbol=CRUMBS,
        decimals=0,
        contract="0xC2b0000000000000000000000000000000c0ffee",
        chain_name="Ethereum",
    )
    game = make_game(
        campaign, GAMES["wins_value"], "Bean Counter", position=7,
        description="Every play wins 2.5 beans.", win_message="2.5 beans for your jar!",
    )  # fmt: skip
    prize = make_prize(
        game, "beans", "2.5 beans", draw_method=DrawMethod.EVERY_PLAY, quantity=PLENTY,
        kind=PrizeKind.VALUE,
    )  # fmt: skip
    ValueGrant.objects.create(
        prize=prize, asset=beans, amount=Decimal("2.5"), destination=AwardDestination.ALLOWANCE
    )


def make_value_history(
    *, campaign: Campaign, client: ApiClient, manager: User, ada: Participant, random: Random
) -> None:
    """Fund the beans and pay some of them out; let awards of crumbs wait for a funding."""
    by = Actor(channel=Channel.PLATFORM, client=client)
    beans, crumbs = (campaign.assets.get(symbol=symbol) for symbol in (BEANS, CRUMBS))
    _fund(campaign, beans, Decimal(25_000), by)
    for number in range(24):
        _award(campaign, beans, Decimal(random.randint(100, 9_900)) / 100, by, number=number)
    _award(campaign, beans, Decimal("120.50"), by, number=100, participant=ada.source_id)
    mint_allowance(
        organization=campaign.organization,
        request_id="demo-mint",
        participant=ada.source_id,
        asset_id=beans.pk,
        amount=Decimal("20.50"),
        wallet="0xAda0000000000000000000000000000000000001",
        by=by,
    )
    for number, amount in enumerate((500, 120, 80, 10), start=200):
        _award(campaign, crumbs, Decimal(amount), by, number=number, pays=True)
    propose_funding(
        asset=crumbs,
        amount=Decimal(600),
        reason="The bakery's share for the first week.",
        by=Actor(channel=Channel.ADMIN, user=manager),
    )


def value_facts(campaign: Campaign) -> dict[str, Any]:
    """Return what ``demo.json`` says of the funded asset and of the project wallet."""
    beans = campaign.assets.get(symbol=BEANS)
    return {
        "asset": {"id": str(beans.pk), "contract": beans.contract, "symbol": beans.symbol},
        "project_wallet": {"address": Wallet.objects.get(campaign=campaign).address},
    }


def _fund(campaign: Campaign, asset: Asset, amount: Decimal, by: Actor) -> None:
    fund_wallet(
        organization=campaign.organization,
        address=Wallet.objects.get(campaign=campaign).address,
        asset_id=asset.pk,
        amount=amount,
        request_id=f"demo-funding-{asset.symbol}",
        by=by,
    )


def _award(
    campaign: Campaign,
    asset: Asset,
    amount: Decimal,
    by: Actor,
    *,
    number: int,
    participant: str | None = None,
    pays: bool | None = None,
) -> None:
    """Award *amount*: every third one to a wallet, unless it *pays* or belongs to a participant."""
    pays = number % 3 == 0 if pays is None else pays
    request_award(
        organization=campaign.organization,
        request_id=f"demo-award-{number}",
        campaign_id=campaign.pk,
        participant=participant or f"card-{100_000 + number}",
        amounts=[WantedAmount(asset.pk, amount)],
        wallet=f"0x{number:040x}" if pays and participant is None else None,
        is_mintable=number % 4 != 1,
        by=by,
    )
