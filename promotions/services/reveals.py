"""Revealing: after a campaign is over, the seeds that its chance came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from promotions.enums import CampaignPhase, RevisionState
from promotions.models import Campaign, Drawing, Entry, Prize, PrizeUnit, Seal
from promotions.querysets import PrizeUnitQuerySet
from promotions.services.snapshots import instant_text

OVER = (CampaignPhase.ENDED, CampaignPhase.CANCELLED, CampaignPhase.ARCHIVED)


class NotOver(Exception):
    """Seeds stay sealed until the campaign is over."""


class NotDrawn(Exception):
    """Seeds stay sealed until the winners of every drawing are drawn; names the drawing."""


def reveal_draws(*, campaign_id: UUID, at: datetime) -> dict[str, Any]:
    """Return all that an outsider needs to check the draws of a campaign that is over.

    ``revisions`` are the published documents, ``seals`` name game, revision, commitment and seed
    (hex), ``moments`` are those that were kept, with the revision that they were drawn for and what
    became of them; ``salts`` are what the hashes of listed moments were made with; ``drawings``
    have all entries and what was drawn. ``docs/verify_campaign.py`` reads it. Raises
    ``Campaign.DoesNotExist``, ``NotOver`` and ``NotDrawn``.
    """
    campaign = Campaign.objects.select_related("published_revision").get(pk=campaign_id)
    if campaign.phase(at) not in OVER:
        raise NotOver(campaign.name)
    if campaign.phase(at) == CampaignPhase.ENDED:
        for game in campaign.games.undrawn():
            raise NotDrawn(game.name)
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
        "drawings": [
            _drawing(drawing)
            for drawing in Drawing.objects.filter(game__campaign=campaign).select_related(
                "game", "seal__revision"
            )
        ],
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


def _drawing(drawing: Drawing) -> dict[str, Any]:
    """Return what was drawn from, and what came of it: ids, and never a name or a reason."""
    entries = Entry.objects.filter(game=drawing.game_id).order_by("id")
    listed = entries.values_list("id", "participant_id").iterator(chunk_size=5_000)
    drawn = drawing.drawn_entries.order_by("rank").values_list("rank", "entry_id")
    replaced = drawing.drawn_entries.filter(replacement__isnull=False).order_by(
        "replacement__replaced_at", "replacement__id"
    )
    return {
        "game": drawing.game.code,
        "revision": drawing.seal.revision.number,
        "drawn_at": instant_text(drawing.drawn_at),
        "entries_sha256": drawing.entries_sha256,
        "entries": [[str(entry), str(participant)] for entry, participant in listed],
        "passed_over": [str(participant) for participant in drawing.passed_over],
        "drawn": [{"rank": rank, "entry": str(entry)} for rank, entry in drawn],
        "replacements": [
            {"replaced": winner, "alternate": alternate}
            for winner, alternate in replaced.values_list("rank", "replacement__alternate__rank")
        ],
    }
