"""Support gives a participant a new password."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import check_password
from django.test import Client
from pytest_django.fixtures import Settings

from identities.enums import StaffRole
from identities.models import Participant, Profile
from tests.database import database_fingerprint
from tests.factories.identities import ParticipantFactory, ProfileFactory
from tests.identities.admin.people import client_of, signed_in, staff
from tests.identities.admin.test_logins import session
from tests.tokens.admin.scenario import change_url, step_url

pytestmark = pytest.mark.django_db

SUPPORT = StaffRole.SUPPORT
NEW = "battery staple"
SENT = {
    "_form_submitted": "True", "password": NEW, "again": NEW, "reason": "She forgot it.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fast_hasher(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def participant() -> Participant:
    made: Participant = ProfileFactory(user_name="ada-lovelace").participant
    return made


def send(client: Client, participant: Participant, **changes: str) -> Any:
    return client.post(step_url(participant, "set_password"), {**SENT, **changes})


def test_support_sets_a_password_which_is_written_nowhere(participant: Participant) -> None:
    made = session(participant)
    user = staff(SUPPORT, participant.organization)

    answer = send(signed_in(user), participant)

    made.refresh_from_db()
    entry = LogEntry.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, change_url(participant))
    assert check_password(NEW, Profile.objects.get().password)
    assert made.closed_at is not None
    assert (entry.user, entry.object_id) == (user, str(participant.pk))
    assert entry.get_change_message() == "Password set: She forgot it."
    assert [rows for rows in database_fingerprint().values() if rows and NEW in rows] == []


@pytest.mark.parametrize("role", [role for role in StaffRole if role != SUPPORT])
def test_other_roles_set_none(participant: Participant, role: StaffRole) -> None:
    client = client_of(role, participant.organization)
    before = database_fingerprint()

    answer = send(client, participant)

    assert answer.status_code == 403
    assert database_fingerprint() == before


def test_support_elsewhere_sets_none(participant: Participant) -> None:
    client = client_of(SUPPORT)
    before = database_fingerprint()

    assert send(client, participant).status_code == 403
    assert database_fingerprint() == before


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"again": "battery stapler"}, "again", "It is not the same."),
        ({"password": "short", "again": "short"}, "password", "This password is too short."),
        ({"password": "password1", "again": "password1"}, "password", "too common"),
        ({"password": "ada-lovelace", "again": "ada-lovelace"}, "password", "too similar"),
        ({"password": "", "again": ""}, "password", "This field is required."),
        ({"password": "x" * 201, "again": "x" * 201}, "password", "at most 200 characters"),
        ({"reason": " "}, "reason", "This field is required."),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    participant: Participant, changes: dict[str, str], field: str, told: str
) -> None:
    client = client_of(SUPPORT, participant.organization)
    before = database_fingerprint()

    answer = send(client, participant, **changes)

    assert told in str(answer.context["form"].errors[field])
    assert NEW not in answer.content.decode()
    assert database_fingerprint() == before


def test_get_asks_and_does_nothing(participant: Participant) -> None:
    client = client_of(SUPPORT, participant.organization)
    before = database_fingerprint()

    shown = client.get(step_url(participant, "set_password")).content.decode()

    assert shown.count('type="password"') == shown.count('autocomplete="new-password"') == 2
    assert database_fingerprint() == before


def is_offered(participant: Participant) -> bool:
    client = client_of(SUPPORT, participant.organization)
    return step_url(participant, "set_password") in client.get(change_url(participant)).text


def test_button_is_there_for_who_has_a_name_to_log_in_with() -> None:
    named = ProfileFactory(user_name="Ada").participant
    addressed = ProfileFactory(email="ada@example.test").participant
    nameless = ProfileFactory(user_name="", email="").participant

    offered = [is_offered(each) for each in (named, addressed, nameless, ParticipantFactory())]

    assert offered == [True, True, False, False]


def test_nobody_without_a_name_is_given_a_password() -> None:
    participant = ParticipantFactory()

    answer = send(client_of(SUPPORT, participant.organization), participant)

    assert answer.status_code == 403
    assert not Profile.objects.exists()
