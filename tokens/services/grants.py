"""What prizes of kinds ``play_token`` and ``value`` grant: a token, or an amount of an asset."""

from typing import Any

from promotions.enums import GameKind, PrizeKind
from promotions.models import Prize
from promotions.services.grants import GrantIncomplete, register_grant
from tokens.models import TokenGrant, ValueGrant
from tokens.services.amounts import amount_text, places


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


def describe_value_grant(prize: Prize) -> dict[str, Any]:
    """Return the amount that is granted, of which asset, and where it goes.

    Raises ``GrantIncomplete`` where the prize names no amount, one of another campaign's asset, or
    one with more places than the asset has.
    """
    grant = ValueGrant.objects.select_related("asset").filter(prize=prize).first()
    if grant is None:
        raise GrantIncomplete("it names no amount to grant.")
    if grant.asset.campaign_id != prize.game.campaign_id:
        raise GrantIncomplete("the asset of its amount belongs to another campaign.")
    if places(grant.amount) > grant.asset.decimals:
        raise GrantIncomplete("its amount has more places than its asset.")
    return {
        "kind": "value",
        "asset": str(grant.asset_id),
        "symbol": grant.asset.symbol,
        "amount": amount_text(grant.amount),
        "destination": grant.destination,
        "is_mintable": grant.is_mintable,
    }


def restore_value_grant(prize: Prize, description: dict[str, Any]) -> None:
    """Let *prize* grant again what its published *description* says."""
    ValueGrant.objects.update_or_create(
        prize=prize,
        defaults={
            "asset_id": description["asset"],
            "amount": description["amount"],
            "destination": description["destination"],
            "is_mintable": description["is_mintable"],
        },
    )


def register() -> None:
    """Tell promotions how this app grants."""
    register_grant(PrizeKind.VALUE, describe=describe_value_grant, restore=restore_value_grant)
    register_grant(PrizeKind.PLAY_TOKEN, describe=describe_token_grant, restore=restore_token_grant)
