"""What creating and fetching profiles does, beyond what the samples show."""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.auth.hashers import check_password

from identities.api.authentication import admit
from identities.enums import ParticipantState, Scope
from identities.models import Participant, Profile
from tests.database import database_fingerprint, run_together
from tests.tokens.dialects.eprize.calls import Caller, shape, text_of
from tests.tokens.dialects.eprize.scenario import Scenario

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

ALL = {
    "email": "Grace@Example.com", "user_name": "Grace", "mobile_phone": "+1 248 555 0101",
    "first_name": "Grace", "last_name": "Hopper", "age": "85", "address1": "1 Navy Yard",
    "address3": "Room 3", "city": "Arlington", "state": "VA", "zip": "22201", "country": "us",
    "locale": "en_US", "password": "correct horse battery",
}  # fmt: skip


@pytest.fixture
def scene() -> Scenario:
    return Scenario()


@pytest.fixture
def caller(scene: Scenario) -> Caller:
    return Caller(scene.key(*Scope.values))


def test_a_profile_is_stored_as_it_was_given(caller: Caller) -> None:
    response = caller.post("profiles", **ALL)

    profile = Profile.objects.select_related("participant").get()
    assert text_of(response, "profile/id") == profile.participant_id.hex
    assert profile.participant.source_id == str(profile.participant_id)
    assert (profile.email, profile.user_name, profile.phone, profile.account_key) == (
        "Grace@Example.com", "Grace", "+1 248 555 0101", "email:grace@example.com",
    )  # fmt: skip
    assert (profile.first_name, profile.last_name, profile.age) == ("Grace", "Hopper", 85)
    assert (profile.address, profile.city, profile.region, profile.postal_code) == (
        "1 Navy Yard\nRoom 3", "Arlington", "VA", "22201",
    )  # fmt: skip
    assert (profile.country, profile.language) == ("US", "en_US")
    assert check_password("correct horse battery", profile.password)


@pytest.mark.parametrize("age", ["0", "00", "150"])
def test_ages_are_whole_numbers_to_150(age: str, caller: Caller) -> None:
    assert caller.post("profiles", email="a@example.com", age=age).status_code == 201
    assert Profile.objects.get().age == int(age)


@pytest.mark.usefixtures("credentials_stay_known")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "grace"), ("email", "a@" + "b" * 250 + ".com"), ("user_name", "x" * 151),
        ("user_name", "İ" * 100), ("mobile_phone", "123456"), ("mobile_phone", "1" * 16),
        ("mobile_phone", "1234567" + " " * 50 + "8"), ("first_name", "x" * 101),
        ("last_name", "\x02"), ("age", "-1"), ("age", "1.0"), ("age", "٣"), ("age", "1000"),
        ("address1", "x" * 99), ("city", "x" * 101), ("state", "x" * 101), ("zip", "x" * 21),
        ("country", "U1"), ("country", "ÄÖ"), ("locale", "en US"), ("password", "short"),
        ("password", "a\0bcdefghij"),
    ],
)  # fmt: skip
def test_an_invalid_field_is_named(field: str, value: str, caller: Caller) -> None:
    fields = {"email": "grace@example.com", field: value}
    admit(caller.key)
    before = database_fingerprint()

    response = caller.post("profiles", **fields)

    error = f"<input_error><name>{field}</name><error>VALIDATION</error></input_error>"
    assert shape(response) == (400, f'<result ver="1.0">{error}</result>')
    assert database_fingerprint() == before


def test_three_whole_lines_are_an_address(caller: Caller) -> None:
    lines = {f"address{number}": "x" * 98 for number in (1, 2, 3)}

    assert caller.post("profiles", email="a@example.com", **lines).status_code == 201
    assert Profile.objects.get().address == "\n".join(lines.values())


@pytest.mark.usefixtures("credentials_stay_known")
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"email": "ada@example.com"}, {"email": "ADA@example.COM", "user_name": "other"}),
        ({"user_name": "ada"}, {"user_name": "Ada"}),
        ({"user_name": "ada"}, {"email": "x@example.com", "user_name": "ADA"}),
        ({"mobile_phone": "+1 248 555 0100"}, {"mobile_phone": "12485550100"}),
    ],
)
def test_a_second_profile_under_the_same_key_is_a_duplicate(
    first: dict[str, str], second: dict[str, str], caller: Caller
) -> None:
    caller.post("profiles", **first)
    before = database_fingerprint()

    response = caller.post("profiles", **second)

    duplicate = '<result ver="1.0"><terminal_error>duplicate_account</terminal_error></result>'
    assert shape(response) == (409, duplicate)
    assert database_fingerprint() == before


def test_what_is_no_key_of_the_first_may_be_one_of_the_second(caller: Caller) -> None:
    caller.post("profiles", email="a@example.com", mobile_phone="+12485550100")

    assert caller.post("profiles", mobile_phone="+12485550100").status_code == 201
    assert caller.get("profile(mobile_phone)/+12485550100").status_code == 303


def test_the_same_key_of_another_organization_is_no_duplicate(caller: Caller) -> None:
    other = Caller(Scenario().key(Scope.PARTICIPANTS_WRITE))

    statuses = [
        each.post("profiles", email="a@example.com").status_code for each in (caller, other)
    ]

    assert statuses == [201, 201]


@pytest.mark.django_db(transaction=True)
def test_one_of_ten_creates_the_profile(caller: Caller) -> None:
    answers = run_together(
        [lambda: caller.post("profiles", email="a@example.com", user_name="a")] * 10
    )

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 9}
    assert (Profile.objects.count(), Participant.objects.count()) == (1, 1)


def test_addresses_of_profiles_lead_to_them(caller: Caller) -> None:
    created = caller.post("profiles", email="a@example.com")

    found = caller.get("profile(email)/A@EXAMPLE.com")

    assert (found.status_code, found["Location"]) == (303, created["Location"])
    assert found.content == created.content == caller.get(created["Location"]).content


def test_a_name_may_hold_a_slash(caller: Caller) -> None:
    caller.post("profiles", user_name="ada/byron")

    assert caller.get("profile(user_name)/ada%2Fbyron").status_code == 303


def test_characters_that_no_document_holds_are_replaced(scene: Scenario, caller: Caller) -> None:
    participant = scene.somebody()
    Profile.objects.create(
        participant=participant, organization=scene.organization, user_name="a\x01\ufffe<b"
    )

    response = caller.get(f"profile/{scene.profile(participant)}")

    assert text_of(response, "profile/user_name") == "a\ufffd\ufffd<b"


def test_a_blocked_profile_can_be_fetched(scene: Scenario, caller: Caller) -> None:
    blocked = scene.somebody(state=ParticipantState.BLOCKED)

    assert caller.get(f"profile/{scene.profile(blocked)}").status_code == 200


@pytest.mark.usefixtures("credentials_stay_known")
def test_profiles_are_fetched_by_one_query_after_admission(
    scene: Scenario, caller: Caller, django_assert_num_queries: object
) -> None:
    path = f"profile/{scene.profile(scene.ada)}"
    caller.get(path)

    with django_assert_num_queries(1):  # type: ignore[operator]
        caller.get(path)
