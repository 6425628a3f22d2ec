"""What the samples speak of: two organizations, their users, badges, sessions and keys."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from badges.models import BadgeAssignment, BadgeOptOut
from badges.services.assignments import record_assignment, revoke_assignment
from identities.api.authentication import admit
from identities.enums import Channel, ParticipantState, Scope
from identities.models import Organization, Participant, Profile
from identities.services.actors import SYSTEM
from identities.services.api_clients import create_api_client
from identities.services.logins import LoginRefused, log_in, log_out
from tests.factories.badges import (
    BadgeAssignmentFactory,
    BadgeFactory,
    BadgeRuleFactory,
    OutcomeFactory,
    OutcomeTypeFactory,
)
from tests.factories.identities import OrganizationFactory, ProfileFactory

PASSWORD = "correct horse"
LIFETIME = timedelta(hours=12)


class Scenario:
    """*facts* are what the samples name."""

    def __init__(self) -> None:
        self.coffee = OrganizationFactory(slug="coffee")
        self.ada = user(self.coffee, "customer-4711", "Ada", email="ada@example.test")
        self.facts: dict[str, str] = {}
        self._sessions()
        self._keys()
        self._badges()

    def _sessions(self) -> None:
        off = user(self.coffee, "customer-2", "Off")
        BadgeOptOut.objects.create(participant=off)
        other = user(OrganizationFactory(slug="tea"), "tea-1", "Ada")
        blocked = user(self.coffee, "customer-3", "Blocked")
        user(self.coffee, "customer-1", "Bob")
        now = datetime.now(UTC)
        self.facts |= {
            "token": token_of(self.ada),
            "expired_token": token_of(self.ada, at=now - LIFETIME),
            "closed_token": token_of(self.ada),
            "foreign_token": token_of(self.ada, channel=Channel.EPRIZE),
            "off_token": token_of(off),
            "other_token": token_of(other),
            "blocked_token": token_of(blocked),
        }
        log_out(token=self.facts["closed_token"], at=now)
        Participant.objects.filter(pk=blocked.pk).update(state=ParticipantState.BLOCKED)
        for _ in range(5):
            fail_to_log_in("locked")

    def _keys(self) -> None:
        key = key_of(self.coffee, Scope.BADGES_ASSIGN)
        self.facts |= {
            "key": key,
            "basic": base64.b64encode(f"issuer:{key}".encode()).decode(),
            "reader_key": key_of(self.coffee, Scope.READ),
            "other_key": key_of(Organization.objects.get(slug="tea"), Scope.BADGES_ASSIGN),
            "busy_key": key_of(self.coffee, Scope.BADGES_ASSIGN, requests_per_minute=1),
        }
        # the second time there is no permit left in this minute
        for _ in range(2):
            admit(self.facts["busy_key"])

    def _badges(self) -> None:
        first_cup = OutcomeTypeFactory(organization=self.coffee, code="first-cup")
        OutcomeTypeFactory(organization=self.coffee, code="no-cup")
        first = BadgeFactory(organization=self.coffee, **FIRST_CUP)
        BadgeRuleFactory(outcome_type=first_cup, badge=first)
        self.badge("second-cup", url="https://example.test/badges/second-cup")
        self.badge("third-cup", url="https://example.test/badges/third-cup")
        plain = self.badge("plain", name="Plain")
        revoked = self.give(self.badge("revoked"), datetime(2026, 5, 3, tzinfo=UTC))
        revoke_assignment(
            organization=self.coffee,
            assignment_id=revoked.pk,
            reason="A mistake.",
            by=SYSTEM,
            at=datetime.now(UTC),
        )
        outcome = OutcomeFactory(outcome_type=first_cup, participant=self.ada)
        self.facts |= {
            "first": str(self.give(first, datetime(2026, 5, 1, 18, 0, 0, 123_999, UTC)).pk),
            "plain": str(self.give(plain, datetime(2026, 5, 2, tzinfo=UTC)).pk),
            "revoked": str(revoked.pk),
            "outcome": str(outcome.pk),
        }

    def badge(self, code: str, **members: str) -> Any:
        return BadgeFactory(organization=self.coffee, code=code, **members)

    def give(self, badge: Any, at: datetime) -> BadgeAssignment:
        given: BadgeAssignment = BadgeAssignmentFactory(
            badge=badge, participant=self.ada, assigned_at=at
        )
        return given

    def give_to(self, source_id: str, badge: Any) -> None:
        BadgeAssignmentFactory(
            badge=badge, participant=Participant.objects.get(source_id=source_id)
        )

    def record_second_cup(self) -> None:
        """Record what the sample of a repeated assignment repeats."""
        record_assignment(
            organization=self.coffee,
            reference="customer-4711",
            outcome="first-cup",
            badge_url="https://example.test/badges/second-cup",
            by=SYSTEM,
            at=datetime.now(UTC),
        )


FIRST_CUP = {
    "code": "first-cup",
    "name": "First cup",
    "description": "For the first cup of café.",
    "image_url": "https://example.test/first-cup.png",
    "tags": ["coffee", "start"],
    "issuer_name": "Example Coffee",
    "issuer_description": "Roasts.",
    "issuer_email": "badges@example.test",
    "issuer_url": "https://example.test/",
}


def user(organization: Organization, source_id: str, user_name: str, email: str = "") -> Any:
    """Return a participant who can log in."""
    profile: Profile = ProfileFactory(
        participant__organization=organization,
        participant__source_id=source_id,
        user_name=user_name,
        email=email,
        password=make_password(PASSWORD),
    )
    return profile.participant


def token_of(participant: Participant, **others: Any) -> str:
    """Log a participant in, and return the token."""
    arguments = {
        "tenant": participant.organization.slug,
        "name": participant.profile.user_name,
        "password": PASSWORD,
        "channel": Channel.MEMORI,
        "at": datetime.now(UTC),
        "lifetime": LIFETIME,
        "failures_maximum": 5,
        "lockout": timedelta(minutes=15),
        **others,
    }
    return log_in(**arguments).token


def fail_to_log_in(name: str) -> None:
    try:
        log_in(
            tenant="coffee",
            name=name,
            password="wrong",
            channel=Channel.MEMORI,
            at=datetime.now(UTC),
            lifetime=LIFETIME,
            failures_maximum=5,
            lockout=timedelta(minutes=15),
        )
    except LoginRefused:
        return


def key_of(organization: Organization, scope: Scope, **limits: int) -> str:
    return create_api_client(organization=organization, name="Test", scopes=[scope], **limits).key
