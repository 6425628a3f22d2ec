"""Revealing: after a campaign is over, the seeds that its chance came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from promotions.enums import CampaignPhase, RevisionState
from promotions.models import Campaign, Seal

OVER = (CampaignPhase.ENDED, CampaignPhase.CANCELLED, CampaignPhase.ARCHIVED)


class NotOver(Exception):
    """Seeds stay sealed until the campaign is over."""


def reveal_draws(*, campaign_id: UUID, at: datetime) -> dict[str, Any]:
    """Return all that an outsider needs to check the draws of a campaign that is over.

    ``revisions`` are the published documents, ``seals`` name game, revision, commitment and seed
    (hex). ``docs/verify_campaign.py`` reads it. Raises ``Campaign.DoesNotExist`` and ``NotOver``.
    """
    campaign = Campaign.objects.select_related("published_revision").get(pk=campaign_id)
    if campaign.phase(at) not in OVER:
        raise NotOver(campaign.name)
    published = campaign.revisions.filter(state=RevisionState.APPROVED).order_by("number")
    seals = Seal.objects.filter(game__campaign=campaign).select_related("game", "revision")
    return {
        "revisions": [revision.snapshot for revision in published],
        "seals": [
            {
                "game": seal.game.code,
                "revision": seal.revision.number,
                "commitment": seal.commitment,
                "seed": seal.seed,
            }
            for seal in seals.order_by("sealed_at", "id")
        ],
    }
