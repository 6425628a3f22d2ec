"""Prizes that clients write: drafts without a quantity, which staff complete."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet, Sum

from identities.models import Organization
from identities.services.actors import Actor
from promotions.enums import DrawMethod, GameKind
from promotions.models import CHANCE_SCALE, Game, Prize, PrizePresentation
from promotions.services.editing import check_fields, edited
from promotions.services.games import find_game
from promotions.services.stock import stock_of

PERCENT = CHANCE_SCALE // 100
PRESENTED = (
    "outcome_message", "highlighted_image_url", "is_hidden", "share", "must_award_by",
    "do_not_award_until",
)  # fmt: skip


class PrizeNotFound(Exception):
    """The game has no such prize, or has not published it."""


class GameIsDrawing(Exception):
    """Prizes of a drawing are drawn after its end, not won by plays."""


class SharesAboveWhole(Exception):
    """The game's prizes would be won by more than every play."""


class FallbackExists(Exception):
    """What every other play gets is another prize already."""


class CurrencyMissing(Exception):
    """The organization has enabled no currency that a value could be in."""


class AwardPeriodReversed(Exception):
    """A prize must be awarded before it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeContent:
    """What clients tell of a prize.

    *share* is how many percent of the plays win it; a fallback is what every other play gets.
    *value* is in whole units of the organization's first currency, 0 where it has none.
    """

    name: str
    value: int = 0
    image_url: str = ""
    position: int = 0
    share: int = 0
    is_fallback: bool = False
    outcome_message: str = ""
    highlighted_image_url: str = ""
    is_hidden: bool = False
    must_award_by: int | None = None
    do_not_award_until: int | None = None


@dataclass(frozen=True, slots=True)
class ToldPrize:
    """A prize as it is edited, told to a client, and how often it was won."""

    id: UUID
    content: PrizeContent
    wins: int


def tell_prizes(*, organization: Organization, game: str, at: datetime) -> list[ToldPrize]:
    """Return the prizes of the game with code *game*, drafts too; raises ``GameNotFound``."""
    found = find_game(organization=organization, code=game)
    return _told(_presented(found), at)


def tell_prize(*, organization: Organization, game: str, prize_id: UUID, at: datetime) -> ToldPrize:
    """Return one prize of a game; raises ``GameNotFound``, ``PrizeNotFound``."""
    found = find_game(organization=organization, code=game)
    told = _told(_presented(found).filter(pk=prize_id), at)
    if not told:
        raise PrizeNotFound(prize_id)
    return told[0]


def add_prize(
    *, organization: Organization, game: str, content: PrizeContent, by: Actor, at: datetime
) -> Prize:
    """Add a prize to the game with code *game*. Staff say how many there are.

    Raises ``GameNotFound``, ``GameIsDrawing``, ``CampaignNotEditable``, ``SharesAboveWhole``,
    ``FallbackExists``, ``CurrencyMissing``, ``AwardPeriodReversed``, and Django's
    ``ValidationError``, by field.
    """
    found = find_game(organization=organization, code=game)
    if found.kind == GameKind.DRAWING:
        raise GameIsDrawing(game)
    with edited(found.campaign_id, by=by, reason="prize added", at=at):
        prize = Prize(
            game=found, code=f"payout-{secrets.token_hex(6)}", name=content.name, quantity=0,
            image_url=content.image_url, position=content.position,
            **_drawn(found, content), **_valued(organization, content.value),
        )  # fmt: skip
        presentation = PrizePresentation(
            prize=prize, **{name: getattr(content, name) for name in PRESENTED}
        )
        check_fields(prize, presentation)
        _check_award_period(content)
        prize.save()
        presentation.save()
    return prize


def hide_prizes(
    *,
    organization: Organization,
    game: str,
    hidden: Mapping[UUID, bool],
    by: Actor,
    at: datetime,
) -> list[ToldPrize]:
    """Hide prizes of a game from client apps' lists, or show them: *hidden* says which.

    Raises ``GameNotFound``, ``PrizeNotFound``, and ``CampaignNotEditable`` where anything would
    change.
    """
    found = find_game(organization=organization, code=game)
    prizes = found.prizes.filter(pk__in=hidden)
    before = dict(prizes.values_list("pk", "presentation__is_hidden"))
    if before.keys() != hidden.keys():
        raise PrizeNotFound(hidden.keys() - before.keys())
    changed = [prize_id for prize_id in hidden if hidden[prize_id] != bool(before[prize_id])]
    if changed:
        with edited(found.campaign_id, by=by, reason="prizes hidden", at=at):
            for prize_id in changed:
                PrizePresentation.objects.update_or_create(
                    prize_id=prize_id, defaults={"is_hidden": hidden[prize_id]}
                )
    return _told(_presented(found).filter(pk__in=hidden), at)


def _presented(game: Game) -> QuerySet[Prize]:
    return game.prizes.select_related("presentation").order_by("position", "code")


def _told(prizes: Iterable[Prize], at: datetime) -> list[ToldPrize]:
    prizes = list(prizes)
    stock = stock_of([prize.pk for prize in prizes], at=at)
    return [ToldPrize(prize.pk, _content(prize), stock[prize.pk].awarded) for prize in prizes]


def _content(prize: Prize) -> PrizeContent:
    presentation = getattr(prize, "presentation", None) or PrizePresentation()
    shown = {name: getattr(presentation, name) for name in PRESENTED}
    if prize.chance is not None:
        # staff may have changed it since
        shown["share"] = round(prize.chance / PERCENT)
    return PrizeContent(
        name=prize.name,
        value=int(prize.value or 0),
        image_url=prize.image_url,
        position=prize.position,
        is_fallback=prize.draw_method == DrawMethod.EVERY_PLAY,
        **{**shown, "share": shown["share"] or 0},
    )


def _drawn(game: Game, content: PrizeContent) -> dict[str, object]:
    """Return how the prize is drawn; raises ``FallbackExists``, ``SharesAboveWhole``."""
    if content.is_fallback:
        if game.prizes.filter(draw_method=DrawMethod.EVERY_PLAY).exists():
            raise FallbackExists
        return {"draw_method": DrawMethod.EVERY_PLAY}
    chance = content.share * PERCENT
    others = game.prizes.aggregate(chance=Sum("chance", default=0))["chance"]
    if others + chance > CHANCE_SCALE:
        raise SharesAboveWhole(others)
    return {"draw_method": DrawMethod.PROBABILITY, "chance": chance}


def _valued(organization: Organization, value: int) -> dict[str, object]:
    """Return value and currency; raises ``CurrencyMissing`` for a value that can't be in any."""
    if not value:
        return {}
    if value < 0:
        raise ValidationError({"value": ["A value is 0 at least."]})
    # of an admitted client's organization only the id is loaded
    currencies = Organization.objects.values_list("currencies", flat=True).get(pk=organization.pk)
    if not currencies:
        raise CurrencyMissing
    return {"value": Decimal(value), "currency": currencies[0]}


def _check_award_period(content: PrizeContent) -> None:
    earliest, latest = content.do_not_award_until, content.must_award_by
    if earliest is not None and latest is not None and latest < earliest:
        raise AwardPeriodReversed
