"""The demo's organizations, staff, API clients and participants."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password

from identities.enums import Scope, StaffRole
from identities.models import Organization, Participant, Profile, User
from identities.services.api_clients import create_api_client
from identities.services.staff import grant_role

FIRST_NAMES = (
    "Ada", "Amir", "Anna", "Ben", "Carla", "Chen", "David", "Elif", "Emma", "Finn", "Grace",
    "Hana", "Ivan", "Jonas", "Kofi", "Lea", "Luca", "Maja", "Noah", "Olga", "Paul", "Priya",
    "Rosa", "Samir", "Tomas", "Yara",
)  # fmt: skip
LAST_NAMES = (
    "Becker", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ito", "Jansen",
    "Kaya", "Lindberg", "Moreau", "Novak", "Okafor", "Petrov", "Rossi", "Schmidt", "Tanaka",
    "Vogel", "Weber",
)  # fmt: skip
COUNTRIES = ("DE", "DE", "DE", "DE", "AT", "AT", "CH")
STAFF = {
    "manager": StaffRole.CAMPAIGN_MANAGER,
    "approver": StaffRole.APPROVER,
    "support": StaffRole.SUPPORT,
    "auditor": StaffRole.AUDITOR,
    "administrator": StaffRole.ADMINISTRATOR,
}


@dataclass(frozen=True, slots=True)
class Staff:
    """The five members of staff, and the passwords that they were given."""

    users: dict[str, User]
    passwords: dict[str, str]


def make_organization(name: str, slug: str) -> Organization:
    return Organization.objects.create(name=name, slug=slug, currencies=["EUR", "USD"])


def make_key(organization: Organization, name: str, scopes: Iterable[str] = Scope.values) -> str:
    return create_api_client(organization=organization, name=name, scopes=scopes).key


def make_staff(organization: Organization) -> Staff:
    """Make one member of staff for each role, with a random password."""
    users, passwords = {}, {}
    for username, role in STAFF.items():
        passwords[username] = secrets.token_urlsafe(12)
        user = User.objects.create_user(username, password=passwords[username])
        grant_role(user=user, organization=organization, role=role)
        users[username] = user
    return Staff(users, passwords)


def make_participants(organization: Organization, count: int, random: Random) -> list[Participant]:
    """Make loyal customers with profiles; none is a real person."""
    participants = Participant.objects.bulk_create(
        Participant(organization=organization, source_id=f"card-{100_000 + number}")
        for number in range(count)
    )
    Profile.objects.bulk_create(_profile(participant, random) for participant in participants)
    return participants


def _profile(participant: Participant, random: Random) -> Profile:
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    return Profile(
        participant=participant,
        organization=participant.organization,
        first_name=first,
        last_name=last,
        email=f"{first}.{last}.{participant.source_id}@example.com".lower(),
        birth_on=date(random.randint(1950, 2004), random.randint(1, 12), random.randint(1, 28)),
        country=random.choice(COUNTRIES),
        language="de",
    )


def make_login(organization: Organization) -> tuple[Participant, str]:
    """Make the participant who can log in, and return the password."""
    password = secrets.token_urlsafe(12)
    participant = Participant.objects.create(organization=organization, source_id="card-ada")
    Profile.objects.create(
        participant=participant,
        organization=organization,
        first_name="Ada",
        last_name="Lindberg",
        email="ada.lindberg@example.com",
        birth_on=date(1990, 12, 10),
        country="DE",
        language="en",
        user_name="ada",
        password=make_password(password),
    )
    return participant, password
