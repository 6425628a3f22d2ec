"""The working copy of a campaign, set back to what is published."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from promotions.enums import Spread, UnitState
from promotions.models import Campaign, Game, Limit, Prize
from promotions.services.grants import restore_grant
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

    Games and prizes added since are deleted; so are limits, or switched off where they were used.
    """
    _assign(campaign, snapshot, CAMPAIGN_MEMBERS)
    campaign.starts_at = datetime.fromisoformat(snapshot["starts_at"])
    campaign.ends_at = datetime.fromisoformat(snapshot["ends_at"])
    campaign.save()
    campaign.games.exclude(pk__in=[game["id"] for game in snapshot["games"]]).delete()
    for position, document in enumerate(snapshot["games"]):
        _restore_game(campaign, document, position, snapshot)
    _restore_limits(campaign, snapshot)


def _assign(row: Campaign | Game | Prize, document: Document, members: tuple[str, ...]) -> None:
    for member in members:
        setattr(row, member, document[member])


def _restore_game(
    campaign: Campaign, document: Document, position: int, snapshot: Document
) -> None:
    game = campaign.games.get(pk=document["id"])
    _assign(game, document, GAME_MEMBERS)
    game.position = position
    game.starts_at, game.ends_at = (
        None if document[member] == snapshot[member] else datetime.fromisoformat(document[member])
        for member in ("starts_at", "ends_at")
    )
    game.save()
    game.prizes.exclude(pk__in=[prize["id"] for prize in document["prizes"]]).delete()
    for prize_position, prize_document in enumerate(document["prizes"]):
        prize = game.prizes.filter(pk=prize_document["id"]).first()
        _restore_prize(
            prize or Prize(pk=prize_document["id"], game=game), prize_document, prize_position
        )


def _restore_prize(prize: Prize, document: Document, position: int) -> None:
    _assign(prize, document, PRIZE_MEMBERS)
    prize.value = None if document["value"] is None else Decimal(document["value"])
    prize.position = position
    if prize.spread == Spread.MANUAL:
        prize.moments_csv = "\n".join(_listed(prize))
    prize.save()
    if document["grant"] is not None:
        restore_grant(prize, document["grant"])


def _listed(prize: Prize) -> list[str]:
    """Return the published list of moments: they live on as units."""
    units = prize.units.filter(opens_at__isnull=False, replaces__isnull=True)
    opened = units.exclude(state=UnitState.WITHDRAWN).order_by("opens_at")
    return [instant_text(unit.opens_at) for unit in opened if unit.opens_at]


def _restore_limits(campaign: Campaign, snapshot: Document) -> None:
    published = {limit["id"]: limit for limit in snapshot["limits"]}
    games = {game.code: game for game in campaign.games.all()}
    for limit in campaign.limits.exclude(pk__in=published):
        if limit.usage.exists():
            Limit.objects.filter(pk=limit.pk).update(is_enabled=False)
        else:
            limit.delete()
    kept = {str(limit.pk): limit for limit in campaign.limits.filter(pk__in=published)}
    for limit_id, document in published.items():
        limit = kept.get(limit_id) or Limit(pk=limit_id, campaign=campaign)
        limit.game = games[document["game"]] if document["game"] else None
        for member in ("counts", "per", "window", "maximum"):
            setattr(limit, member, document[member])
        limit.is_enabled = True
        limit.save()
