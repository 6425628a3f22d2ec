"""Publication: an approved revision becomes what plays run on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from promotions.enums import DrawMethod, PrizeKind, ReleasePolicy, Spread, UnitState
from promotions.models import Campaign, CampaignRevision, Game, GameRevision, Prize, PrizeUnit, Seal
from promotions.querysets import PrizeUnitQuerySet
from promotions.services.schedules import MomentPlan, generate_moments
from promotions.services.seals import (
    count_opened,
    drawn_prizes,
    hold_moments,
    moment_plan,
    moments_listed,
    opened_until,
    periods_of,
    seal_game,
)
from promotions.services.snapshots import (
    Document,
    chance_document,
    engine_limits,
    engine_prizes,
)

UNITS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class GamePlan:
    """What publishing does with one game: kept as it is sealed, or sealed anew with these plans."""

    game: Game
    document: Document
    kept_seal: Seal | None
    plans: dict[str, MomentPlan]
    opened_until: datetime


def plan_game(*, campaign: Campaign, number: int, document: Document, at: datetime) -> GamePlan:
    """Decide about one game of revision *number*, and write into its *document* what is drawn.

    A game whose chances a revision leaves alone keeps its seal and its moments. Otherwise the
    moments that have opened stay, the others are drawn anew over the rest of the period.
    """
    game = campaign.games.select_related("published__seal__revision").get(pk=document["id"])
    published = game.published
    if published and chance_document(published.document) == chance_document(document):
        document["sealed_in"] = published.seal.revision.number
        document["moments"] = published.document["moments"]
        return GamePlan(game, document, published.seal, {}, at)
    hold_moments(game=game)
    until = opened_until(game=game, at=at)
    plans = {
        prize.code: moment_plan(
            campaign=campaign, game=game, prize=prize, at=until,
            count=max(prize.quantity - count_opened(prize=prize, at=until), 0),
        )
        for prize in drawn_prizes(game)
        if prize.spread != Spread.MANUAL
    }  # fmt: skip
    document["sealed_in"] = number
    document["moments"] = {code: plan.as_document() for code, plan in plans.items()}
    return GamePlan(game, document, None, plans, until)


def publish_game(
    *, plan: GamePlan, revision: CampaignRevision, snapshot: Document, at: datetime
) -> None:
    """Seal *plan*'s game where that is due, make its units, and let plays see its configuration."""
    seal = plan.kept_seal
    if seal is None:
        seal, seed = seal_game(game=plan.game, revision=revision, at=at)
        _draw_moments(plan, revision, seed)
    for prize in plan.game.prizes.exclude(draw_method=DrawMethod.MOMENT):
        _adjust_stock(prize, revision)
    published = GameRevision.objects.create(
        game=plan.game,
        revision=revision,
        seal=seal,
        starts_at=datetime.fromisoformat(plan.document["starts_at"]),
        ends_at=datetime.fromisoformat(plan.document["ends_at"]),
        time_zone=snapshot["time_zone"],
        minimum_age=snapshot["minimum_age"],
        countries=snapshot["countries"],
        document=plan.document,
        prizes=engine_prizes(plan.document),
        limits=engine_limits(snapshot, plan.document),
    )
    Game.objects.filter(pk=plan.game.pk).update(published=published)


def _draw_moments(plan: GamePlan, revision: CampaignRevision, seed: bytes) -> None:
    for prize in drawn_prizes(plan.game):
        _withdraw(prize, PrizeUnit.objects.filter(prize=prize).unopened(plan.opened_until))
        opened = count_opened(prize=prize, at=plan.opened_until)
        if prize.spread == Spread.MANUAL:
            moments = moments_listed(prize)
            if opened:
                moments = [moment for moment in moments if moment > plan.opened_until]
        else:
            moments = generate_moments(
                seed=seed, prize_code=prize.code, plan=plan.plans[prize.code]
            )
        _withdraw_surplus(prize, opened - prize.quantity)
        if prize.release_policy == ReleasePolicy.VOID and moments:
            _close_by(prize, moments[0])
        _make_moment_units(prize, revision, moments)


def _close_by(prize: Prize, instant: datetime) -> None:
    """Let the moments that are open close at *instant*, when the prize's next one opens now."""
    later = Q(closes_at__isnull=True) | Q(closes_at__gt=instant)
    prize.units.available().filter(later, opens_at__lt=instant).update(closes_at=instant)


def _withdraw_surplus(prize: Prize, surplus: int) -> None:
    """Withdraw the newest *surplus* units that nobody has won, or as many as there are."""
    if surplus > 0:
        newest = prize.units.available().order_by("-opens_at", "-id")[:surplus]
        locked = newest.select_for_update(no_key=True).values_list("pk", flat=True)
        _withdraw(prize, PrizeUnit.objects.filter(pk__in=list(locked)))


def _withdraw(prize: Prize, units: PrizeUnitQuerySet) -> None:
    if prize.kind == PrizeKind.VOUCHER_CODE:
        # its code is not used up: it waits for the next publication
        units.update(state=UnitState.HELD, revision=None, opens_at=None, closes_at=None)
    else:
        units.update(state=UnitState.WITHDRAWN)


def _make_moment_units(prize: Prize, revision: CampaignRevision, moments: list[datetime]) -> None:
    periods = list(periods_of(prize, moments))
    if prize.kind != PrizeKind.VOUCHER_CODE:
        PrizeUnit.objects.bulk_create(
            (
                PrizeUnit(
                    prize=prize, game_id=prize.game_id, revision=revision,
                    state=UnitState.AVAILABLE, opens_at=opens_at, closes_at=closes_at,
                )
                for opens_at, closes_at in periods
            ),
            batch_size=UNITS_AT_ONCE,
        )  # fmt: skip
        return
    held = list(PrizeUnit.objects.filter(prize=prize).held().order_by("id")[: len(periods)])
    for unit, (opens_at, closes_at) in zip(held, periods, strict=True):
        unit.state, unit.revision = UnitState.AVAILABLE, revision
        unit.opens_at, unit.closes_at = opens_at, closes_at
    PrizeUnit.objects.bulk_update(
        held, ["state", "revision", "opens_at", "closes_at"], batch_size=UNITS_AT_ONCE
    )


def _adjust_stock(prize: Prize, revision: CampaignRevision) -> None:
    """Make as many units, or withdraw as many free ones, as the quantity asks for."""
    counted = prize.units.exclude(state__in=[UnitState.HELD, UnitState.WITHDRAWN])
    missing = prize.quantity - counted.filter(replaced_by__isnull=True).count()
    if missing < 0:
        _withdraw_surplus(prize, -missing)
    elif missing and prize.kind == PrizeKind.VOUCHER_CODE:
        held = prize.units.held().order_by("id").values("pk")[:missing]
        prize.units.filter(pk__in=held).update(state=UnitState.AVAILABLE, revision=revision)
    elif missing:
        _insert_units(prize, revision, missing)


def _insert_units(prize: Prize, revision: CampaignRevision, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO promotions_prizeunit (prize_id, game_id, revision_id, state)"
            " SELECT %s, %s, %s, %s FROM generate_series(1, %s)",
            [prize.pk, prize.game_id, revision.pk, UnitState.AVAILABLE, count],
        )
