"""Replacements: an alternate takes the place of a winner of a drawing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from identities.enums import ParticipantState
from identities.models import Organization
from identities.services.actors import Actor
from promotions.enums import AwardState, PrizeKind, UnitState
from promotions.models import (
    AWARD_TRANSITIONS,
    Award,
    Drawing,
    DrawnEntry,
    GameRevision,
    PrizeUnit,
    Replacement,
)
from promotions.services.awards import AwardNotFound, transition_award
from promotions.services.drawings import new_award

LOST = (AwardState.FORFEITED, AwardState.DISQUALIFIED)


class NotReplaceable(Exception):
    """Nobody can take this winner's place; the message is a sentence for people."""


class NoAlternateLeft(NotReplaceable):
    """Every alternate was used, or none was drawn."""


class NoVoucherCodeLeft(NotReplaceable):
    """The winner was shown his voucher code, and there is no other."""


def replace_winner(
    *, organization: Organization, award_id: UUID, reason: str, by: Actor, at: datetime
) -> Award:
    """Let the next alternate win what the award is about, and return the alternate's award.

    The award is forfeited or disqualified already, or becomes so now, with the same *reason*:
    forfeited where its deadline has passed, otherwise disqualified. Alternates follow by rank; who
    is blocked or erased now is passed over. What was won is replaced by a new unit; where that is a
    voucher code, by one that was loaded to spare. Raises ``AwardNotFound``, ``NoAlternateLeft``,
    ``NoVoucherCodeLeft``, and ``NotReplaceable`` for awards of plays, fulfilled awards and those
    that were replaced.
    """
    with transaction.atomic():
        award, lost = _replaceable(organization, award_id)
        drawing = Drawing.objects.select_for_update(no_key=True).get(pk=lost.drawing_id)
        alternate = _next_alternate(drawing)
        if award.state not in LOST:
            transition_award(
                organization=organization, award_id=award_id, to=_fate(award, at), reason=reason,
                by=by, at=at,
            )  # fmt: skip
        Replacement.objects.create(
            replaced=lost, alternate=alternate, reason=reason,
            channel=by.channel, user=by.user, client=by.client, replaced_at=at,
        )  # fmt: skip
        replacing = new_award(
            drawn_entry=alternate, unit=_new_unit(award, drawing, at),
            prize=_published_prize(award, drawing), at=at,
        )  # fmt: skip
        replacing.save(force_insert=True)
    return replacing


def _replaceable(organization: Organization, award_id: UUID) -> tuple[Award, DrawnEntry]:
    """Return an award, locked, and the drawn entry that loses it."""
    try:
        award = Award.objects.filter(organization=organization).locked(award_id)
    except Award.DoesNotExist:
        raise AwardNotFound(str(award_id)) from None
    lost = award.drawn_entry
    if lost is None:
        raise NotReplaceable("It was won by a play: it has no alternates.")
    if Replacement.objects.filter(replaced=lost).exists():
        raise NotReplaceable("An alternate has taken its place already.")
    if award.state not in LOST and AwardState.DISQUALIFIED not in _following(award):
        raise NotReplaceable(f"An award that is {award.state} stays with its winner.")
    return award, lost


def _following(award: Award) -> tuple[AwardState, ...]:
    return AWARD_TRANSITIONS[AwardState(award.state)]


def _fate(award: Award, at: datetime) -> AwardState:
    """Return what becomes of an award that its winner is to lose."""
    overdue = award.state == AwardState.WON and award.claim_by is not None and award.claim_by <= at
    return AwardState.FORFEITED if overdue else AwardState.DISQUALIFIED


def _next_alternate(drawing: Drawing) -> DrawnEntry:
    waiting = drawing.drawn_entries.filter(
        award__isnull=True, entry__participant__state=ParticipantState.ACTIVE
    )
    alternate = waiting.select_related("entry").order_by("rank").first()
    if alternate is None:
        raise NoAlternateLeft("No alternate is left.")
    return alternate


def _new_unit(award: Award, drawing: Drawing, at: datetime) -> PrizeUnit:
    old = PrizeUnit.objects.select_related("prize").get(award=award)
    if old.prize.kind == PrizeKind.VOUCHER_CODE:
        unit = _spare_code(old)
    else:
        unit = PrizeUnit(prize_id=old.prize_id, game_id=old.game_id)
    unit.state, unit.awarded_at = UnitState.AWARDED, at
    unit.revision_id, unit.replaces = drawing.revision_id, old
    unit.save()
    return unit


def _spare_code(old: PrizeUnit) -> PrizeUnit:
    spare = PrizeUnit.objects.held().filter(prize=old.prize_id).order_by("id")
    unit = spare.select_for_update(no_key=True).first()
    if unit is None:
        raise NoVoucherCodeLeft("No voucher code of the prize is left to take its place.")
    return unit


def _published_prize(award: Award, drawing: Drawing) -> dict[str, Any]:
    published = GameRevision.objects.get(game=drawing.game_id, revision=drawing.revision_id)
    prizes: list[dict[str, Any]] = published.document["prizes"]
    return next(prize for prize in prizes if prize["id"] == str(award.prize_id))
