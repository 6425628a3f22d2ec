"""What was published: answers never show the working copy that staff edit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from promotions.models import Award, Drawing, Game, GameRevision, PrizeUnit

PUBLIC_PRIZE_MEMBERS = (
    "code", "name", "description", "kind", "value", "currency", "image_url",
)  # fmt: skip


def public_prize(prize: dict[str, Any]) -> dict[str, Any]:
    """Return what anybody may know of a published prize: nothing of how and when it is drawn."""
    return {name: prize[name] for name in PUBLIC_PRIZE_MEMBERS}


def published_prizes(awards: Iterable[Award]) -> dict[UUID, dict[str, Any]]:
    """Return, by award, the prizes as they were published when they were won. One query."""
    awards = list(awards)
    published = {award.pk: award.won_under() for award in awards}
    documents = {
        (game, revision): {prize["id"]: prize for prize in prizes}
        for game, revision, prizes in GameRevision.objects.filter(
            game__in={game for game, _ in published.values()},
            revision__in={revision for _, revision in published.values()},
        ).values_list("game_id", "revision_id", "prizes")
    }
    return {
        award.pk: public_prize(documents[published[award.pk]][str(award.prize_id)])
        for award in awards
    }


def remaining_units(game: Game, at: datetime) -> dict[str, int]:
    """Count, by the id of the prize, the units that can still be won, moments to come included."""
    counts = (
        PrizeUnit.objects.available()
        .filter(Q(closes_at__isnull=True) | Q(closes_at__gt=at), game=game)
        .values_list("prize_id")
        .annotate(Count("id"))
        .order_by()
    )
    return {str(prize): count for prize, count in counts}


def count_ranks(drawing: Drawing) -> dict[str, int]:
    """Count the winners and alternates of a drawing. Who was replaced is a winner still."""
    won = Q(award__isnull=False, replaces__isnull=True)
    return drawing.drawn_entries.aggregate(
        winners=Count("pk", filter=won), alternates=Count("pk", filter=~won)
    )
