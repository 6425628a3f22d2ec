"""The demo's campaigns: one live for weeks, one over, one in review, one a draft."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from badges.models import Badge, BadgeGrant
from identities.models import Organization
from promotions.enums import (
    DrawMethod,
    GameKind,
    LimitCounts,
    LimitPer,
    LimitWindow,
    PrizeKind,
    ReleasePolicy,
    Spread,
    Stratum,
)
from promotions.models import (
    Campaign,
    Game,
    GamePresentation,
    GameType,
    Limit,
    Prize,
    PrizePresentation,
)
from promotions.services.campaigns import approve_campaign, submit_campaign
from promotions.services.units import load_voucher_codes
from tokens.models import TokenGrant

from .people import Staff

ZONE = ZoneInfo("Europe/Berlin")
PAST_DAYS = 24
DAY = 86_400
PLENTY = 100_000

# the codes of the games, by the names that demo.json gives them
GAMES = {
    "wins": "golden-cup",
    "loses": "lucky-sip",
    "wins_token": "second-cup",
    "limited": "daily-scratch",
    "ended": "autumn-blend",
    "moments": "golden-bean",
    "drawing": "roast-raffle",
    "drawn": "tasting-raffle",
}

RULES = """Open to everyone with an Aurora card. Every purchase of coffee with it gives one play.
A winning moment goes to the first play that is stored at or after it. Prizes are sent within
six weeks. No purchase gives a better chance than another; the draws are sealed before the start
and can be checked after the end."""

TASTING_RULES = """Open to every guest with a tasting card, one play each. Most win a tasting
for two; five winning moments, sealed before the start, give a day behind the bar. Three grinders
are drawn among all guests after the end, and three alternates."""

# few plays at night, most at lunch and after work
HOUR_WEIGHTS = [0] * 6 + [1, 3, 6, 6, 5, 6, 9, 8, 5, 5, 6, 9, 9, 7, 5, 3, 2, 1]
WEEKDAY_WEIGHTS = [4, 4, 4, 5, 7, 8, 5]


def midnight(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def make_live_campaign(organization: Organization, staff: Staff, at: datetime) -> Campaign:
    """Publish the loyalty promotion as it was before it began."""
    starts_at = midnight(at) - timedelta(days=PAST_DAYS)
    campaign = Campaign.objects.create(
        organization=organization,
        name="Golden Bean Weeks",
        description="Every coffee bought with the Aurora card is a chance to win.",
        time_zone=ZONE.key,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=120),
        minimum_age=None,
        rules_text=RULES,
        publishes_stock=True,
    )
    _golden_bean(campaign)
    golden_cup = _golden_cup(campaign)
    _second_cup(campaign, golden_cup)
    _daily_scratch(campaign)
    _lucky_sip(campaign)
    _roast_raffle(campaign)
    _approve(campaign, staff, starts_at - timedelta(days=2))
    return campaign


def make_ended_campaign(organization: Organization, staff: Staff, at: datetime) -> Campaign:
    """Publish a campaign whose time was over ten days ago."""
    ends_at = midnight(at) - timedelta(days=10)
    campaign = Campaign.objects.create(
        organization=organization,
        name="Autumn Blend Tasting",
        description="A free tasting for the first guests of the new roast.",
        time_zone=ZONE.key,
        starts_at=ends_at - timedelta(days=30),
        ends_at=ends_at,
        rules_text=TASTING_RULES,
    )
    game = _game(campaign, GAMES["ended"], "Autumn Blend", win_message="See you at the tasting!")
    _prize(
        game, "tasting", "Tasting for two", draw_method=DrawMethod.EVERY_PLAY, quantity=150,
        value=Decimal("18.00"), claim_seconds=14 * DAY,
    )  # fmt: skip
    _prize(
        game, "barista-day", "A day behind the bar", quantity=5, spread=Spread.STRATIFIED,
        stratum=Stratum.WEEK, value=Decimal("120.00"), claim_seconds=14 * DAY,
    )  # fmt: skip
    _tasting_raffle(campaign)
    _approve(campaign, staff, campaign.starts_at - timedelta(days=3))
    return campaign


def make_coming_campaigns(organization: Organization, staff: Staff, at: datetime) -> None:
    """Leave one campaign in review and one a draft, for the admin to have something to do."""
    for name, code, days in (
        ("Winter Roast Calendar", "winter-roast", 30),
        ("Filter Coffee Festival", "filter-festival", 75),
    ):
        starts_at = midnight(at) + timedelta(days=days)
        campaign = Campaign.objects.create(
            organization=organization,
            name=name,
            time_zone=ZONE.key,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(days=24),
            minimum_age=18,
            countries=["AT", "CH", "DE"],
            rules_text=RULES,
        )
        game = _game(campaign, code, name)
        _prize(
            game, "gift-box", "Gift box", draw_method=DrawMethod.MOMENT, quantity=48,
            spread=Spread.STRATIFIED, stratum=Stratum.DAY, value=Decimal("29.00"),
        )  # fmt: skip
        _limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 1)
        if days == 30:
            submit_campaign(campaign_id=campaign.pk, by=staff.users["manager"], at=at)


def _approve(campaign: Campaign, staff: Staff, at: datetime) -> None:
    submit_campaign(campaign_id=campaign.pk, by=staff.users["manager"], at=at)
    approve_campaign(
        campaign_id=campaign.pk, by=staff.users["approver"], at=at + timedelta(hours=5)
    )
    campaign.refresh_from_db()


def _golden_bean(campaign: Campaign) -> None:
    game = _game(
        campaign, GAMES["moments"], "Golden Bean", position=1,
        description="Instant win with sealed moments.",
        start_message="Open the bean!", win_message="A golden bean! You win.",
        lose_message="Just a bean this time. Your next coffee is your next chance.",
    )  # fmt: skip
    _prize(
        game, "journey", "Journey to a coffee farm in Colombia", position=1, quantity=2,
        spread=Spread.UNIFORM, value=Decimal("4900.00"), margin_seconds=7 * DAY,
        wins_per_participant=1, claim_seconds=14 * DAY, returns_forfeited=True,
    )  # fmt: skip
    _prize(
        game, "espresso-machine", "Espresso machine", position=2, quantity=40,
        spread=Spread.WEIGHTED, hour_weights=HOUR_WEIGHTS, weekday_weights=WEEKDAY_WEIGHTS,
        value=Decimal("649.00"), wins_per_participant=1, claim_seconds=14 * DAY,
        returns_forfeited=True,
    )  # fmt: skip
    _prize(
        game, "coffee-bag", "Bag of house blend, 250 g", position=3, quantity=1_200,
        spread=Spread.STRATIFIED, stratum=Stratum.DAY, value=Decimal("8.90"),
        release_policy=ReleasePolicy.WINDOW, window_seconds=4 * 3_600, claim_seconds=7 * DAY,
    )  # fmt: skip
    vouchers = _prize(
        game, "shop-voucher", "10 € voucher for the web shop", position=4, quantity=600,
        kind=PrizeKind.VOUCHER_CODE, spread=Spread.WEIGHTED, hour_weights=HOUR_WEIGHTS,
        value=Decimal("10.00"),
    )  # fmt: skip
    codes = [f"AURORA-{secrets.token_hex(5).upper()}" for _ in range(vouchers.quantity)]
    load_voucher_codes(prize_id=vouchers.pk, codes=codes)
    bean = _prize(
        game, "golden-bean-badge", "The Golden Bean badge", position=5, quantity=240,
        kind=PrizeKind.BADGE, spread=Spread.STRATIFIED, stratum=Stratum.DAY,
    )  # fmt: skip
    badge = Badge.objects.get(organization=campaign.organization, code="golden-bean")
    BadgeGrant.objects.create(prize=bean, badge=badge)
    _show_golden_bean(game, bean)
    _limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 3)
    _limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.WEEK, 3, counts=LimitCounts.WINS)
    _limit(campaign, game, LimitPer.GAME, LimitWindow.DAY, 5_000, counts=LimitCounts.TOKEN_AWARDS)


def _show_golden_bean(game: Game, bean: Prize) -> None:
    """Say how client apps show the game, and its badge, which is a surprise."""
    scratch_card = GameType.objects.create(
        organization=game.organization,
        source_id="6b1f2a8e-3d44-4c0e-9a3b-5f0d7c9e1a20",
        name="Scratch card",
        description="A card whose cover is scratched off.",
        bundle_name="scratch-card",
    )
    GamePresentation.objects.create(
        game=game,
        game_type=scratch_card,
        theme="golden",
        completion_title="Thank you for your visit",
        completion_message="Every coffee is another bean.",
        catalog_url="https://aurora-coffee.example/prizes",
        warning_percentage=10,
    )
    PrizePresentation.objects.create(
        prize=bean, is_hidden=True, outcome_message="A golden bean, and its badge is yours!"
    )


def _golden_cup(campaign: Campaign) -> Game:
    game = _game(
        campaign, GAMES["wins"], "Golden Cup", position=2, description="Every play wins.",
        win_message="A cappuccino on the house!",
    )  # fmt: skip
    _prize(
        game, "cappuccino", "Cappuccino on the house", draw_method=DrawMethod.EVERY_PLAY,
        quantity=PLENTY, value=Decimal("3.80"), claim_seconds=30 * DAY,
    )  # fmt: skip
    return game


def _second_cup(campaign: Campaign, granted: Game) -> None:
    game = _game(
        campaign, GAMES["wins_token"], "Second Cup", position=3,
        description="Every play wins a token for the Golden Cup.",
        win_message="You win a play of the Golden Cup!",
    )  # fmt: skip
    prize = _prize(
        game, "golden-cup-token", "A play of the Golden Cup", draw_method=DrawMethod.EVERY_PLAY,
        quantity=PLENTY, kind=PrizeKind.PLAY_TOKEN,
    )  # fmt: skip
    TokenGrant.objects.create(prize=prize, game=granted, valid_seconds=60 * DAY)


def _daily_scratch(campaign: Campaign) -> None:
    game = _game(
        campaign, GAMES["limited"], "Daily Scratch", position=4,
        description="One play a day for each participant.",
        win_message="Ten percent off today!", lose_message="Come back tomorrow.",
    )  # fmt: skip
    _prize(
        game, "discount", "10 % off the next purchase", draw_method=DrawMethod.PROBABILITY,
        quantity=PLENTY, chance=250_000_000,
    )  # fmt: skip
    _limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 1)


def _lucky_sip(campaign: Campaign) -> None:
    game = _game(
        campaign, GAMES["loses"], "Lucky Sip", position=5,
        description="The mugs come later: until then no play wins.",
        lose_message="No luck this time.",
    )  # fmt: skip
    _prize(
        game, "mug", "Aurora mug", draw_method=DrawMethod.PROBABILITY, quantity=500, chance=0,
        value=Decimal("12.00"),
    )  # fmt: skip


def _roast_raffle(campaign: Campaign) -> None:
    game = _game(
        campaign, GAMES["drawing"], "Roast Raffle", position=6, kind=GameKind.DRAWING, alternates=5,
        description="An entry with every bag of beans; winners are drawn after the end.",
    )  # fmt: skip
    _prize(
        game, "roastery-weekend", "A weekend at the roastery", position=1, quantity=1,
        draw_method=DrawMethod.DRAWING, value=Decimal("890.00"), claim_seconds=14 * DAY,
    )  # fmt: skip
    _prize(
        game, "beans-for-a-year", "Beans for a year", position=2, quantity=4,
        draw_method=DrawMethod.DRAWING, value=Decimal("210.00"), claim_seconds=14 * DAY,
    )  # fmt: skip
    _limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 2, counts=LimitCounts.ENTRIES)


def _tasting_raffle(campaign: Campaign) -> None:
    game = _game(
        campaign, GAMES["drawn"], "Tasting Raffle", position=1, kind=GameKind.DRAWING, alternates=3,
        description="Everybody who came to a tasting took part in the drawing.",
    )  # fmt: skip
    _prize(
        game, "grinder", "Coffee grinder", quantity=3, draw_method=DrawMethod.DRAWING,
        value=Decimal("320.00"), claim_seconds=30 * DAY,
    )  # fmt: skip
    _limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 1, counts=LimitCounts.ENTRIES)


def _game(campaign: Campaign, code: str, name: str, **members: Any) -> Game:
    return Game.objects.create(
        organization=campaign.organization, campaign=campaign, code=code, name=name, **members
    )


def _prize(game: Game, code: str, name: str, **members: Any) -> Prize:
    members.setdefault("draw_method", DrawMethod.MOMENT)
    if "value" in members:
        members["currency"] = "EUR"
    return Prize.objects.create(game=game, code=code, name=name, **members)


def _limit(
    campaign: Campaign,
    game: Game,
    per: LimitPer,
    window: LimitWindow,
    maximum: int,
    *,
    counts: LimitCounts = LimitCounts.PLAYS,
) -> Limit:
    return Limit.objects.create(
        campaign=campaign, game=game, counts=counts, per=per, window=window, maximum=maximum
    )
