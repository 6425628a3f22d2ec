"""Seals: the secret seed of a game, and the moments that follow from it."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Q

from promotions.enums import DrawMethod, ReleasePolicy, UnitState
from promotions.models import Campaign, CampaignRevision, Game, Prize, PrizeUnit, Seal
from promotions.services.schedules import MomentPlan, commitment, draw_key


def moment_plan(
    *, campaign: Campaign, game: Game, prize: Prize, at: datetime, count: int | None = None
) -> MomentPlan:
    """Return where the moments of *prize* may lie if it is published at the instant *at*.

    From then or the game's start on, up to the game's end less the prize's margin; *count*
    moments, or all of the prize's quantity.
    """
    ends_at = (game.ends_at or campaign.ends_at) - timedelta(seconds=prize.margin_seconds)
    return MomentPlan(
        count=prize.quantity if count is None else count,
        starts_at=max(game.starts_at or campaign.starts_at, at),
        ends_at=ends_at,
        time_zone=campaign.time_zone,
        spread=prize.spread,
        stratum=prize.stratum or None,
        hour_weights=tuple(prize.hour_weights),
        weekday_weights=tuple(prize.weekday_weights),
    )


def moments_listed(prize: Prize) -> list[datetime]:
    """Return the instants of a prize whose moments come from a list, ascending."""
    return [datetime.fromisoformat(line) for line in (prize.moments_csv or "").split()]


def hold_moments(*, game: Game) -> None:
    """Lock the moments of *game* that nobody has won yet: plays wait until the transaction ends."""
    moments = PrizeUnit.objects.filter(game=game, opens_at__isnull=False).available()
    locked = moments.order_by("opens_at", "id").select_for_update(no_key=True)
    list(locked.values_list("pk", flat=True))


def opened_until(*, game: Game, at: datetime) -> datetime:
    """Return *at*, or the later instant of a moment of *game* that was won since *at* was read."""
    won = PrizeUnit.objects.filter(game=game, state=UnitState.AWARDED)
    return max(at, won.aggregate(last=Max("opens_at"))["last"] or at)


def count_opened(*, prize: Prize, at: datetime) -> int:
    """Count the moments of *prize* that have opened, won or not; of replaced ones the last."""
    opened = Q(state=UnitState.AWARDED) | Q(state=UnitState.AVAILABLE, opens_at__lte=at)
    return prize.units.filter(opened, opens_at__isnull=False, replaced_by__isnull=True).count()


def drawn_prizes(game: Game) -> list[Prize]:
    """Return the prizes of *game* that are won by moments."""
    return [prize for prize in game.prizes.all() if prize.draw_method == DrawMethod.MOMENT]


def seal_game(*, game: Game, revision: CampaignRevision, at: datetime) -> tuple[Seal, bytes]:
    """Draw a fresh seed of 256 bits for *game*, store it sealed, and return both."""
    seed = secrets.token_bytes(32)
    seal = Seal.objects.create(
        game=game,
        revision=revision,
        seed=seed.hex(),
        draw_key=draw_key(seed=seed),
        commitment=commitment(seed=seed, revision_sha256=revision.sha256),
        sealed_at=at,
    )
    return seal, seed


def periods_of(prize: Prize, moments: list[datetime]) -> Iterator[tuple[datetime, datetime | None]]:
    """Pair each of the ascending *moments* with the instant at which it closes, if it does.

    ``void``: a moment closes when the prize's next one opens, so that they never pile up.
    """
    if prize.release_policy == ReleasePolicy.WINDOW:
        window = timedelta(seconds=prize.window_seconds or 0)
        yield from ((moment, moment + window) for moment in moments)
    elif prize.release_policy == ReleasePolicy.VOID:
        opened = [list(group) for _, group in itertools.groupby(moments)]
        following = [*(group[0] for group in opened[1:]), None]
        for group, closes_at in zip(opened, following, strict=True):
            yield from ((moment, closes_at) for moment in group)
    else:
        yield from ((moment, None) for moment in moments)
