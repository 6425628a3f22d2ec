"""A snapshot's members as people call them, and its values as people say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from promotions.admin.campaign_zone import in_zone
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
from promotions.models import CHANCE_SCALE

Document = Mapping[str, Any]

EMPTY: tuple[Any, ...] = (None, "", [], {})
CHOICES: dict[str, tuple[Any, ...]] = {
    "draw_method": (DrawMethod,), "kind": (PrizeKind, GameKind), "counts": (LimitCounts,),
    "release_policy": (ReleasePolicy,), "spread": (Spread,), "stratum": (Stratum,),
    "per": (LimitPer,), "window": (LimitWindow,),
}  # fmt: skip
NAMES = {
    "moments_sha256": "SHA-256 of the moments",
    "icon_url": "Icon", "image_url": "Image", "margin_seconds": "Margin",
    "window_seconds": "Window", "claim_seconds": "Claim within", "valid_seconds": "valid for",
    "grant": "Grants", "catalog_url": "Catalog", "client_logo_url": "Client logo",
    "program_logo_url": "Program logo", "starting_logo_url": "Starting logo",
    "background_image_url": "Background image", "highlighted_image_url": "Highlighted image",
    "is_hidden": "Hidden", "warns_by_email": "Warns by email", "is_mintable": "Mintable",
}  # fmt: skip
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
# of a snapshot's members, those that people ask for first, and those that have tables of their own
FIRST = (
    "name", "code", "description", "starts_at", "ends_at", "time_zone", "kind", "quantity",
    "draw_method",
)  # fmt: skip
HIDDEN = {
    "id", "format", "organization", "games", "prizes", "limits", "number", "published_at",
    "sealed_in", "moments", "game_id", "badge_id", "asset", "presentation", "source_id",
}  # fmt: skip


def duration(seconds: int) -> str:
    """Return so many seconds in words, such as ``14 days`` or ``1 hour 30 minutes``."""
    parts, left = [], seconds
    for unit, length in UNITS:
        count, left = divmod(left, length)
        if count:
            parts.append(f"{count:,} {unit}{'' if count == 1 else 's'}")
    return " ".join(parts) or "0 seconds"


def percentage(chance: int) -> str:
    """Return a chance as a percentage that says all its digits."""
    return f"{(Decimal(chance) * 100 / CHANCE_SCALE).normalize():f} %"


def member_words(member: str) -> str:
    return NAMES.get(member, member.replace("_", " ").capitalize())


def value_words(member: str, value: Any, zone: str) -> str:
    """Return a member's value for people; nothing where it says nothing."""
    if value in EMPTY or (member == "alternates" and not value):
        return ""
    if member in CHOICES:
        # a grant's kind is its app's, and no prize's
        labels = {name: label for each in CHOICES[member] for name, label in each.choices}
        return str(labels.get(value, value))
    if member in ("starts_at", "ends_at"):
        return in_zone(datetime.fromisoformat(value), zone)
    if member == "game_type":
        return str(value["name"])
    if isinstance(value, Mapping):
        said = (
            (name, value_words(name, each, zone))
            for name, each in value.items()
            if name not in HIDDEN
        )
        return ", ".join(f"{member_words(name).lower()} {text}" for name, text in said if text)
    return _plain_words(member, value)


def _plain_words(member: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int):
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if member.endswith("_seconds"):
        return duration(value)
    return percentage(value) if member == "chance" else f"{value:,}"


def sections_of(snapshot: Document) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Return a snapshot as titled tables of what it says; empty members are left out."""
    zone = snapshot.get("time_zone", "UTC")
    if snapshot:
        yield "Campaign", facts_of(snapshot, zone)
    for game in snapshot.get("games", ()):
        yield f"Game {game['code']}", facts_of(game, zone)
        for prize in game["prizes"]:
            yield f"Prize {game['code']}/{prize['code']}", facts_of(prize, zone)
    for number, limit in enumerate(snapshot.get("limits", ()), start=1):
        yield f"Limit {number}", facts_of({**limit, "game": limit["game"] or "all games"}, zone)


def facts_of(document: Document, zone: str) -> list[tuple[str, str]]:
    """Return the members that say something: the database keeps them in no order."""
    document = {**document, **document.get("presentation", {})}
    names = [*(name for name in FIRST if name in document), *sorted(set(document) - set(FIRST))]
    hidden = HIDDEN if document.get("spread") == Spread.MANUAL else {*HIDDEN, "moments_sha256"}
    said = ((name, value_words(name, document[name], zone)) for name in names if name not in hidden)
    return [(member_words(name), text) for name, text in said if text]
