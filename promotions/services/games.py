"""Games that clients write: drafts, which staff complete and submit."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from identities.models import Organization
from identities.services.actors import Actor
from promotions.models import Game, GamePresentation, GameType
from promotions.services.editing import check_fields, edited, edited_drafts

GAME_MEMBERS = ("name", "start_message")


class GameNotFound(Exception):
    """The organization has no such game, or none that is ready for what is asked of it."""


class GameExists(Exception):
    """The organization has another game of this code."""


class GameTypeNotFound(Exception):
    """The organization has no such game type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GameContent:
    """What clients tell of a game; *game_type* is a game type's source_id."""

    name: str
    start_message: str = ""
    game_type: UUID | None = None
    bundle_name: str = ""
    theme: str = ""
    completion_title: str = ""
    completion_message: str = ""
    client_logo_url: str = ""
    program_logo_url: str = ""
    starting_logo_url: str = ""
    background_image_url: str = ""
    catalog_url: str = ""
    warning_percentage: int = 0
    warning_addresses: str = ""
    warns_by_email: bool = False


PRESENTED = tuple(
    field.name for field in fields(GameContent) if field.name not in (*GAME_MEMBERS, "game_type")
)


def find_game(*, organization: Organization, code: str) -> Game:
    """Return the game as it is edited, a draft too; raises ``GameNotFound``."""
    game = _find(organization, code)
    if game is None:
        raise GameNotFound(code)
    return game


def content_of(game: Game) -> GameContent:
    """Return what is told of *game* as it is edited."""
    presentation = getattr(game, "presentation", None) or GamePresentation()
    kind = presentation.game_type
    return GameContent(
        game_type=kind.source_id if kind else None,
        **{name: getattr(game, name) for name in GAME_MEMBERS},
        **{name: getattr(presentation, name) for name in PRESENTED},
    )


def create_game(
    *,
    organization: Organization,
    content: GameContent,
    drafts_name: str,
    by: Actor,
    at: datetime,
    code: str | None = None,
) -> Game:
    """Make a game in the actor's campaign of drafts, called *drafts_name* where it is made too.

    Without *code* the game gets a new one. The same content again answers the same game. Raises
    ``GameExists`` for other content, ``GameTypeNotFound``, and Django's ``ValidationError``, by
    field, for values that the models do not take.
    """
    code = code or f"game-{secrets.token_hex(6)}"
    existing = _find(organization, code)
    if existing is not None:
        return _same(existing, content)
    drafts = edited_drafts(
        organization=organization, name=drafts_name, by=by, reason="game made", at=at
    )
    game = Game(organization=organization, code=code)
    try:
        with drafts as campaign:
            game.campaign = campaign
            _write(game, content)
    except IntegrityError:
        # another call may have made it meanwhile
        existing = _find(organization, code)
        if existing is None:
            raise
        return _same(existing, content)
    return game


def put_game(
    *,
    organization: Organization,
    code: str,
    content: GameContent,
    drafts_name: str,
    by: Actor,
    at: datetime,
) -> Game:
    """Let the game with *code* be told as *content* says, or make it as ``create_game`` does.

    Raises what that raises, but for ``GameExists``; and ``CampaignNotEditable`` where anything
    would change in a campaign that can't be edited.
    """
    try:
        return create_game(
            organization=organization, code=code, content=content,
            drafts_name=drafts_name, by=by, at=at,
        )  # fmt: skip
    except GameExists:
        game = find_game(organization=organization, code=code)
    with edited(game.campaign_id, by=by, reason="game put", at=at):
        game = find_game(organization=organization, code=code)
        _write(game, content)
    return game


def _find(organization: Organization, code: str) -> Game | None:
    games = Game.objects.select_related("campaign", "presentation__game_type")
    return games.filter(organization=organization, code=code).first()


def _same(existing: Game, content: GameContent) -> Game:
    if content_of(existing) != content:
        raise GameExists(existing.code)
    return existing


def _write(game: Game, content: GameContent) -> None:
    presentation = getattr(game, "presentation", None) or GamePresentation(game=game)
    presentation.game_type = _game_type(game, content.game_type)
    for row, names in ((game, GAME_MEMBERS), (presentation, PRESENTED)):
        for name in names:
            setattr(row, name, getattr(content, name))
    check_fields(game, presentation)
    game.save()
    presentation.save()


def _game_type(game: Game, source_id: UUID | None) -> GameType | None:
    if source_id is None:
        return None
    types = GameType.objects.filter(organization=game.organization_id, source_id=source_id)
    game_type = types.first()
    if game_type is None:
        raise GameTypeNotFound(source_id)
    return game_type
