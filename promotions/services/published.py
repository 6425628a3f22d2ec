"""What is published of games, for who only reads: never the working copy that staff edit."""

from __future__ import annotations

from typing import Any

from identities.models import Organization
from promotions.models import Game
from promotions.services.prizes import PrizeNotFound


def find_prize(*, organization: Organization, game: str, prize: str) -> dict[str, Any]:
    """Return the prize with code *prize* as the game with code *game* was last published.

    Members are those of the published document. Raises ``PrizeNotFound``, where no such game is
    published too.
    """
    found = (
        Game.objects.published()
        .filter(organization=organization, code=game)
        .values_list("published__prizes", flat=True)
        .first()
    )
    for item in found or ():
        if item["code"] == prize:
            return dict(item)
    raise PrizeNotFound(prize)
