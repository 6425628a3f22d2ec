"""Game types: what client apps know how to show."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from identities.models import Organization
from identities.services.actors import Actor
from promotions.models import GameType
from promotions.services.editing import recorded


class GameTypeExists(Exception):
    """The organization has another game type of this source_id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GameTypeContent:
    """What is told of a game type."""

    name: str
    description: str = ""
    bundle_name: str = ""


def create_game_type(
    *,
    organization: Organization,
    content: GameTypeContent,
    by: Actor,
    at: datetime,
    source_id: UUID | None = None,
) -> GameType:
    """Make a game type, under a new source_id where none is given.

    The same content again answers the same one. Raises ``GameTypeExists`` for other content, and
    Django's ``ValidationError``, by field, for values that the model does not take.
    """
    wanted = GameType(organization=organization, source_id=source_id or uuid4(), **asdict(content))
    wanted.clean_fields(exclude=["organization"])
    try:
        with recorded(by=by, reason="game type made", at=at), transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError:
        existing = _find(organization, wanted.source_id)
        if existing is None:
            raise
        if _content(existing) != content:
            raise GameTypeExists(source_id) from None
        return existing
    return wanted


def put_game_type(
    *,
    organization: Organization,
    source_id: UUID,
    content: GameTypeContent,
    by: Actor,
    at: datetime,
) -> GameType:
    """Let the game type be as *content* says, and make it where there is none.

    What was published of a game keeps the name that its type had. Raises Django's
    ``ValidationError``, by field.
    """
    try:
        return create_game_type(
            organization=organization, content=content, by=by, at=at, source_id=source_id
        )
    except GameTypeExists:
        pass
    with recorded(by=by, reason="game type put", at=at):
        game_type = GameType.objects.select_for_update(no_key=True).get(
            organization=organization, source_id=source_id
        )
        for name, value in asdict(content).items():
            setattr(game_type, name, value)
        game_type.save()
    return game_type


def _find(organization: Organization, source_id: UUID) -> GameType | None:
    return GameType.objects.filter(organization=organization, source_id=source_id).first()


def _content(game_type: GameType) -> GameTypeContent:
    return GameTypeContent(
        **{field.name: getattr(game_type, field.name) for field in fields(GameTypeContent)}
    )
