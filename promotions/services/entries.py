"""Entries of drawings: awarded to participants while the game is live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from identities.models import Organization, Participant
from identities.services.actors import Actor
from promotions.enums import GameKind
from promotions.models import Entry, Game
from promotions.services.refusals import Refused, refusals_raised, violated_constraint

ENTER = "SELECT enter_drawing_v1(%s, %s, %s, %s, %s, %s, %s, %s)"


class DrawingNotFound(Exception):
    """The organization has published no such drawing."""


class EntrySourceIdTaken(Exception):
    """The organization has awarded another entry under this source_id."""


@dataclass(frozen=True, slots=True)
class AwardedEntry:
    """An entry, and whether this call made it."""

    entry: Entry
    created: bool


def award_entry(
    *,
    organization: Organization,
    game: str,
    participant: str,
    by: Actor,
    at: datetime | None = None,
    source_id: str | None = None,
) -> AwardedEntry:
    """Enter the participant with source_id *participant* in the drawing with code *game*.

    An unknown participant is created, in the same transaction. The same *source_id* again answers
    the same entry. *at* is the instant of the entry, None for the database's clock. Raises
    ``DrawingNotFound``, for a game that is played too; ``EntrySourceIdTaken`` where the earlier
    entry differs; and ``Refused`` as a play would: ``not_live``, ``paused``,
    ``participant_blocked``, ``not_eligible``, ``limit_reached``.
    """
    drawing = _published_drawing(organization, game)
    existing = _entry_with(organization, source_id)
    if existing is not None:
        return _same(existing, drawing, participant)
    try:
        with transaction.atomic():
            person, _ = Participant.objects.get_or_create(
                organization=organization, source_id=participant
            )
            pk = _enter(drawing, person, source_id, by, at)
    except (IntegrityError, Refused) as error:
        if (
            isinstance(error, IntegrityError)
            and violated_constraint(error) != "entry_source_id_unique"
        ):
            raise
        # another call with this source_id may have made it meanwhile, and used up the limit
        existing = _entry_with(organization, source_id)
        if existing is None:
            raise
        return _same(existing, drawing, participant)
    return AwardedEntry(_entries(organization).get(pk=pk), created=True)


def _published_drawing(organization: Organization, code: str) -> Game:
    drawings = Game.objects.published().filter(organization=organization, kind=GameKind.DRAWING)
    found = drawings.filter(code=code).first()
    if found is None:
        raise DrawingNotFound(code)
    return found


def _enter(
    game: Game, participant: Participant, source_id: str | None, by: Actor, at: datetime | None
) -> UUID:
    with refusals_raised(), connection.cursor() as cursor:
        cursor.execute(
            ENTER,
            [
                game.organization_id, game.pk, participant.pk, source_id, by.channel,
                by.client.pk if by.client else None, by.request_id, at,
            ],
        )  # fmt: skip
        (pk,) = cursor.fetchone()
    return pk  # type: ignore[no-any-return]


def _entries(organization: Organization) -> QuerySet[Entry]:
    return Entry.objects.filter(organization=organization).select_related("game", "participant")


def _entry_with(organization: Organization, source_id: str | None) -> Entry | None:
    if source_id is None:
        return None
    return _entries(organization).filter(source_id=source_id).first()


def _same(existing: Entry, drawing: Game, participant: str) -> AwardedEntry:
    if (existing.game_id, existing.participant.source_id) != (drawing.pk, participant):
        raise EntrySourceIdTaken(existing.source_id)
    return AwardedEntry(existing, created=False)
