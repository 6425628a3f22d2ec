from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from uuid_utils.compat import uuid7

from identities.enums import ParticipantKind
from identities.models import Organization, Participant, Profile
from identities.services.participants import ProfileData
from identities.services.registration import (
    AccountExists,
    CurrencyNotEnabled,
    CurrencyUnknown,
    KindUnknown,
    ParentNotBranch,
    ParentNotFound,
    ParticipantExists,
    register_participant,
)
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory, ParticipantFactory, ProfileFactory

pytestmark = pytest.mark.django_db


def test_a_participant_is_made_with_a_login_and_a_parent() -> None:
    branch = ParticipantFactory(source_id="branch", kind=ParticipantKind.BRANCH)

    made = register_participant(
        organization=branch.organization,
        source_id="ada",
        parent="branch",
        currency="EUR",
        profile=ProfileData(first_name="Ada"),
        user_name="ada",
        password="correct horse",
        account_key="user_name:ada",
    )

    stored = Participant.objects.select_related("profile").get(source_id="ada")
    assert (stored, stored.parent, stored.kind, stored.currency) == (made, branch, "player", "EUR")
    assert (stored.profile.first_name, stored.profile.user_name) == ("Ada", "ada")
    assert stored.profile.account_key == "user_name:ada"
    assert check_password("correct horse", stored.profile.password)


def test_without_a_source_id_the_id_is_it() -> None:
    made = register_participant(organization=OrganizationFactory())

    assert made.source_id == str(made.pk)
    assert Profile.objects.get().password == ""


def test_a_call_that_is_made_again_answers_what_it_made() -> None:
    organization, participant_id = OrganizationFactory(), uuid7()

    made = [
        register_participant(
            organization=organization, participant_id=participant_id, source_id="ada"
        )
        for _ in range(2)
    ]

    assert made == [Participant.objects.get()] * 2


def test_an_id_of_another_organization_is_not_answered() -> None:
    other = ParticipantFactory()

    with pytest.raises(ParticipantExists):
        register_participant(
            organization=OrganizationFactory(), participant_id=other.pk, source_id="ada"
        )


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"currency": "ZZZ", "kind": "robot", "parent": "nobody"}, CurrencyUnknown),
        ({"currency": "USD", "kind": "robot", "parent": "nobody"}, CurrencyNotEnabled),
        ({"kind": "robot", "parent": "nobody"}, KindUnknown),
        ({"parent": "nobody", "source_id": "ada"}, ParentNotFound),
        ({"parent": "ada", "source_id": "ada"}, ParentNotBranch),
        ({"source_id": "ada", "account_key": "email:ada@example.test"}, ParticipantExists),
        ({"account_key": "email:ada@example.test"}, AccountExists),
        ({"user_name": "ADA"}, AccountExists),
        ({"source_id": "x" * 201}, ValidationError),
        ({"profile": ProfileData(email="nowhere")}, ValidationError),
    ],
)
def test_a_refused_registration_changes_nothing(
    given: dict[str, Any], error: type[Exception]
) -> None:
    ada = ParticipantFactory(source_id="ada")
    ProfileFactory(participant=ada, user_name="ada", account_key="email:ada@example.test")
    before = database_fingerprint()

    with pytest.raises(error):
        register_participant(organization=ada.organization, **given)

    assert database_fingerprint() == before


def test_another_organization_may_have_the_same_names() -> None:
    ada = ParticipantFactory(source_id="ada")
    ProfileFactory(participant=ada, user_name="ada", account_key="user_name:ada")

    made = register_participant(
        organization=OrganizationFactory(),
        source_id="ada",
        user_name="ada",
        account_key="user_name:ada",
    )

    assert made != ada


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["source_id", "user_name", "account_key"])
def test_of_many_at_once_one_is_registered(name: str) -> None:
    organization: Organization = OrganizationFactory()

    def register() -> Participant:
        return register_participant(organization=organization, **{name: "ada"})

    results = run_together([register] * 10)

    made = [result for result in results if isinstance(result, Participant)]
    refused = {type(result) for result in results if not isinstance(result, Participant)}
    assert made == [Participant.objects.get()]
    assert refused == {ParticipantExists if name == "source_id" else AccountExists}
