from datetime import UTC, datetime

import factory

from badges.models import Badge, BadgeAssignment, BadgeGrant, BadgeRule, Outcome, OutcomeType
from badges.services.outcomes import ProcessedOutcome, process_outcome
from identities.enums import Channel
from identities.services.actors import SYSTEM
from promotions.enums import PrizeKind
from promotions.models import Game
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import PrizeFactory, publish


class BadgeFactory(factory.django.DjangoModelFactory):
    organization = factory.SubFactory(OrganizationFactory)
    code = factory.Sequence("badge-{}".format)
    name = factory.Sequence("Badge {}".format)

    class Meta:
        model = Badge


class OutcomeTypeFactory(factory.django.DjangoModelFactory):
    organization = factory.SubFactory(OrganizationFactory)
    code = factory.Sequence("outcome-{}".format)
    name = factory.Sequence("Outcome {}".format)

    class Meta:
        model = OutcomeType


class BadgeRuleFactory(factory.django.DjangoModelFactory):
    """Gives a badge at the first outcome."""

    outcome_type = factory.SubFactory(OutcomeTypeFactory)
    organization = factory.SelfAttribute("outcome_type.organization")
    badge = factory.SubFactory(BadgeFactory, organization=factory.SelfAttribute("..organization"))

    class Meta:
        model = BadgeRule


class OutcomeFactory(factory.django.DjangoModelFactory):
    outcome_type = factory.SubFactory(OutcomeTypeFactory)
    organization = factory.SelfAttribute("outcome_type.organization")
    participant = factory.SubFactory(
        ParticipantFactory, organization=factory.SelfAttribute("..organization")
    )
    number = 1
    happened_at = factory.LazyFunction(lambda: datetime.now(UTC))
    channel = Channel.PLATFORM

    class Meta:
        model = Outcome


class BadgeAssignmentFactory(factory.django.DjangoModelFactory):
    """One by staff."""

    badge = factory.SubFactory(BadgeFactory)
    organization = factory.SelfAttribute("badge.organization")
    participant = factory.SubFactory(
        ParticipantFactory, organization=factory.SelfAttribute("..organization")
    )
    assigned_at = factory.LazyFunction(lambda: datetime.now(UTC))
    channel = Channel.ADMIN

    class Meta:
        model = BadgeAssignment


def achieve(
    outcome_type: OutcomeType, participant: str = "ada", **arguments: object
) -> ProcessedOutcome:
    """Process an outcome of *outcome_type*, now."""
    return process_outcome(
        **{  # type: ignore[arg-type]
            "organization": outcome_type.organization,
            "participant": participant,
            "outcome": outcome_type.code,
            "by": SYSTEM,
            "at": datetime.now(UTC),
            **arguments,
        }
    )


def game_that_grants(badge: Badge, **prize: object) -> Game:
    """Return the game of a published campaign whose every play wins *badge*."""
    made = PrizeFactory(
        kind=PrizeKind.BADGE, game__campaign__organization=badge.organization, **prize
    )
    BadgeGrant.objects.create(prize=made, badge=badge)
    publish(made.game.campaign)
    made.game.refresh_from_db()
    return made.game
