from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from badges.models import BadgeOptOut, Outcome
from identities.models import Participant
from tests.factories.badges import BadgeFactory, BadgeRuleFactory, OutcomeTypeFactory, achieve
from tests.factories.identities import ParticipantFactory
from tests.identities.api.calls import Caller, errors, problem, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credentials_stay_known")]


def body_for(of_type: Any, **members: object) -> dict[str, object]:
    return {"participant": "ada", "outcome": of_type.code, **members}


def test_an_outcome_is_processed() -> None:
    rule = BadgeRuleFactory()
    caller = Caller(rule.organization)

    response = caller.post("outcomes", body_for(rule.outcome_type, reference="order-1"))

    outcome = Outcome.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(outcome.pk), "outcome": rule.outcome_type.code, "participant": "ada",
        "reference": "order-1", "number": 1,
        "happened_at": response.json()["happened_at"], "assigned": [rule.badge.code],
    }  # fmt: skip
    assert (outcome.client, outcome.channel) == (caller.client, "platform")
    assert Participant.objects.get().source_id == "ada"


def test_an_outcome_needs_no_reference_and_may_give_nothing() -> None:
    of_type = OutcomeTypeFactory()

    response = Caller(of_type.organization).post("outcomes", body_for(of_type))

    assert (response.status_code, response.json()["reference"], response.json()["assigned"]) == (
        201, None, [],
    )  # fmt: skip


def test_the_same_reference_again_answers_the_same() -> None:
    of_type = BadgeRuleFactory().outcome_type
    caller, body = Caller(of_type.organization), body_for(of_type, reference="order-1")
    first = caller.post("outcomes", body)
    before = stored()

    again = caller.post("outcomes", body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert stored() == before | {"IdempotencyRecord": before["IdempotencyRecord"] + 1}


def test_the_same_reference_with_other_content_is_a_conflict() -> None:
    of_type = OutcomeTypeFactory()
    caller = Caller(of_type.organization)
    caller.post("outcomes", body_for(of_type, reference="order-1"))
    before = stored()

    response = caller.post("outcomes", body_for(of_type, reference="order-1", participant="bob"))

    assert problem(response) == (409, "conflict")
    assert stored() == before


def test_the_same_key_answers_the_stored_answer() -> None:
    of_type = BadgeRuleFactory().outcome_type
    caller = Caller(of_type.organization)

    answers = [
        caller.post("outcomes", body_for(of_type), Idempotency_Key="k").content for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize(
    ("members", "refused"),
    [
        ({"outcome": "nothing"}, ["outcome"]),
        ({"outcome": None}, ["outcome"]),
        ({"outcome": "x" * 51}, ["outcome"]),
        ({"participant": ""}, ["participant"]),
        ({"participant": "x" * 201}, ["participant"]),
        ({"participant": 1}, ["participant"]),
        ({"reference": ""}, ["reference"]),
        ({"reference": "a\nb"}, ["reference"]),
        ({"reference": "x" * 201}, ["reference"]),
        ({"at": "2026-01-01T00:00:00Z"}, ["at"]),
    ],
)
def test_what_is_not_valid_is_refused(members: dict[str, Any], refused: list[str]) -> None:
    of_type = OutcomeTypeFactory()
    caller = Caller(of_type.organization)
    before = stored()

    assert errors(caller.post("outcomes", body_for(of_type, **members))) == refused
    assert stored() == before


def test_an_outcome_of_another_organization_is_none() -> None:
    theirs, caller = OutcomeTypeFactory(), Caller()
    before = stored()

    answers = [
        caller.post("outcomes", {"participant": "ada", "outcome": code})
        for code in (theirs.code, "nothing")
    ]

    assert answers[0].content == answers[1].content
    assert stored() == before


def test_who_is_blocked_or_wants_no_badges_is_refused() -> None:
    of_type = BadgeRuleFactory().outcome_type
    caller = Caller(of_type.organization)
    ParticipantFactory(organization=of_type.organization, source_id="ada", state="blocked")
    bob = ParticipantFactory(organization=of_type.organization, source_id="bob")
    BadgeOptOut.objects.create(participant=bob)
    before = stored()

    refused = [
        problem(caller.post("outcomes", body_for(of_type, participant=name)))
        for name in ("ada", "bob")
    ]

    assert refused == [(403, "participant_blocked"), (403, "badges_off")]
    assert stored() == before


def test_an_outcome_is_fetched() -> None:
    rule = BadgeRuleFactory()
    caller = Caller(rule.organization)
    posted = caller.post("outcomes", body_for(rule.outcome_type)).json()

    assert caller.get(f"outcomes/{posted['id']}").json() == posted


@pytest.mark.parametrize("rows", [1, 3])
def test_outcomes_are_listed_with_a_constant_number_of_queries(
    rows: int, django_assert_num_queries: Any
) -> None:
    of_type = OutcomeTypeFactory()
    for threshold in (1, 2, 3):
        badge = BadgeFactory(organization=of_type.organization, code=f"at-{threshold}")
        BadgeRuleFactory(outcome_type=of_type, threshold=threshold, badge=badge)
    for _ in range(rows):
        achieve(of_type)
    caller = Caller(of_type.organization)
    caller.get("badges")

    with django_assert_num_queries(2):
        answer = caller.get("outcomes").json()

    assert [row["assigned"] for row in answer["results"]] == [
        [f"at-{number}"] for number in range(rows, 0, -1)
    ]


def test_outcomes_are_filtered() -> None:
    of_type, now = OutcomeTypeFactory(code="purchase"), datetime.now(UTC)
    other = OutcomeTypeFactory(organization=of_type.organization, code="visit")
    achieve(of_type, "ada", reference="1", at=now)
    achieve(other, "ada", reference="2", at=now + timedelta(hours=1))
    achieve(of_type, "bob", reference="3", at=now + timedelta(hours=2))
    caller = Caller(of_type.organization)

    def found(**query: str) -> list[str]:
        results = caller.get("outcomes", query).json()["results"]
        return [row["reference"] for row in results]

    hour_later = (now + timedelta(hours=1)).isoformat()
    assert found() == ["3", "2", "1"]
    assert found(participant="ada") == ["2", "1"]
    assert found(outcome="purchase") == ["3", "1"]
    assert found(reference="2") == ["2"]
    assert found(happened_after=hour_later) == ["3", "2"]
    assert found(happened_before=hour_later) == ["1"]
