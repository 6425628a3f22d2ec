"""The demo's badges, the purchases that give them, and what staff did with some."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.conf import settings

from badges.models import Badge, BadgeAssignment, BadgeOptOut, BadgeRule, OutcomeType
from badges.services.assignments import assign_badge, revoke_assignment
from badges.services.outcomes import process_outcome
from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant
from identities.services.actors import Actor
from tokens.models import Token

from .games import GAMES
from .people import Staff

# gives a badge at its first time
FIRST_PURCHASE = "first-purchase"
PURCHASE = "purchase"
SITE = "https://aurora-coffee.example"


def make_badges(organization: Organization, base_url: str) -> None:
    """Make three badges: of the first purchase, of the tenth, and one to be won."""
    for code, name, description in (
        ("first-cup", "First Cup", "Your first coffee with the Aurora card."),
        ("regular", "Regular", "Ten coffees with the Aurora card."),
        ("golden-bean", "Golden Bean", "Found a golden bean in the Golden Bean Weeks."),
    ):
        Badge.objects.create(
            organization=organization,
            code=code,
            name=name,
            description=description,
            image_url=f"{base_url}{settings.STATIC_URL}tombola/demo/{code}.svg",
            tags=["coffee", "play" if code == "golden-bean" else "loyalty"],
            issuer_name=organization.name,
            issuer_description="Coffee roasters since 1931.",
            issuer_email="badges@aurora-coffee.example",
            issuer_url=SITE,
            url=f"{SITE}/badges/{code}",
        )
    _make_rule(organization, FIRST_PURCHASE, "First purchase", 1, "first-cup")
    _make_rule(organization, PURCHASE, "Purchase", 10, "regular")


def _make_rule(
    organization: Organization, code: str, name: str, threshold: int, badge: str
) -> None:
    outcome_type = OutcomeType.objects.create(organization=organization, code=code, name=name)
    BadgeRule.objects.create(
        organization=organization,
        outcome_type=outcome_type,
        threshold=threshold,
        badge=Badge.objects.get(organization=organization, code=badge),
    )


def make_outcomes(
    *, organization: Organization, client: ApiClient, staff: Staff, at: datetime, random: Random
) -> None:
    """Process a purchase for a part of the tokens that purchases were awarded, in their order."""
    actor = Actor(channel=Channel.PLATFORM, client=client)
    known: set[str] = set()
    for number, (participant, bought_at) in enumerate(_purchases(organization, random)):
        outcomes = [PURCHASE] if participant in known else [FIRST_PURCHASE, PURCHASE]
        known.add(participant)
        for outcome in outcomes:
            process_outcome(
                organization=organization,
                participant=participant,
                outcome=outcome,
                reference=f"receipt-{40_000 + number}-{outcome}",
                by=actor,
                at=bought_at,
            )
    _let_staff_work(organization, staff, at)


def _purchases(organization: Organization, random: Random) -> Iterator[tuple[str, datetime]]:
    tokens = Token.objects.filter(organization=organization, game__code=GAMES["moments"])
    rows = tokens.order_by("issued_at", "id").values_list("participant__source_id", "issued_at")
    for participant, issued_at in rows:
        if participant is not None and random.random() < 0.5:
            yield participant, issued_at


def _let_staff_work(organization: Organization, staff: Staff, at: datetime) -> None:
    """Take a badge away, give one by hand, and note who wants none."""
    support = Actor(channel=Channel.ADMIN, user=staff.users["support"])
    newest = BadgeAssignment.objects.filter(organization=organization, badge__code="first-cup")
    if (returned := newest.first()) is not None:
        revoke_assignment(
            organization=organization,
            assignment_id=returned.pk,
            reason="purchase was returned",
            by=support,
            at=max(at - timedelta(hours=1), returned.assigned_at),
        )
    others = Participant.objects.filter(
        organization=organization, kind="player", badge_assignments__isnull=True
    ).order_by("source_id")
    fan, private = others[:2]
    assign_badge(
        organization=organization,
        participant=fan.source_id,
        badge="first-cup",
        reason="Bought before the card could tell.",
        by=support,
        at=at,
    )
    BadgeOptOut.objects.create(participant=private, reason="Asked for it at the counter.")
