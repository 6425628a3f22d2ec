"""Revealing: after a campaign is over, the seeds that its chance came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from promotions.enums import CampaignPhase, RevisionState
from promotions.models import Campaign, Prize, PrizeUnit, Seal
from promotions.querysets import PrizeUnitQuerySet
from promotions.services.snapshots import instant_text

OVER = (CampaignPhase.ENDED, CampaignPhase.CANCELLED, CampaignPhase.ARCHIVED)


class NotOver(Exception):
    """Seeds stay sealed until the campaign is over."""


def reveal_draws(*, campaign_id: UUID, at: datetime) -> dict[str, Any]:
    """Return all that an outsider needs to check the draws of a campaign that is over.

    ``revisions`` are the published documents, ``seals`` name game, revision, commitment and seed
    (hex), ``moments`` are those that were kept, with the revision that they were drawn for and what
    became of them; ``salts`` are what the hashes of listed moments were made with.
    ``docs/verify_campaign.py`` reads it. Raises ``Campaign.DoesNotExist`` and ``NotOver``.
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
        "salts": {
            f"{game}/{prize}": salt
            for game, prize, salt in Prize.objects.filter(game__campaign=campaign).values_list(
                "game__code", "code", "moments_salt"
            )
        },
        "moments": [_moment(unit) for unit in _drawn(campaign).iterator(chunk_size=5_000)],
    }


def _drawn(campaign: Campaign) -> PrizeUnitQuerySet:
    units = PrizeUnit.objects.filter(
        game__campaign=campaign, opens_at__isnull=False, replaces__isnull=True
    )
    return units.select_related("game", "prize", "revision").order_by("opens_at", "id")


def _moment(unit: PrizeUnit) -> dict[str, Any]:
    return {
        "game": unit.game.code,
        "prize": unit.prize.code,
        "revision": unit.revision.number if unit.revision else None,
        "opens_at": instant_text(unit.opens_at) if unit.opens_at else None,
        "state": unit.state,
        "awarded_at": instant_text(unit.awarded_at) if unit.awarded_at else None,
    }
