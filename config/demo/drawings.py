"""Entries of the demo's drawings, and the one that was drawn, with a winner who was replaced."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from identities.enums import Channel
from identities.models import ApiClient, Organization, User
from identities.services.actors import Actor
from promotions.models import Award, Game
from promotions.services.drawings import draw_winners
from promotions.services.entries import award_entry
from promotions.services.refusals import Refused
from promotions.services.replacements import replace_winner

from .games import GAMES

ENTRIES = {"drawing": 150, "drawn": 70}


def enter_drawings(
    *, organization: Organization, client: ApiClient, at: datetime, random: Random
) -> None:
    """Enter participants in both drawings, at instants of their past, in order."""
    actor = Actor(channel=Channel.PLATFORM, client=client)
    for name, number in ENTRIES.items():
        game = Game.objects.select_related("published").get(
            organization=organization, code=GAMES[name]
        )
        for instant in sorted(_instant(game, at, random) for _ in range(number)):
            _enter(organization, game, actor, instant, random)


def _instant(game: Game, at: datetime, random: Random) -> datetime:
    starts_at, ends_at = game.published.starts_at, game.published.ends_at  # type: ignore[union-attr]
    return starts_at + (min(ends_at, at) - starts_at) * random.random()


def _enter(
    organization: Organization, game: Game, actor: Actor, at: datetime, random: Random
) -> None:
    try:
        award_entry(
            organization=organization,
            game=game.code,
            participant=f"card-{100_000 + int(600 * random.random() ** 2)}",
            by=actor,
            at=at,
        )
    except Refused:
        return  # a third one on that day


def draw_ended(*, organization: Organization, approver: User, manager: User) -> None:
    """Draw the winners the day after the end, and replace one who could not be reached."""
    game = Game.objects.select_related("published").get(
        organization=organization, code=GAMES["drawn"]
    )
    drawn_at = game.published.ends_at + timedelta(hours=10)  # type: ignore[union-attr]
    drawing = draw_winners(game_id=game.pk, by=approver, at=drawn_at)
    lost = Award.objects.get(drawn_entry__drawing=drawing, drawn_entry__rank=2)
    replace_winner(
        organization=organization,
        award_id=lost.pk,
        reason="could not be reached by mail or phone",
        by=Actor(channel=Channel.ADMIN, user=manager),
        at=drawn_at + timedelta(days=5),
    )
