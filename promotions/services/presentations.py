"""How games and prizes are shown: part of what is published, without a part in who wins."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet

from promotions.models import (
    Game,
    GamePresentation,
    GameRevision,
    GameType,
    Prize,
    PrizePresentation,
)

Document = dict[str, Any]

# Whom to warn is not published: it is personal data, and published documents never change.
GAME_MEMBERS = (
    "bundle_name", "theme", "completion_title", "completion_message", "client_logo_url",
    "program_logo_url", "starting_logo_url", "background_image_url", "catalog_url",
    "warning_percentage", "warns_by_email",
)  # fmt: skip
PRIZE_MEMBERS = (
    "outcome_message", "highlighted_image_url", "is_hidden", "share", "must_award_by",
    "do_not_award_until",
)  # fmt: skip


def describe_game_presentation(game: Game) -> Document:
    """Return what is published of a game's presentation: the members that say something."""
    presentation = getattr(game, "presentation", None)
    described = _said(presentation, GAME_MEMBERS)
    if presentation is not None and presentation.game_type is not None:
        kind = presentation.game_type
        described["game_type"] = {"source_id": str(kind.source_id), "name": kind.name}
    return described


def describe_prize_presentation(prize: Prize) -> Document:
    """Return what is published of a prize's presentation: the members that say something."""
    return _said(getattr(prize, "presentation", None), PRIZE_MEMBERS)


def restore_game_presentation(game: Game, described: Document) -> None:
    """Show *game* again as the published document *described*, but for whom to warn."""
    wanted = described.get("game_type")
    kind = (
        wanted
        and GameType.objects.filter(
            organization=game.organization_id, source_id=wanted["source_id"]
        ).first()
    )
    members = {**_defaults(GamePresentation, GAME_MEMBERS), **described, "game_type": kind}
    _restore(GamePresentation.objects.filter(game=game), members, described, game=game)


def restore_prize_presentation(prize: Prize, described: Document) -> None:
    """Show *prize* again as the published document *described*."""
    members = {**_defaults(PrizePresentation, PRIZE_MEMBERS), **described}
    _restore(PrizePresentation.objects.filter(prize=prize), members, described, prize=prize)


def is_in_use(game_type: GameType) -> bool:
    """Tell whether any game is of this type, as it is edited or as it was ever published."""
    named = {"presentation": {"game_type": {"source_id": str(game_type.source_id)}}}
    return (
        game_type.presentations.exists()
        or GameRevision.objects.filter(
            game__organization=game_type.organization_id, document__contains=named
        ).exists()
    )


def _said(presentation: Any, members: tuple[str, ...]) -> Document:
    if presentation is None:
        return {}
    defaults = _defaults(type(presentation), members)
    values = {name: getattr(presentation, name) for name in members}
    return {name: value for name, value in values.items() if value != defaults[name]}


def _defaults(model: type[Model], members: tuple[str, ...]) -> Document:
    return {name: model._meta.get_field(name).get_default() for name in members}  # type: ignore[union-attr]  # noqa: SLF001 - Django's documented _meta


def _restore(rows: QuerySet[Any], members: Document, described: Document, **owner: Any) -> None:
    """Update the one row of its owner, or make one where there is something to say."""
    if not rows.update(**members) and described:
        rows.model.objects.create(**owner, **members)
