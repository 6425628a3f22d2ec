"""Participants that are created with something to log in with."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.core.exceptions import ValidationError

from identities.models import Organization, Participant
from identities.services.participants import (
    CreatedParticipant,
    LoginData,
    ParticipantDiffers,
    ProfileData,
    create_participant,
)
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory, ParticipantFactory, ProfileFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
LOGIN = LoginData("Ada", "correct horse")
NAMED = ProfileData(first_name="Ada")


def create(organization: Organization, login: LoginData = LOGIN) -> CreatedParticipant:
    return create_participant(
        organization=organization, source_id="ada", profile=NAMED, login=login, at=AT
    )


def test_only_an_argon2_hash_of_the_password_is_kept() -> None:
    create(OrganizationFactory())

    profile = Participant.objects.get().profile
    assert (profile.user_name, profile.first_name) == ("Ada", "Ada")
    assert identify_hasher(profile.password).algorithm == "argon2"
    assert check_password("correct horse", profile.password)
    assert "correct horse" not in repr(LOGIN)


def test_the_same_password_is_the_same_content() -> None:
    organization = OrganizationFactory()
    create(organization)
    before = database_fingerprint()

    again = create(organization)

    assert again.created is False
    assert database_fingerprint() == before


@pytest.mark.parametrize(
    "other",
    [
        LoginData(),
        LoginData("Ada"),
        LoginData("Ada", "Correct horse"),
        LoginData("ada", "correct horse"),
    ],
)
def test_another_login_is_other_content(other: LoginData) -> None:
    organization = OrganizationFactory()
    create(organization)
    before = database_fingerprint()

    with pytest.raises(ParticipantDiffers):
        create(organization, other)

    assert database_fingerprint() == before


def test_a_participant_with_a_password_is_known() -> None:
    profile = ProfileFactory(
        first_name="", last_name="", password="x", participant__source_id="ada"
    )

    with pytest.raises(ParticipantDiffers):
        create(profile.organization)


def test_a_participant_of_whom_nothing_is_known_is_given_a_login() -> None:
    participant = ParticipantFactory(source_id="ada")

    create(participant.organization)

    participant.refresh_from_db()
    assert participant.profile.user_name == "Ada"


def test_a_user_name_is_taken_in_any_case() -> None:
    taken = ProfileFactory(user_name="ADA")
    before = database_fingerprint()

    with pytest.raises(ValidationError) as refused:
        create(taken.organization)

    assert refused.value.message_dict == {"user_name": ["It is taken."]}
    assert database_fingerprint() == before


def test_a_user_name_can_be_had_in_each_organization() -> None:
    ProfileFactory(user_name="Ada")

    assert create(OrganizationFactory()).created is True


def test_a_poor_password_is_refused() -> None:
    organization = OrganizationFactory()
    before = database_fingerprint()

    with pytest.raises(ValidationError) as refused:
        create(organization, LoginData("Ada", "1234567"))

    assert list(refused.value.message_dict) == ["password"]
    assert database_fingerprint() == before


@pytest.mark.django_db(transaction=True)
def test_one_of_many_has_the_user_name() -> None:
    organization = OrganizationFactory()

    results = run_together(
        [
            lambda source_id=f"ada-{number}": create_participant(
                organization=organization,
                source_id=source_id,
                login=LoginData("Ada"),
                at=AT,
            )
            for number in range(8)
        ]
    )

    kinds = [type(result) for result in results]
    assert (kinds.count(CreatedParticipant), kinds.count(ValidationError)) == (1, 7)
    assert Participant.objects.count() == 1
