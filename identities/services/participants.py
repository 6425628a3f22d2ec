"""Participants, as their organization tells of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from identities.enums import ParticipantKind
from identities.models import Organization, Participant, Profile

# where a day begins first is this far ahead of UTC
FIRST_TIME_ZONE = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class ProfileData:
    """Personal data of a participant; all of it may be left out."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    birth_on: date | None = None
    age: int | None = None
    country: str = ""
    language: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""


PROFILE_MEMBERS = tuple(field.name for field in fields(ProfileData))


@dataclass(frozen=True, slots=True)
class CreatedParticipant:
    """A participant, and whether this call made it."""

    participant: Participant
    created: bool


class ParticipantDiffers(Exception):
    """The organization's participant of this source_id has other content."""


def create_participant(
    *,
    organization: Organization,
    source_id: str,
    at: datetime,
    profile: ProfileData | None = None,
    kind: str = ParticipantKind.PLAYER,
    currency: str = "",
) -> CreatedParticipant:
    """Create a participant with a profile, or answer the one of this *source_id*.

    A participant of whom nothing but the source_id is known, because a token's award or
    redemption created it, is completed. Raises ``ParticipantDiffers`` where anything else is
    known than what is given, and Django's ``ValidationError``, by field, for values that the
    models do not take, and for who is born later than *at*.
    """
    profile = profile or ProfileData()
    wanted = Participant(
        organization=organization, source_id=source_id, kind=kind, currency=currency
    )
    wanted.clean_fields(exclude=["organization", "parent"])
    data = Profile(participant=wanted, organization=organization, **asdict(profile))
    data.clean_fields(exclude=["participant", "organization"])
    _refuse_unborn(data, at)
    with transaction.atomic():
        Participant.objects.bulk_create([wanted], ignore_conflicts=True)
        participant = (
            Participant.objects.in_organization(organization)
            .select_for_update(of=("self",), no_key=True)
            .select_related("profile")
            .get(source_id=source_id)
        )
        created = participant.pk == wanted.pk
        if not created and _content(participant) == _content(wanted):
            return CreatedParticipant(participant, created=False)
        if not created and not _is_bare(participant):
            raise ParticipantDiffers(source_id)
        _describe(participant, kind, currency, profile)
    return CreatedParticipant(participant, created=created)


def profile_of(participant: Participant) -> ProfileData:
    """Return what is known of a participant; empty where nothing is, or where it was erased."""
    profile = getattr(participant, "profile", None)
    if profile is None:
        return ProfileData()
    return ProfileData(**{name: getattr(profile, name) for name in PROFILE_MEMBERS})


def _refuse_unborn(data: Profile, at: datetime) -> None:
    if data.birth_on is not None and data.birth_on > (at + FIRST_TIME_ZONE).date():
        raise ValidationError({"birth_on": ["It is in the future."]})


def _describe(participant: Participant, kind: str, currency: str, profile: ProfileData) -> None:
    if (participant.kind, participant.currency) != (kind, currency):
        participant.kind, participant.currency = kind, currency
        participant.save(update_fields=["kind", "currency"])
    if profile != ProfileData():
        participant.profile, _ = Profile.objects.update_or_create(
            participant=participant,
            organization_id=participant.organization_id,
            defaults=asdict(profile),
        )


def _is_bare(participant: Participant) -> bool:
    return _content(participant) == (ParticipantKind.PLAYER, "", ProfileData())


def _content(participant: Participant) -> tuple[str, str, ProfileData]:
    return participant.kind, participant.currency, profile_of(participant)
