"""The life of an award after it was won: claimed, verified, fulfilled, or forfeited."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from identities.models import Organization
from identities.services.actors import SYSTEM, Actor
from promotions.enums import AwardState, ReleasePolicy, UnitState
from promotions.models import AWARD_TRANSITIONS, Award, AwardEvent, PrizeUnit

# how many overdue awards one transaction forfeits
FORFEITS_AT_ONCE = 500


class AwardNotFound(Exception):
    """The organization has no such award."""


class TransitionNotAllowed(Exception):
    """The award's state does not lead to the wanted one."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(f"An award that is {source} can't become {target}.")
        self.source, self.target = source, target


class ClaimTooLate(TransitionNotAllowed):
    """The deadline for the claim has passed; the award is forfeited, or will be at once."""


def claim_award(
    *, organization: Organization, award_id: UUID, by: Actor, reason: str = "", at: datetime
) -> Award:
    """Claim a won award for its winner. Claiming it again answers it unchanged.

    Raises ``AwardNotFound``, ``ClaimTooLate`` from its deadline on, ``TransitionNotAllowed``.
    """
    with transaction.atomic():
        award = _locked(organization, award_id)
        if award.state == AwardState.CLAIMED:
            return award
        if award.state == AwardState.WON and award.claim_by is not None and at >= award.claim_by:
            raise ClaimTooLate(award.state, AwardState.CLAIMED)
        _move(award, AwardState.CLAIMED, reason or "claimed", by, at)
    return award


def transition_award(
    *, organization: Organization, award_id: UUID, to: str, reason: str, by: Actor, at: datetime
) -> Award:
    """Move an award on, with a reason; a forfeited one gives its unit back if its prize says so.

    Raises ``AwardNotFound``, ``ClaimTooLate`` and ``TransitionNotAllowed``.
    """
    if to == AwardState.CLAIMED:
        return claim_award(
            organization=organization, award_id=award_id, by=by, reason=reason, at=at
        )
    with transaction.atomic():
        award = _locked(organization, award_id)
        _move(award, to, reason, by, at)
    return award


def forfeit_overdue_awards(*, at: datetime) -> int:
    """Forfeit every award that nobody claimed by its deadline, and return how many.

    A few hundred a transaction; awards that somebody is just claiming are left to the next run.
    """
    forfeited = 0
    while True:
        with transaction.atomic():
            overdue = list(
                Award.objects.overdue(at)
                .select_for_update(skip_locked=True, no_key=True, of=("self",))
                .order_by("claim_by", "id")[:FORFEITS_AT_ONCE]
            )
            for award in overdue:
                _move(award, AwardState.FORFEITED, "not claimed in time", SYSTEM, at)
        forfeited += len(overdue)
        if len(overdue) < FORFEITS_AT_ONCE:
            return forfeited


def _locked(organization: Organization, award_id: UUID) -> Award:
    try:
        return Award.objects.filter(organization=organization).locked(award_id)
    except Award.DoesNotExist:
        raise AwardNotFound(str(award_id)) from None


def _move(award: Award, to: str, reason: str, by: Actor, at: datetime) -> None:
    source = AwardState(award.state)
    if to not in AWARD_TRANSITIONS[source]:
        raise TransitionNotAllowed(source, to)
    award.state = to
    award.save(update_fields=["state"])
    AwardEvent.objects.create(
        award=award,
        from_state=source,
        to_state=to,
        channel=by.channel,
        user=by.user,
        client=by.client,
        reason=reason,
        happened_at=at,
    )
    # what was drawn goes to an alternate: promotions.services.replacements
    if to == AwardState.FORFEITED and award.play_id is not None:
        _return_unit(award, at)


def _return_unit(award: Award, at: datetime) -> None:
    """Put a new unit in the place of the forfeited one, where the prize says so.

    The old row stays as it was won: a unit is awarded at most once, for ever.
    """
    unit = PrizeUnit.objects.select_related("game__published").get(play__award=award)
    prize = _published_prize(unit)
    if not prize["returns_forfeited"]:
        return
    opens_at = None if unit.opens_at is None else at
    PrizeUnit.objects.create(
        prize_id=unit.prize_id,
        game_id=unit.game_id,
        revision_id=unit.revision_id,
        state=UnitState.AVAILABLE,
        opens_at=opens_at,
        closes_at=None if opens_at is None else _closing(unit, prize, opens_at),
        replaces=unit,
    )


def _closing(unit: PrizeUnit, prize: dict[str, Any], opens_at: datetime) -> datetime | None:
    """Return when a moment that opens at *opens_at* closes, by its prize's release policy."""
    if prize["release_policy"] == ReleasePolicy.WINDOW:
        return opens_at + timedelta(seconds=prize["window_seconds"])
    if prize["release_policy"] == ReleasePolicy.VOID:
        following = PrizeUnit.objects.filter(prize=unit.prize_id).unopened(opens_at)
        first: datetime | None = following.aggregate(first=Min("opens_at"))["first"]
        return first
    return None


def _published_prize(unit: PrizeUnit) -> dict[str, Any]:
    """Return the unit's prize as it is published now; the working copy may say something else."""
    published = unit.game.published
    prizes: list[dict[str, Any]] = published.document["prizes"] if published else []
    return next(prize for prize in prizes if prize["id"] == str(unit.prize_id))
