import json
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import check_password

from identities.models import IdempotencyRecord, Participant
from identities.services.idempotency import request_sha256
from tests.database import database_fingerprint
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.identities.api.calls import Caller, errors, problem, stored

pytestmark = pytest.mark.django_db

ADA = {
    "source_id": "ada",
    "kind": "player",
    "currency": "EUR",
    "first_name": "Ada",
    "last_name": "Byron",
    "email": "ada@example.org",
    "phone": "+49 30 1",
    "birth_on": "1990-12-10",
    "age": 35,
    "country": "DE",
    "language": "de",
    "address": "Unter den Linden 1",
    "city": "Berlin",
    "region": "Brandenburg",
    "postal_code": "10117",
    "user_name": "ada",
}


def test_participant_is_created() -> None:
    response = Caller().post("participants", ADA)

    participant = Participant.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(participant.pk),
        "state": "active",
        "created_at": participant.created_at.isoformat().replace("+00:00", "Z"),
        **ADA,
    }


def test_participant_is_fetched_as_it_was_created() -> None:
    caller = Caller()
    created = caller.post("participants", ADA)

    assert caller.get("participants/ada").content == created.content


def test_participant_without_data_is_answered_with_empty_members() -> None:
    response = Caller().post("participants", {"source_id": "ada"})

    assert response.status_code == 201
    assert [response.json()[name] for name in ("email", "birth_on", "kind")] == ["", None, "player"]


def test_same_content_is_answered_200() -> None:
    caller = Caller()
    first = caller.post("participants", ADA)

    second = caller.post("participants", dict(reversed(ADA.items())))

    assert (second.status_code, second.content) == (200, first.content)
    assert stored()["Participant"] == 1


def test_other_content_is_a_conflict() -> None:
    caller = Caller()
    caller.post("participants", ADA)
    before = stored()

    response = caller.post("participants", {**ADA, "city": "Potsdam"})

    assert problem(response) == (409, "conflict")
    assert stored() == before
    assert Participant.objects.get().profile.city == "Berlin"


def test_participant_of_whom_nothing_is_known_is_completed() -> None:
    participant = ParticipantFactory(source_id="ada")

    response = Caller(participant.organization).post("participants", ADA)

    assert (response.status_code, response.json()["id"]) == (200, str(participant.pk))
    assert response.json()["first_name"] == "Ada"


@pytest.mark.parametrize(
    "source_id",
    [
        "a/b",
        "a//b",
        "/a",
        "a/",
        "a b",
        "a?b#c",
        "ä🎲",
        "a%2Fb",
        "...",
        "a\u2028b",
        ";a=b",
        "+",
        "x" * 200,
    ],
)
def test_participant_is_found_by_any_source_id(source_id: str) -> None:
    caller = Caller()
    caller.post("participants", {"source_id": source_id})

    response = caller.get(f"participants/{quote(source_id, safe='')}")

    assert (response.status_code, response.json().get("source_id")) == (200, source_id)


@pytest.mark.parametrize("source_id", ["nobody", "%00", "a%00b", "x" * 5000, "%ff", "%ED%A0%80"])
def test_unknown_participant_is_not_found(source_id: str) -> None:
    assert problem(Caller().get(f"participants/{source_id}")) == (404, "not_found")


def test_participant_of_another_organization_can_be_created_too() -> None:
    ParticipantFactory(source_id="ada", organization=OrganizationFactory())

    assert Caller().post("participants", ADA).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "caf\xe9"])
def test_malformed_idempotency_key_is_refused(key: str) -> None:
    response = Caller().post("participants", ADA, Idempotency_Key=key)

    assert errors(response) == ["Idempotency-Key"]
    assert sum(stored().values()) == 0


def test_idempotency_key_answers_the_first_answer_again() -> None:
    caller = Caller()
    first = caller.post("participants", ADA, Idempotency_Key="k")

    second = caller.post("participants", ADA, Idempotency_Key="k")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert stored()["IdempotencyRecord"] == 1


def test_idempotency_key_with_another_body_is_refused() -> None:
    caller = Caller()
    caller.post("participants", ADA, Idempotency_Key="k")
    before = stored()

    response = caller.post("participants", {"source_id": "bob"}, Idempotency_Key="k")

    assert problem(response) == (422, "idempotency_mismatch")
    assert stored() == before


def test_refused_request_may_be_tried_again_under_its_key() -> None:
    caller = Caller()
    caller.post("participants", {"source_id": 1}, Idempotency_Key="k")

    response = caller.post("participants", ADA, Idempotency_Key="k")

    assert response.status_code == 201


def test_calls_without_a_key_are_not_taken_for_each_other() -> None:
    caller = Caller()

    statuses = [caller.post("participants", {"source_id": "ada"}).status_code for _ in range(2)]

    assert statuses == [201, 200]


LOGIN = {**ADA, "password": "correct horse"}


def test_password_is_neither_answered_nor_stored_in_clear() -> None:
    caller = Caller()

    created = caller.post("participants", LOGIN, Idempotency_Key="k")

    assert created.json()["user_name"] == "ada"
    assert created.content == caller.get("participants/ada").content
    assert "password" not in created.json()
    assert [table for table, rows in database_fingerprint().items() if "correct" in str(rows)] == []
    assert check_password("correct horse", Participant.objects.get().profile.password)


def test_stored_hash_of_a_request_is_no_way_to_try_passwords() -> None:
    Caller().post("participants", LOGIN)

    plain = request_sha256(
        method="POST", path="/platform/v1/participants", body=json.dumps(LOGIN).encode()
    )
    assert IdempotencyRecord.objects.get().request_sha256 != plain


def test_same_password_is_the_same_content_and_another_is_not() -> None:
    caller = Caller()
    caller.post("participants", LOGIN)

    same = caller.post("participants", LOGIN)
    other = caller.post("participants", {**LOGIN, "password": "another horse"})

    assert same.status_code == 200
    assert problem(other) == (409, "conflict")


@pytest.mark.parametrize(
    ("wrong", "member"),
    [
        ({"password": "1234567"}, "password"),
        ({"password": "password1"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"password": 12345678}, "password"),
        ({"user_name": "x" * 151}, "user_name"),
        ({"user_name": "BOB"}, "user_name"),
        ({"user_name": "", "email": ""}, "password"),
    ],
)
def test_login_that_cannot_be_is_refused(wrong: dict[str, object], member: str) -> None:
    caller = Caller()
    caller.post("participants", {"source_id": "bob", "user_name": "bob"})
    before = stored()

    response = caller.post("participants", {**LOGIN, **wrong})

    assert errors(response) == [member]
    assert stored() == before
