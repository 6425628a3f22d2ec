"""The demo's campaigns: one live for weeks, one over, one in review, one a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from identities.models import Organization
from promotions.enums import DrawMethod, LimitPer, LimitWindow, Spread, Stratum
from promotions.models import Campaign
from promotions.services.campaigns import approve_campaign, submit_campaign

from .games import (
    DAY,
    GAMES,
    make_daily_scratch,
    make_game,
    make_golden_bean,
    make_golden_cup,
    make_limit,
    make_lucky_sip,
    make_prize,
    make_roast_raffle,
    make_second_cup,
    make_tasting_raffle,
)
from .people import Staff
from .values import make_assets

ZONE = ZoneInfo("Europe/Berlin")
PAST_DAYS = 24
RULES = """Open to everyone with an Aurora card. Every purchase of coffee with it gives one play.
A winning moment goes to the first play that is stored at or after it. Prizes are sent within
six weeks. No purchase gives a better chance than another; the draws are sealed before the start
and can be checked after the end."""

TASTING_RULES = """Open to every guest with a tasting card, one play each. Most win a tasting
for two; five winning moments, sealed before the start, give a day behind the bar. Three grinders
are drawn among all guests after the end, and three alternates."""


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
    make_golden_bean(campaign)
    golden_cup = make_golden_cup(campaign)
    make_second_cup(campaign, golden_cup)
    make_daily_scratch(campaign)
    make_lucky_sip(campaign)
    make_roast_raffle(campaign)
    make_assets(campaign)
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
    game = make_game(
        campaign, GAMES["ended"], "Autumn Blend", win_message="See you at the tasting!"
    )
    make_prize(
        game, "tasting", "Tasting for two", draw_method=DrawMethod.EVERY_PLAY, quantity=150,
        value=Decimal("18.00"), claim_seconds=14 * DAY,
    )  # fmt: skip
    make_prize(
        game, "barista-day", "A day behind the bar", quantity=5, spread=Spread.STRATIFIED,
        stratum=Stratum.WEEK, value=Decimal("120.00"), claim_seconds=14 * DAY,
    )  # fmt: skip
    make_tasting_raffle(campaign)
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
        game = make_game(campaign, code, name)
        make_prize(
            game, "gift-box", "Gift box", draw_method=DrawMethod.MOMENT, quantity=48,
            spread=Spread.STRATIFIED, stratum=Stratum.DAY, value=Decimal("29.00"),
        )  # fmt: skip
        make_limit(campaign, game, LimitPer.PARTICIPANT, LimitWindow.DAY, 1)
        if days == 30:
            submit_campaign(campaign_id=campaign.pk, by=staff.users["manager"], at=at)


def _approve(campaign: Campaign, staff: Staff, at: datetime) -> None:
    submit_campaign(campaign_id=campaign.pk, by=staff.users["manager"], at=at)
    approve_campaign(
        campaign_id=campaign.pk, by=staff.users["approver"], at=at + timedelta(hours=5)
    )
    campaign.refresh_from_db()
