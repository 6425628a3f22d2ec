"""What prizes of kind ``badge`` grant: a badge for its winner."""

from typing import Any

from badges.models import BadgeGrant
from promotions.enums import PrizeKind
from promotions.models import Prize
from promotions.services.grants import GrantIncomplete, register_grant


def describe_badge_grant(prize: Prize) -> dict[str, Any]:
    """Return the badge that is granted.

    Raises ``GrantIncomplete`` where the prize names no badge, one of another organization, or one
    that is switched off.
    """
    grant = BadgeGrant.objects.select_related("badge").filter(prize=prize).first()
    if grant is None:
        raise GrantIncomplete("it names no badge to grant.")
    if grant.badge.organization_id != prize.game.organization_id:
        raise GrantIncomplete("its badge belongs to another organization.")
    if not grant.badge.is_enabled:
        raise GrantIncomplete("its badge is switched off.")
    return {"kind": "badge", "code": grant.badge.code, "badge_id": str(grant.badge_id)}


def restore_badge_grant(prize: Prize, description: dict[str, Any]) -> None:
    """Let *prize* grant again what its published *description* says."""
    BadgeGrant.objects.update_or_create(prize=prize, defaults={"badge_id": description["badge_id"]})


def register() -> None:
    """Tell promotions how this app grants."""
    register_grant(PrizeKind.BADGE, describe=describe_badge_grant, restore=restore_badge_grant)
