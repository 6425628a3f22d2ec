from datetime import UTC, datetime, timedelta
from uuid import uuid4

import factory

from promotions.enums import DrawMethod, LimitCounts, LimitPer, LimitWindow
from promotions.models import (
    Campaign,
    CampaignRevision,
    Game,
    GamePresentation,
    GameType,
    Limit,
    Prize,
    PrizePresentation,
)
from promotions.services.campaigns import approve_campaign, submit_campaign
from tests.factories.identities import OrganizationFactory, UserFactory


class CampaignFactory(factory.django.DjangoModelFactory):
    """A draft that began yesterday and runs for a month."""

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence("Campaign {}".format)
    starts_at = factory.LazyFunction(lambda: datetime.now(UTC) - timedelta(days=1))
    ends_at = factory.LazyAttribute(lambda campaign: campaign.starts_at + timedelta(days=30))

    class Meta:
        model = Campaign


class GameFactory(factory.django.DjangoModelFactory):
    campaign = factory.SubFactory(CampaignFactory)
    organization = factory.SelfAttribute("campaign.organization")
    code = factory.Sequence("game-{}".format)
    name = factory.Sequence("Game {}".format)

    class Meta:
        model = Game


class PrizeFactory(factory.django.DjangoModelFactory):
    """One that every play wins, ten units."""

    game = factory.SubFactory(GameFactory)
    code = factory.Sequence("prize-{}".format)
    name = factory.Sequence("Prize {}".format)
    draw_method = DrawMethod.EVERY_PLAY
    quantity = 10

    class Meta:
        model = Prize


class LimitFactory(factory.django.DjangoModelFactory):
    """One play a participant a day."""

    campaign = factory.SubFactory(CampaignFactory)
    counts = LimitCounts.PLAYS
    per = LimitPer.PARTICIPANT
    window = LimitWindow.DAY
    maximum = 1

    class Meta:
        model = Limit


def publish(campaign: Campaign, at: datetime | None = None) -> CampaignRevision:
    """Submit *campaign* and have another person approve it, by the real services."""
    at = at or datetime.now(UTC)
    submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    revision = approve_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    campaign.refresh_from_db()
    return revision


def live_game(**prize: object) -> Game:
    """Return the game of a published campaign with one prize, which *prize* describes."""
    game = PrizeFactory(**prize).game
    publish(game.campaign)
    game.refresh_from_db()
    return game


def losing_game() -> Game:
    """Return the game of a published campaign whose one prize nobody ever wins."""
    return live_game(draw_method=DrawMethod.PROBABILITY, chance=0)


class GameTypeFactory(factory.django.DjangoModelFactory):
    organization = factory.SubFactory(OrganizationFactory)
    source_id = factory.LazyFunction(uuid4)
    name = factory.Sequence("Game type {}".format)

    class Meta:
        model = GameType


class GamePresentationFactory(factory.django.DjangoModelFactory):
    game = factory.SubFactory(GameFactory)

    class Meta:
        model = GamePresentation


class PrizePresentationFactory(factory.django.DjangoModelFactory):
    prize = factory.SubFactory(PrizeFactory)

    class Meta:
        model = PrizePresentation
