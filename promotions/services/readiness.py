"""What keeps a campaign from being published, in sentences for the people who can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from promotions.enums import DrawMethod, PrizeKind, Spread, UnitState
from promotions.models import CHANCE_SCALE, Campaign, Game, Prize
from promotions.services.grants import GrantIncomplete, describe_grant
from promotions.services.schedules import ImpossiblePlan
from promotions.services.seals import moment_plan, moments_listed
from promotions.services.snapshots import Document

LOCKED_GAME_MEMBERS = ("code",)
LOCKED_PRIZE_MEMBERS = ("code", "kind", "draw_method")


def problems_of(*, campaign: Campaign, at: datetime) -> list[str]:
    """Return why *campaign* can't be published at the instant *at*; nothing means that it can."""
    games = list(campaign.games.prefetch_related("prizes"))
    problems = list(_campaign_problems(campaign, games, at))
    for game in games:
        problems += _game_problems(campaign, game, at)
        for prize in game.prizes.all():
            problems += [f"{game.code}/{prize.code}: {text}" for text in _prize_problems(prize)]
    if campaign.published_revision is not None:
        problems += _locked_problems(
            campaign, games, campaign.published_revision.published_snapshot()
        )
    return problems


def _campaign_problems(campaign: Campaign, games: list[Game], at: datetime) -> Iterator[str]:
    if not games:
        yield "There is no game."
    if campaign.ends_at <= at:
        yield "The campaign ends in the past."


def _game_problems(campaign: Campaign, game: Game, at: datetime) -> Iterator[str]:
    starts_at, ends_at = game.starts_at or campaign.starts_at, game.ends_at or campaign.ends_at
    if not campaign.starts_at <= starts_at < ends_at <= campaign.ends_at:
        yield f"{game.code}: its period does not lie within the campaign's."
        return
    prizes = list(game.prizes.all())
    if sum(prize.chance or 0 for prize in prizes) > CHANCE_SCALE:
        yield f"{game.code}: the chances of its prizes add up to more than {CHANCE_SCALE:,}."
    for prize in prizes:
        if prize.draw_method == DrawMethod.MOMENT and prize.spread != Spread.MANUAL:
            try:
                moment_plan(campaign=campaign, game=game, prize=prize, at=at).check()
            except ImpossiblePlan as error:
                yield f"{game.code}/{prize.code}: no schedule is possible. {error}"


def _prize_problems(prize: Prize) -> Iterator[str]:
    if prize.draw_method == DrawMethod.MOMENT and prize.spread == Spread.MANUAL:
        listed = len(moments_listed(prize))
        if listed != prize.quantity:
            yield f"its list has {listed} moments, its quantity is {prize.quantity}."
    if prize.kind == PrizeKind.VOUCHER_CODE:
        loaded = prize.units.exclude(state=UnitState.WITHDRAWN).count()
        if loaded < prize.quantity:
            yield f"{loaded} voucher codes are loaded, its quantity is {prize.quantity}."
    try:
        describe_grant(prize)
    except GrantIncomplete as error:
        yield str(error)


def _locked_problems(campaign: Campaign, games: list[Game], published: Document) -> Iterator[str]:
    """What was published can be changed, but not taken away or made another thing."""
    if campaign.time_zone != published["time_zone"]:
        yield f"The time zone was published as {published['time_zone']} and can't change."
    if str(campaign.organization_id) != published["organization"]:
        yield "The organization can't change."
    current = {str(game.pk): game for game in games}
    for document in published["games"]:
        game = current.get(document["id"])
        if game is None:
            yield f"{document['code']}: the game was published and can't be removed."
            continue
        for member in LOCKED_GAME_MEMBERS:
            if getattr(game, member) != document[member]:
                yield f"{document['code']}: its {member} was published and can't change."
        yield from _locked_prize_problems(game, document)


def _locked_prize_problems(game: Game, published: Document) -> Iterator[str]:
    current = {str(prize.pk): prize for prize in game.prizes.all()}
    for document in published["prizes"]:
        name = f"{published['code']}/{document['code']}"
        prize = current.get(document["id"])
        if prize is None:
            yield f"{name}: the prize was published and can't be removed; set its quantity to 0."
            continue
        for member in LOCKED_PRIZE_MEMBERS:
            if getattr(prize, member) != document[member]:
                yield f"{name}: its {member.replace('_', ' ')} was published and can't change."
