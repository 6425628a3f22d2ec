"""Organizations in which the same things can happen, whichever door they happen through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from identities.models import Organization, Participant
from promotions.enums import DrawMethod, LimitCounts, PrizeKind
from promotions.models import Campaign, Prize
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    publish,
)
from tokens.models import TokenGrant


def make_organization() -> Organization:
    """Return an organization with games that win, lose, win a token, are limited, have ended."""
    organization: Organization = OrganizationFactory()
    ParticipantFactory(organization=organization, source_id="ada")
    ParticipantFactory(organization=organization, source_id="blocked", state="blocked")
    live = CampaignFactory(organization=organization)
    wins = _prize(live, "wins")
    _prize(live, "loses", draw_method=DrawMethod.PROBABILITY, chance=0)
    token = _prize(live, "wins-token", kind=PrizeKind.PLAY_TOKEN)
    TokenGrant.objects.create(prize=token, game=wins.game)
    limited = _prize(live, "limited")
    LimitFactory(campaign=live, game=limited.game)
    awarded = _prize(live, "awarded-once")
    LimitFactory(campaign=live, game=awarded.game, counts=LimitCounts.TOKEN_AWARDS)
    publish(live)
    _end(organization)
    _pause(organization)
    return organization


def participant(organization: Organization, source_id: str) -> Participant:
    return Participant.objects.get(organization=organization, source_id=source_id)


def _prize(campaign: Campaign, game: str, **prize: object) -> Prize:
    return PrizeFactory(game=GameFactory(campaign=campaign, code=game), code="cup", **prize)


def _end(organization: Organization) -> None:
    now = datetime.now(UTC)
    ended = CampaignFactory(
        organization=organization,
        starts_at=now - timedelta(days=9),
        ends_at=now - timedelta(days=1),
    )
    _prize(ended, "ended")
    publish(ended, now - timedelta(days=8))


def _pause(organization: Organization) -> None:
    paused = CampaignFactory(organization=organization)
    _prize(paused, "paused")
    publish(paused)
    Campaign.objects.filter(pk=paused.pk).update(status="paused")
