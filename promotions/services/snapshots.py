"""The document that a campaign's configuration is published as."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from promotions.enums import DrawMethod, GameKind
from promotions.models import Campaign, Game, Limit, Prize
from promotions.services.grants import describe_grant
from promotions.services.presentations import (
    describe_game_presentation,
    describe_prize_presentation,
)

Document = dict[str, Any]

# what the engine reads of a prize at every play, and what a winner is told
ENGINE_PRIZE_MEMBERS = (
    "id", "code", "name", "description", "kind", "value", "currency", "image_url", "draw_method",
    "chance", "wins_per_participant", "claim_seconds", "grant",
)  # fmt: skip
ENGINE_LIMIT_MEMBERS = ("id", "counts", "per", "window", "maximum")


def instant_text(instant: datetime) -> str:
    """Return *instant* as documents have it: UTC, six decimals, ``Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def take_snapshot(campaign: Campaign) -> Document:
    """Return the working copy of *campaign* as a document of strings, whole numbers and booleans.

    Raises ``GrantIncomplete`` where a prize does not say what it grants.
    """
    games = (
        campaign.games.select_related("presentation__game_type")
        .prefetch_related("prizes__presentation")
        .order_by("position", "code")
    )
    limits = campaign.limits.filter(is_enabled=True).select_related("game").order_by("id")
    return {
        "format": 1,
        "id": str(campaign.pk),
        "organization": str(campaign.organization_id),
        "name": campaign.name,
        "description": campaign.description,
        "time_zone": campaign.time_zone,
        "starts_at": instant_text(campaign.starts_at),
        "ends_at": instant_text(campaign.ends_at),
        "minimum_age": campaign.minimum_age,
        "countries": sorted(campaign.countries),
        "rules_text": campaign.rules_text,
        "publishes_stock": campaign.publishes_stock,
        "games": [game_document(campaign, game) for game in games],
        "limits": [_limit_document(limit) for limit in limits],
    }


def game_document(campaign: Campaign, game: Game) -> Document:
    """Return *game*'s part of the document. Raises ``GrantIncomplete``."""
    return {
        "id": str(game.pk),
        "kind": game.kind,
        "code": game.code,
        "name": game.name,
        "description": game.description,
        "start_message": game.start_message,
        "win_message": game.win_message,
        "lose_message": game.lose_message,
        "icon_url": game.icon_url,
        "starts_at": instant_text(game.starts_at or campaign.starts_at),
        "ends_at": instant_text(game.ends_at or campaign.ends_at),
        "alternates": game.alternates,
        "presentation": describe_game_presentation(game),
        "prizes": [_prize_document(prize) for prize in game.prizes.all()],
    }


def _prize_document(prize: Prize) -> Document:
    return {
        "id": str(prize.pk),
        "code": prize.code,
        "name": prize.name,
        "description": prize.description,
        "kind": prize.kind,
        "value": None if prize.value is None else f"{prize.value:.2f}",
        "currency": prize.currency,
        "image_url": prize.image_url,
        "quantity": prize.quantity,
        "draw_method": prize.draw_method,
        "chance": prize.chance,
        "spread": prize.spread,
        "stratum": prize.stratum,
        "hour_weights": prize.hour_weights,
        "weekday_weights": prize.weekday_weights,
        # instants of a list are secret until they pass: only their salted hash is published
        "moments_sha256": hashlib.sha256(
            f"{prize.moments_salt}{prize.moments_csv or ''}".encode()
        ).hexdigest(),
        "margin_seconds": prize.margin_seconds,
        "release_policy": prize.release_policy,
        "window_seconds": prize.window_seconds,
        "wins_per_participant": prize.wins_per_participant,
        "claim_seconds": prize.claim_seconds,
        "returns_forfeited": prize.returns_forfeited,
        "grant": describe_grant(prize),
        "presentation": describe_prize_presentation(prize),
    }


def _limit_document(limit: Limit) -> Document:
    return {
        "id": str(limit.pk),
        "game": limit.game.code if limit.game else None,
        "counts": limit.counts,
        "per": limit.per,
        "window": limit.window,
        "maximum": limit.maximum,
    }


def engine_prizes(game: Document) -> list[Document]:
    """Return the prizes of a game's document as the engine reads them, in the order of trying."""
    return [{name: prize[name] for name in ENGINE_PRIZE_MEMBERS} for prize in game["prizes"]]


def engine_limits(snapshot: Document, game: Document) -> list[Document]:
    """Return the limits that hold for a game."""
    return [
        {name: limit[name] for name in ENGINE_LIMIT_MEMBERS}
        for limit in snapshot["limits"]
        if limit["game"] in (None, game["code"])
    ]


def chance_document(game: Document) -> Document:
    """Return all that the secret schedule and the draws of a game depend on.

    While it stays the same, a revision keeps the game's seal and its moments.
    """
    members = {
        DrawMethod.MOMENT: (
            "code", "quantity", "spread", "stratum", "hour_weights", "weekday_weights",
            "moments_sha256", "margin_seconds", "release_policy", "window_seconds",
        ),
        DrawMethod.PROBABILITY: ("code", "chance"),
        DrawMethod.EVERY_PLAY: (),
        DrawMethod.DRAWING: ("code", "quantity"),
    }  # fmt: skip
    drawn: Iterable[Document] = (
        {name: prize[name] for name in members[prize["draw_method"]]} for prize in game["prizes"]
    )
    return {
        # documents from before there were drawings do not say so
        "kind": game.get("kind", GameKind.INSTANT_WIN),
        "alternates": game.get("alternates", 0),
        "starts_at": game["starts_at"],
        "ends_at": game["ends_at"],
        "prizes": [prize for prize in drawn if prize],
    }
