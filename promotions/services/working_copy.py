"""The working copy of a campaign, set back to what is published."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from promotions.enums import Spread, UnitState
from promotions.models import Campaign, Game, GameRevision, Limit, Prize, PrizeUnit
from promotions.services.grants import restore_grant
from promotions.services.presentations import (
    restore_game_presentation,
    restore_prize_presentation,
)
from promotions.services.snapshots import Document, instant_text

CAMPAIGN_MEMBERS = (
    "name", "description", "time_zone", "minimum_age", "countries", "rules_text",
    "publishes_stock",
)  # fmt: skip
GAME_MEMBERS = (
    "code", "name", "description", "start_message", "win_message", "lose_message", "icon_url",
)  # fmt: skip
PRIZE_MEMBERS = (
    "code", "name", "description", "kind", "currency", "image_url", "quantity", "draw_method",
    "chance", "spread", "stratum", "hour_weights", "weekday_weights", "margin_seconds",
    "release_policy", "window_seconds", "wins_per_participant", "claim_seconds",
    "returns_forfeited",
)  # fmt: skip


def restore_working_copy(*, campaign: Campaign, snapshot: Document) -> None:
    """Set *campaign*, its games, prizes and limits back to the published *snapshot*.

    What was added since is deleted. What was published is still there: the database sees to that.
    """
    _assign(campaign, snapshot, CAMPAIGN_MEMBERS)
    campaign.starts_at = datetime.fromisoformat(snapshot["starts_at"])
    campaign.ends_at = datetime.fromisoformat(snapshot["ends_at"])
    campaign.save()
    for position, document in enumerate(snapshot["games"]):
        _restore_game(campaign, document, position, snapshot)
    _restore_limits(campaign, snapshot)
    # only now: until then a published prize may have granted a token of one of them
    added = campaign.games.exclude(pk__in=[game["id"] for game in snapshot["games"]])
    # all prizes before any game: one may grant a token of another of these games
    _delete_prizes(Prize.objects.filter(game__in=added))
    added.delete()


def _assign(row: Campaign | Game | Prize, document: Document, members: tuple[str, ...]) -> None:
    for member in members:
        setattr(row, member, document[member])


def _restore_game(
    campaign: Campaign, document: Document, position: int, snapshot: Document
) -> None:
    game = campaign.games.get(pk=document["id"])
    _assign(game, document, GAME_MEMBERS)
    # its kind is what it was published as
    game.alternates = document.get("alternates", 0)
    game.position = position
    game.starts_at, game.ends_at = (
        None if document[member] == snapshot[member] else datetime.fromisoformat(document[member])
        for member in ("starts_at", "ends_at")
    )
    game.save()
    restore_game_presentation(game, document.get("presentation", {}))
    _delete_prizes(game.prizes.exclude(pk__in=[prize["id"] for prize in document["prizes"]]))
    for prize_position, prize_document in enumerate(document["prizes"]):
        _restore_prize(game.prizes.get(pk=prize_document["id"]), prize_document, prize_position)


def _delete_prizes(prizes: QuerySet[Prize]) -> None:
    """Delete *prizes* that were never published, with the voucher codes loaded for them."""
    PrizeUnit.objects.held().filter(prize__in=prizes).delete()
    prizes.delete()


def _restore_prize(prize: Prize, document: Document, position: int) -> None:
    _assign(prize, document, PRIZE_MEMBERS)
    prize.value = None if document["value"] is None else Decimal(document["value"])
    prize.position = position
    if prize.spread == Spread.MANUAL:
        prize.moments_csv = "\n".join(_listed(prize))
    prize.save()
    if document["grant"] is not None:
        restore_grant(prize, document["grant"])
    restore_prize_presentation(prize, document.get("presentation", {}))


def _listed(prize: Prize) -> list[str]:
    """Return the published list of moments: they live on as units."""
    units = prize.units.filter(opens_at__isnull=False, replaces__isnull=True)
    opened = units.exclude(state=UnitState.WITHDRAWN).order_by("opens_at")
    return [instant_text(unit.opens_at) for unit in opened if unit.opens_at]


def _restore_limits(campaign: Campaign, snapshot: Document) -> None:
    published = {limit["id"]: limit for limit in snapshot["limits"]}
    for limit in campaign.limits.exclude(pk__in=published):
        if GameRevision.objects.publishing(limit).exists():
            Limit.objects.filter(pk=limit.pk).update(is_enabled=False)
        else:
            limit.delete()
    for limit in campaign.limits.filter(pk__in=published):
        limit.maximum, limit.is_enabled = published[str(limit.pk)]["maximum"], True
        limit.save(update_fields=["maximum", "is_enabled"])
