"""What keeps a campaign from being published, in sentences for the people who can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from promotions.enums import DrawMethod, GameKind, LimitCounts, PrizeKind, Spread, UnitState
from promotions.models import CHANCE_SCALE, Campaign, Drawing, Game, Prize
from promotions.services.grants import GrantIncomplete, describe_grant
from promotions.services.schedules import ImpossiblePlan, generate_moments
from promotions.services.seals import (
    count_opened,
    drawn_prizes,
    moment_plan,
    moments_listed,
    opened_until,
)
from promotions.services.snapshots import chance_document, game_document

# what an award of a drawing hands over: nothing is granted at once
DRAWN_KINDS = (PrizeKind.PHYSICAL, PrizeKind.VOUCHER_CODE)


def problems_of(*, campaign: Campaign, at: datetime) -> list[str]:
    """Return why *campaign* can't be published at the instant *at*; nothing means that it can."""
    games = list(
        campaign.games.select_related("published", "presentation__game_type").prefetch_related(
            "prizes__presentation"
        )
    )
    problems = list(_campaign_problems(campaign, games, at))
    problems += _limit_problems(campaign, games)
    for game in games:
        problems += _game_problems(campaign, game, at)
        for prize in game.prizes.all():
            texts = [*_drawn_prize_problems(game, prize), *_prize_problems(prize)]
            problems += [f"{game.code}/{prize.code}: {text}" for text in texts]
    return problems


def _campaign_problems(campaign: Campaign, games: list[Game], at: datetime) -> Iterator[str]:
    if not games:
        yield "There is no game."
    if campaign.ends_at <= at:
        yield "The campaign ends in the past."


def _limit_problems(campaign: Campaign, games: list[Game]) -> Iterator[str]:
    own = {None, *(game.pk for game in games)}
    for limit in campaign.limits.filter(is_enabled=True):
        if limit.game_id not in own:
            yield f"The limit of {limit} is for a game of another campaign."
    for game in games:
        for limit in game.limits.filter(is_enabled=True):
            if (limit.counts == LimitCounts.ENTRIES) != (game.kind == GameKind.DRAWING):
                yield f"{game.code}: the limit of {limit} counts what the game does not have."


def _game_problems(campaign: Campaign, game: Game, at: datetime) -> Iterator[str]:
    starts_at, ends_at = game.starts_at or campaign.starts_at, game.ends_at or campaign.ends_at
    if not campaign.starts_at <= starts_at < ends_at <= campaign.ends_at:
        yield f"{game.code}: its period does not lie within the campaign's."
        return
    if game.kind == GameKind.DRAWING:
        yield from _drawing_problems(campaign, game, at)
    if sum(prize.chance or 0 for prize in game.prizes.all()) > CHANCE_SCALE:
        yield f"{game.code}: the chances of its prizes add up to more than {CHANCE_SCALE:,}."
    if not _keeps_chances(campaign, game):
        for prize in drawn_prizes(game):
            problem = _moments_problem(campaign, game, prize, at)
            if problem:
                yield f"{game.code}/{prize.code}: {problem}"


def _drawing_problems(campaign: Campaign, game: Game, at: datetime) -> Iterator[str]:
    if not game.prizes.all():
        yield f"{game.code}: a drawing needs a prize."
    if game.published is None or _keeps_chances(campaign, game):
        return
    if Drawing.objects.filter(game=game).exists():
        yield f"{game.code}: its winners are drawn: what they depend on can't change any more."
    elif game.published.ends_at <= at:
        yield f"{game.code}: it has ended: what its drawing depends on can't change any more."


def _drawn_prize_problems(game: Game, prize: Prize) -> Iterator[str]:
    if (prize.draw_method == DrawMethod.DRAWING) != (game.kind == GameKind.DRAWING):
        yield "prizes of drawings, and no others, are drawn after the end."
    if prize.draw_method == DrawMethod.DRAWING and prize.kind not in DRAWN_KINDS:
        yield "only physical prizes and voucher codes can be drawn after the end."


def _keeps_chances(campaign: Campaign, game: Game) -> bool:
    """Tell whether publishing leaves the game's seal and moments alone."""
    if game.published is None:
        return False
    try:
        document = game_document(campaign, game)
    except GrantIncomplete:
        return False
    return chance_document(game.published.document) == chance_document(document)


def _moments_problem(campaign: Campaign, game: Game, prize: Prize, at: datetime) -> str | None:
    at = opened_until(game=game, at=at)
    opened = count_opened(prize=prize, at=at)
    if prize.spread == Spread.MANUAL:
        passed = sum(moment <= at for moment in moments_listed(prize))
        if opened and passed != opened:
            return f"{opened} of its moments have opened, its list has {passed} in the past."
        return None
    count = max(prize.quantity - opened, 0)
    plan = moment_plan(campaign=campaign, game=game, prize=prize, at=at, count=min(count, 1))
    try:
        # one moment shows what all would: whether the window and the weights leave room
        generate_moments(seed=bytes(32), prize_code=prize.code, plan=plan)
    except ImpossiblePlan as error:
        return f"no schedule is possible. {error}"
    return None


def _prize_problems(prize: Prize) -> Iterator[str]:
    if prize.draw_method == DrawMethod.MOMENT and prize.spread == Spread.MANUAL:
        listed = len(moments_listed(prize))
        if listed != prize.quantity:
            yield f"its list has {listed} moments, its quantity is {prize.quantity}."
    if prize.kind == PrizeKind.VOUCHER_CODE:
        loaded = prize.units.exclude(state=UnitState.WITHDRAWN).count()
        if loaded < prize.quantity:
            yield f"{loaded} voucher codes are loaded, its quantity is {prize.quantity}."
    published = prize.game.published
    if not prize.quantity and not (published and published.publishes(prize.pk)):
        # a published prize that has run out, or is taken back, is another thing
        yield "its quantity is 0: say how many there are."
    try:
        describe_grant(prize)
    except GrantIncomplete as error:
        yield str(error)
