from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from identities.enums import ParticipantKind
from identities.models import Participant, Profile
from identities.services.participants import (
    ParticipantDiffers,
    ParticipantNotFound,
    ProfileData,
    create_participant,
    find_participant,
    profile_of,
)
from tests.factories.identities import OrganizationFactory, ParticipantFactory, ProfileFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 9, 59, tzinfo=UTC)
ADA = ProfileData(first_name="Ada", birth_on=date(1990, 12, 10), country="DE")


def test_participant_is_created_with_its_profile() -> None:
    organization = OrganizationFactory()

    created = create_participant(
        at=AT,
        organization=organization,
        source_id="ada",
        profile=ADA,
        kind=ParticipantKind.BRANCH,
        currency="EUR",
    )

    stored = Participant.objects.get()
    assert created.created is True
    assert created.participant == stored
    assert (stored.organization, stored.source_id) == (organization, "ada")
    assert (stored.kind, stored.currency) == ("branch", "EUR")
    assert profile_of(stored) == ADA


def test_participant_without_data_has_no_profile() -> None:
    create_participant(at=AT, organization=OrganizationFactory(), source_id="ada")

    assert (Participant.objects.count(), Profile.objects.count()) == (1, 0)


@pytest.mark.parametrize("profile", [None, ADA])
def test_same_content_is_answered(profile: ProfileData | None) -> None:
    organization = OrganizationFactory()
    first = create_participant(at=AT, organization=organization, source_id="ada", profile=profile)

    second = create_participant(at=AT, organization=organization, source_id="ada", profile=profile)

    assert (second.created, second.participant) == (False, first.participant)
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"profile": ProfileData(first_name="Ada")},
        {"profile": ADA, "currency": "EUR"},
        {"profile": ADA, "kind": ParticipantKind.BRANCH},
    ],
)
def test_other_content_is_refused(other: dict[str, object]) -> None:
    organization = OrganizationFactory()
    create_participant(at=AT, organization=organization, source_id="ada", profile=ADA)

    with pytest.raises(ParticipantDiffers):
        create_participant(at=AT, organization=organization, source_id="ada", **other)

    stored = Participant.objects.get()
    assert (stored.kind, stored.currency, profile_of(stored)) == ("player", "", ADA)


def test_participant_of_whom_nothing_is_known_is_completed() -> None:
    participant = ParticipantFactory()

    completed = create_participant(
        at=AT,
        organization=participant.organization,
        source_id=participant.source_id,
        profile=ADA,
        currency="EUR",
    )

    participant.refresh_from_db()
    assert (completed.created, completed.participant) == (False, participant)
    assert (participant.currency, profile_of(participant)) == ("EUR", ADA)


def test_participant_with_a_currency_is_not_completed() -> None:
    participant = ParticipantFactory(currency="EUR")

    with pytest.raises(ParticipantDiffers):
        create_participant(
            at=AT,
            organization=participant.organization,
            source_id=participant.source_id,
            profile=ADA,
        )

    assert Profile.objects.count() == 0


def test_empty_profile_is_like_none() -> None:
    profile = ProfileFactory(first_name="", last_name="")

    again = create_participant(
        at=AT,
        organization=profile.participant.organization,
        source_id=profile.participant.source_id,
    )

    assert again.participant == profile.participant


def test_source_id_is_free_in_another_organization() -> None:
    ParticipantFactory(source_id="ada")

    assert (
        create_participant(at=AT, organization=OrganizationFactory(), source_id="ada").created
        is True
    )


@pytest.mark.parametrize(
    ("member", "value"),
    [("email", "nobody"), ("country", "de"), ("country", "D"), ("first_name", "x" * 101)],
)
def test_profile_that_the_model_does_not_take_is_refused(member: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        create_participant(
            at=AT,
            organization=OrganizationFactory(),
            source_id="ada",
            profile=ProfileData(**{member: value}),
        )

    assert list(refused.value.message_dict) == [member]
    assert Participant.objects.count() == 0


def test_who_is_not_born_anywhere_yet_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        create_participant(
            at=AT,
            organization=OrganizationFactory(),
            source_id="ada",
            profile=ProfileData(birth_on=AT.date() + timedelta(days=1)),
        )

    assert list(refused.value.message_dict) == ["birth_on"]
    assert Participant.objects.count() == 0


def test_who_is_born_today_somewhere_is_taken() -> None:
    created = create_participant(
        at=AT + timedelta(minutes=1),
        organization=OrganizationFactory(),
        source_id="ada",
        profile=ProfileData(birth_on=AT.date() + timedelta(days=1)),
    )

    assert created.created is True


@pytest.mark.parametrize(
    ("member", "value"), [("currency", "eur"), ("kind", "pirate"), ("source_id", "")]
)
def test_participant_that_the_model_does_not_take_is_refused(member: str, value: str) -> None:
    given = {"source_id": "ada", member: value}

    with pytest.raises(ValidationError) as refused:
        create_participant(at=AT, organization=OrganizationFactory(), **given)

    assert list(refused.value.message_dict) == [member]
    assert Participant.objects.count() == 0


def test_participant_is_found() -> None:
    participant = ParticipantFactory(source_id="ada")

    found = find_participant(organization=participant.organization, source_id="ada")

    assert found == participant


@pytest.mark.parametrize("source_id", ["bob", "Ada", ""])
def test_unknown_participant_is_not_found(source_id: str) -> None:
    participant = ParticipantFactory(source_id="ada")

    with pytest.raises(ParticipantNotFound):
        find_participant(organization=participant.organization, source_id=source_id)


def test_participant_of_another_organization_is_not_found() -> None:
    ParticipantFactory(source_id="ada")

    with pytest.raises(ParticipantNotFound):
        find_participant(organization=OrganizationFactory(), source_id="ada")
