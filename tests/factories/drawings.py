"""Drawings that have ended, with entries made while they were live."""

from datetime import UTC, datetime, timedelta

from identities.models import Organization
from identities.services.actors import SYSTEM
from identities.services.clock import database_now
from promotions.enums import DrawMethod, GameKind
from promotions.models import Campaign, Drawing, Entry, Game
from promotions.services.drawings import draw_winners
from promotions.services.entries import award_entry
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory, publish

DAY = timedelta(days=1)


def drawing_game(
    *,
    alternates: int = 0,
    ended: bool = False,
    campaign: Campaign | None = None,
    organization: Organization | None = None,
    publishes: bool = True,
    **prize: object,
) -> Game:
    """Return a published drawing with one prize, which *prize* describes: one unit of it.

    It began 20 days ago, and ended yesterday where *ended*, unless *campaign* says otherwise.
    """
    start = datetime.now(UTC) - 20 * DAY
    campaign = campaign or CampaignFactory(
        organization=organization or OrganizationFactory(),
        starts_at=start,
        ends_at=start + (19 if ended else 60) * DAY,
    )
    game = GameFactory(campaign=campaign, kind=GameKind.DRAWING, alternates=alternates)
    PrizeFactory(game=game, draw_method=DrawMethod.DRAWING, **{"quantity": 1, **prize})
    return published(game) if publishes else game


def published(game: Game) -> Game:
    """Publish *game* as its campaign begins."""
    publish(game.campaign, at=game.campaign.starts_at)
    game.refresh_from_db()
    return game


def enter(game: Game, participant: str = "ada", **arguments: object) -> Entry:
    """Enter *participant* two days after the game began."""
    values = {"at": game.published.starts_at + 2 * DAY, "by": SYSTEM, **arguments}
    return award_entry(
        organization=game.organization, game=game.code, participant=participant, **values
    ).entry


def ended_drawing(*participants: str, **drawing: object) -> Game:
    """Return a drawing that has ended, with an entry of each of *participants*."""
    game = drawing_game(ended=True, **drawing)
    for participant in participants:
        enter(game, participant)
    return game


def drawn(game: Game) -> Drawing:
    return draw_winners(game_id=game.pk, by=UserFactory(), at=database_now())
