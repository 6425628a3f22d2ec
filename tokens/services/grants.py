"""What prizes of kind ``play_token`` grant: a token for its winner."""

from typing import Any

from promotions.enums import GameKind, PrizeKind
from promotions.models import Prize
from promotions.services.grants import GrantIncomplete, register_grant
from tokens.models import TokenGrant


def describe_token_grant(prize: Prize) -> dict[str, Any]:
    """Return the game that a token is granted for, and how long it is valid.

    Raises ``GrantIncomplete`` where the prize names no game, one of another organization, a
    drawing, or one that is neither published nor published with it.
    """
    grant = TokenGrant.objects.select_related("game").filter(prize=prize).first()
    if grant is None:
        raise GrantIncomplete("it names no game to grant a token for.")
    if grant.game.organization_id != prize.game.organization_id:
        raise GrantIncomplete("the game of its token belongs to another organization.")
    if grant.game.kind != GameKind.INSTANT_WIN:
        raise GrantIncomplete("the game of its token is a drawing: nobody plays it.")
    if grant.game.published_id is None and grant.game.campaign_id != prize.game.campaign_id:
        raise GrantIncomplete("the game of its token is not published.")
    return {
        "kind": "token",
        "game": grant.game.code,
        "game_id": str(grant.game_id),
        "valid_seconds": grant.valid_seconds,
    }


def restore_token_grant(prize: Prize, description: dict[str, Any]) -> None:
    """Let *prize* grant again what its published *description* says."""
    TokenGrant.objects.update_or_create(
        prize=prize,
        defaults={
            "game_id": description["game_id"],
            "valid_seconds": description["valid_seconds"],
        },
    )


def register() -> None:
    """Tell promotions how this app grants."""
    register_grant(PrizeKind.PLAY_TOKEN, describe=describe_token_grant, restore=restore_token_grant)
