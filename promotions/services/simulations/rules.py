"""What a game's odds follow from, as a document: all that a simulation reads of the database."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from promotions.enums import DrawMethod, GameKind, LimitCounts, Spread
from promotions.models import Campaign, Game, Prize
from promotions.services.schedules import ImpossiblePlan
from promotions.services.seals import moment_plan, moments_listed
from promotions.services.snapshots import instant_text

Rules = dict[str, Any]

COUNTED = (LimitCounts.PLAYS, LimitCounts.WINS)


class NotSimulatable(Exception):
    """No play of the game can be simulated; the message says why."""


def describe_rules(*, game: Game, at: datetime) -> Rules:
    """Return the rules of *game* as it is edited: period, prizes and limits that hold for it.

    A game that was published is simulated from its start on, as if nobody had played it yet; one
    that was not from the instant *at* on, as its moments would lie if it were published then. Of a
    list of moments only the count of each day is read. Raises ``NotSimulatable``.
    """
    campaign = game.campaign
    starts_at, ends_at = game.starts_at or campaign.starts_at, game.ends_at or campaign.ends_at
    if game.published_id is None:
        starts_at = max(starts_at, at)
    if game.kind != GameKind.INSTANT_WIN:
        raise NotSimulatable("A drawing is not played: there is nothing to simulate.")
    if starts_at >= ends_at:
        raise NotSimulatable("The game's period is over: give it an end in the future.")
    prizes = list(game.prizes.all())
    if not prizes:
        raise NotSimulatable("The game has no prize yet.")
    return {
        "starts_at": instant_text(starts_at),
        "ends_at": instant_text(ends_at),
        "time_zone": campaign.time_zone,
        "prizes": [_prize_rules(campaign, game, prize, starts_at) for prize in prizes],
        "limits": _limit_rules(game),
    }


def _prize_rules(campaign: Campaign, game: Game, prize: Prize, starts_at: datetime) -> Rules:
    return {
        "code": prize.code,
        "name": prize.name,
        "quantity": prize.quantity,
        "value": None if prize.value is None else f"{prize.value:.2f}",
        "currency": prize.currency,
        "draw_method": prize.draw_method,
        "chance": prize.chance,
        "wins_per_participant": prize.wins_per_participant,
        "release_policy": prize.release_policy,
        "window_seconds": prize.window_seconds,
        **_moment_rules(campaign, game, prize, starts_at),
    }


def _moment_rules(campaign: Campaign, game: Game, prize: Prize, starts_at: datetime) -> Rules:
    if prize.draw_method != DrawMethod.MOMENT:
        return {"plan": None, "days": None}
    if prize.spread == Spread.MANUAL:
        zone = ZoneInfo(campaign.time_zone)
        moments = (moment for moment in moments_listed(prize) if moment >= starts_at)
        days = Counter(moment.astimezone(zone).date().isoformat() for moment in moments)
        return {"plan": None, "days": dict(sorted(days.items()))}
    plan = moment_plan(campaign=campaign, game=game, prize=prize, at=starts_at)
    try:
        plan.check()
    except ImpossiblePlan as error:
        raise NotSimulatable(f"{prize.code}: no schedule is possible. {error}") from error
    return {"plan": plan.as_document(), "days": None}


def _limit_rules(game: Game) -> list[Rules]:
    limits = game.campaign.limits.filter(is_enabled=True, counts__in=COUNTED)
    return [
        {
            "counts": limit.counts,
            "per": limit.per,
            "window": limit.window,
            "maximum": limit.maximum,
        }
        for limit in limits.order_by("id")
        if limit.game_id in (None, game.pk)
    ]
