"""Participants, as their organization tells of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from identities.enums import ParticipantKind
from identities.models import Organization, Participant, Profile
from identities.services.passwords import check_new_password

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
class LoginData:
    """What a participant logs in with; all of it may be left out. An e-mail address does, too."""

    user_name: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CreatedParticipant:
    """A participant, and whether this call made it."""

    participant: Participant
    created: bool


class ParticipantNotFound(Exception):
    """The organization has no participant of this source_id."""


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
    login: LoginData | None = None,
) -> CreatedParticipant:
    """Create a participant with a profile, or answer the one of this *source_id*.

    A participant of whom nothing but the source_id is known, because a token's award or
    redemption created it, is completed. Raises ``ParticipantDiffers`` where anything else is
    known than what is given, another password too, of which only a hash is stored. Raises Django's
    ``ValidationError``, by field, for values that the models do not take, for who is born later
    than *at*, for a user name that is taken and a password that is soon guessed.
    """
    profile, login = profile or ProfileData(), login or LoginData()
    wanted = Participant(
        organization=organization, source_id=source_id, kind=kind, currency=currency
    )
    wanted.clean_fields(exclude=["organization", "parent"])
    data = Profile(
        participant=wanted,
        organization=organization,
        user_name=login.user_name,
        **asdict(profile),
    )
    data.clean_fields(exclude=["participant", "organization"])
    _refuse_unborn(data, at)
    if login.password:
        check_new_password(password=login.password, profile=data)
    with transaction.atomic():
        Participant.objects.bulk_create([wanted], ignore_conflicts=True)
        participant = (
            Participant.objects.in_organization(organization)
            .select_for_update(of=("self",), no_key=True)
            .select_related("profile")
            .get(source_id=source_id)
        )
        created = participant.pk == wanted.pk
        if not created and _is_same(participant, wanted, profile, login):
            return CreatedParticipant(participant, created=False)
        if not created and not _is_bare(participant):
            raise ParticipantDiffers(source_id)
        _describe(participant, wanted, profile, login)
    return CreatedParticipant(participant, created=created)


def find_participant(*, organization: Organization, source_id: str) -> Participant:
    """Return the organization's participant of this *source_id*, or ``ParticipantNotFound``."""
    participants = Participant.objects.in_organization(organization)
    found = participants.filter(source_id=source_id).first()
    if found is None:
        raise ParticipantNotFound(source_id)
    return found


def profile_of(participant: Participant) -> ProfileData:
    """Return what is known of a participant; empty where nothing is, or where it was erased."""
    profile = getattr(participant, "profile", None)
    if profile is None:
        return ProfileData()
    return ProfileData(**{name: getattr(profile, name) for name in PROFILE_MEMBERS})


def _refuse_unborn(data: Profile, at: datetime) -> None:
    if data.birth_on is not None and data.birth_on > (at + FIRST_TIME_ZONE).date():
        raise ValidationError({"birth_on": ["It is in the future."]})


def _describe(
    participant: Participant, wanted: Participant, profile: ProfileData, login: LoginData
) -> None:
    if (participant.kind, participant.currency) != (wanted.kind, wanted.currency):
        participant.kind, participant.currency = wanted.kind, wanted.currency
        participant.save(update_fields=["kind", "currency"])
    if (profile, login) != (ProfileData(), LoginData()):
        hashed = make_password(login.password) if login.password else ""
        _store_profile(
            participant, {**asdict(profile), "user_name": login.user_name, "password": hashed}
        )


def _store_profile(participant: Participant, values: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            participant.profile, _ = Profile.objects.update_or_create(
                participant=participant,
                organization_id=participant.organization_id,
                defaults=values,
            )
    except IntegrityError as error:
        diagnostic = getattr(error.__cause__, "diag", None)
        if diagnostic is None or diagnostic.constraint_name != "profile_user_name_unique":
            raise
        raise ValidationError({"user_name": ["It is taken."]}) from None


def _is_bare(participant: Participant) -> bool:
    return _is_same(participant, Participant(), ProfileData(), LoginData())


def _is_same(
    participant: Participant, wanted: Participant, profile: ProfileData, login: LoginData
) -> bool:
    known = (participant.kind, participant.currency, profile_of(participant))
    if known != (wanted.kind, wanted.currency, profile):
        return False
    stored = getattr(participant, "profile", None) or Profile()
    if stored.user_name != login.user_name or bool(stored.password) != bool(login.password):
        return False
    return not login.password or check_password(login.password, stored.password)
