"""Drawings: after a game's end its winners and alternates are drawn, once, from its sealed seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from identities.enums import ParticipantState
from identities.models import User
from promotions.enums import AwardState, CampaignStatus, GameKind, UnitState
from promotions.models import (
    Award,
    Campaign,
    Drawing,
    DrawnEntry,
    Entry,
    Game,
    GameRevision,
    PrizeUnit,
)
from promotions.services.entries import DrawingNotFound
from promotions.services.schedules import ListedEntry, draw_entries, listed_bytes

ROWS_AT_ONCE = 5_000


class NotDrawable(Exception):
    """The winners can't be drawn as it stands; the message is a sentence for people."""


class GameNotOver(NotDrawable):
    """Entries may still come."""


class AlreadyDrawn(NotDrawable):
    """A game has one drawing, which never changes."""


class CampaignNotInForce(NotDrawable):
    """The campaign was cancelled or put away."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a list of entries and a seed; ``drawn`` in the order of ranks."""

    entries_count: int
    entries_sha256: str
    drawn: list[ListedEntry]


def draw_winners(*, game_id: UUID, by: User, at: datetime) -> Drawing:
    """Draw the winners and alternates of a drawing that has ended, and award its prizes.

    One permutation of all entries follows from the sealed seed (``docs/sealed-schedules.md``). A
    participant counts once; who is blocked or erased now is passed over. The first ranks win the
    prizes in their order, the next are the alternates; too few entries leave prizes over. *at* is
    the database's instant. Raises ``DrawingNotFound``, ``GameNotOver``, ``AlreadyDrawn``,
    ``CampaignNotInForce``.
    """
    with transaction.atomic():
        published = _locked(game_id, at)
        passed_over = _passed_over(game_id)
        outcome = _outcome(published, passed_over)
        drawing = Drawing.objects.create(
            game_id=game_id,
            revision_id=published.revision_id,
            seal=published.seal,
            entries_count=outcome.entries_count,
            participants_count=_participants_count(game_id),
            passed_over=sorted(passed_over),
            entries_sha256=outcome.entries_sha256,
            drawn_at=at,
            drawn_by=by,
        )
        _award(drawing, published.document["prizes"], _store(drawing, outcome))
    return drawing


def draw_again(*, drawing: Drawing) -> Outcome:
    """Return what follows from the entries of a drawing and its seed now; reads only."""
    published = GameRevision.objects.select_related("seal").get(
        game=drawing.game_id, revision=drawing.revision_id
    )
    return _outcome(published, set(drawing.passed_over))


def new_award(
    *, drawn_entry: DrawnEntry, unit: PrizeUnit, prize: dict[str, Any], at: datetime
) -> Award:
    """Return the award, not yet stored, of *unit*, of a published *prize*, to a drawn entry."""
    claim_seconds = prize["claim_seconds"]
    return Award(
        organization_id=drawn_entry.entry.organization_id,
        drawn_entry=drawn_entry,
        unit=unit,
        prize_id=unit.prize_id,
        participant_id=drawn_entry.entry.participant_id,
        state=AwardState.WON,
        won_at=at,
        claim_by=None if claim_seconds is None else at + timedelta(seconds=claim_seconds),
        # nobody is drawn twice
        win_number=1,
        wins_allowed=prize["wins_per_participant"],
    )


def _locked(game_id: UUID, at: datetime) -> GameRevision:
    """Return what was published of a drawing that may be made now; nothing else comes between."""
    drawings = Game.objects.published().filter(pk=game_id, kind=GameKind.DRAWING)
    campaign_id = drawings.values_list("campaign_id", flat=True).first()
    if campaign_id is None:
        raise DrawingNotFound(str(game_id))
    campaign = Campaign.objects.locked(campaign_id)
    # waits for entries that are being made: promotions/sql/enter_drawing.sql
    Game.objects.select_for_update().get(pk=game_id)
    newest = Game.objects.filter(pk=game_id).values("published")
    published = GameRevision.objects.select_related("seal").get(pk__in=newest)
    if Drawing.objects.filter(game=game_id).exists():
        raise AlreadyDrawn("The winners are drawn already.")
    if campaign.status not in (CampaignStatus.APPROVED, CampaignStatus.PAUSED):
        raise CampaignNotInForce(f"The campaign is {campaign.get_status_display().lower()}.")
    if at < published.ends_at:
        raise GameNotOver("The game has not ended.")
    return published


def _outcome(published: GameRevision, passed_over: AbstractSet[UUID]) -> Outcome:
    digest, number = hashlib.sha256(), 0

    def drawn_from() -> Iterator[ListedEntry]:
        nonlocal number
        rows = Entry.objects.filter(game=published.game_id).order_by("id")
        for entry, participant in rows.values_list("id", "participant_id").iterator(ROWS_AT_ONCE):
            digest.update(listed_bytes(entry, participant))
            number += 1
            if participant not in passed_over:
                yield entry, participant

    prizes = published.document["prizes"]
    drawn = draw_entries(
        seed=bytes.fromhex(published.seal.seed or ""),
        entries=drawn_from(),
        count=sum(prize["quantity"] for prize in prizes) + published.document["alternates"],
    )
    return Outcome(number, digest.hexdigest(), drawn)


def _participants_count(game_id: UUID) -> int:
    entries = Entry.objects.filter(game=game_id)
    counted: int = entries.aggregate(number=Count("participant", distinct=True))["number"]
    return counted


def _passed_over(game_id: UUID) -> set[UUID]:
    entries = Entry.objects.filter(game=game_id).exclude(participant__state=ParticipantState.ACTIVE)
    return set(entries.order_by().values_list("participant_id", flat=True).distinct())


def _store(drawing: Drawing, outcome: Outcome) -> list[DrawnEntry]:
    entries = Entry.objects.in_bulk([entry_id for entry_id, _ in outcome.drawn])
    return DrawnEntry.objects.bulk_create(
        (
            DrawnEntry(drawing=drawing, entry=entries[entry_id], rank=rank)
            for rank, (entry_id, _) in enumerate(outcome.drawn, start=1)
        ),
        batch_size=ROWS_AT_ONCE,
    )


def _award(drawing: Drawing, prizes: list[dict[str, Any]], drawn: list[DrawnEntry]) -> None:
    waiting = iter(drawn)
    for prize in prizes:
        winners = list(islice(waiting, prize["quantity"]))
        units = _take_units(prize, len(winners), drawing.drawn_at)
        Award.objects.bulk_create(
            (
                new_award(drawn_entry=winner, unit=unit, prize=prize, at=drawing.drawn_at)
                for winner, unit in zip(winners, units, strict=True)
            ),
            batch_size=ROWS_AT_ONCE,
        )


def _take_units(prize: dict[str, Any], count: int, at: datetime) -> list[PrizeUnit]:
    free = PrizeUnit.objects.available().filter(prize=prize["id"]).order_by("id")
    units = list(free.select_for_update(no_key=True)[:count])
    taken = PrizeUnit.objects.filter(pk__in=[unit.pk for unit in units])
    taken.update(state=UnitState.AWARDED, awarded_at=at)
    return units
