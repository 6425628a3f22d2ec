"""What requests leave behind."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from badges.models import BadgeAssignment, Outcome
from identities.enums import Channel
from identities.models import ParticipantSession
from tests.badges.dialects.memori.scenario import PASSWORD, Scenario, key_of, token_of, user
from tests.database import database_fingerprint, run_together
from tests.factories.badges import BadgeFactory, BadgeRuleFactory, OutcomeTypeFactory
from tests.factories.identities import OrganizationFactory
from tests.golden import samples, send

FOLDER = Path(__file__).parent / "samples"
# what is counted of a client and of a name that was tried
COUNTED = {"identities_apiclient", "identities_apiclientusage", "identities_loginfailure"}


def refused() -> Iterator[str]:
    for name in samples(FOLDER):
        if '"resultCode":0,' not in (FOLDER / f"{name}.response.http").read_text():
            yield name


@pytest.mark.parametrize("name", [*refused()])
def test_a_refused_request_changes_nothing(name: str, scenario: Scenario) -> None:
    before = database_fingerprint()

    send((FOLDER / f"{name}.request.http").read_bytes(), scenario.facts)

    after = database_fingerprint()
    assert {table for table in before if before[table] != after[table]} <= COUNTED


def post(path: str, body: Any = None, key: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer: dict[str, Any] = (
        Client()
        .post(f"/api/v2/{path}", body or {}, content_type="application/json", headers=headers)
        .json()
    )
    return answer


def get(path: str) -> dict[str, Any]:
    answer: dict[str, Any] = Client().get(f"/api/v2/{path}").json()
    return answer


def test_a_login_opens_a_session_that_lasts_12_hours_and_logout_closes_it(
    scenario: Scenario,
) -> None:
    answer = post("Login", {"tenant": "coffee", "userName": "ada", "password": PASSWORD})
    opened = ParticipantSession.objects.order_by("number").last()
    assert opened is not None
    lasts = opened.expires_at - opened.created_at

    post(f"Logout/{answer['token']}")

    opened.refresh_from_db()
    assert (opened.participant, opened.channel) == (scenario.ada, Channel.MEMORI)
    assert lasts == timedelta(hours=12)
    assert opened.closed_at is not None
    assert get(f"Badges/{answer['token']}")["resultCode"] == -101


def test_name_is_taken_before_an_email(scenario: Scenario) -> None:
    given = {"tenant": "coffee", "userName": "ada", "eMail": "x@y.test", "password": PASSWORD}

    assert post("Login", given)["user"]["userID"] == "customer-4711"


def test_an_outcome_is_stored_with_its_door_and_gives_the_badges_of_its_rules(
    scenario: Scenario,
) -> None:
    bob = user(scenario.coffee, "bob", "Bob the second")
    token = token_of(bob)

    answer = post(f"Outcome/{token}/first-cup", key=scenario.facts["key"])

    outcome = Outcome.objects.get(participant=bob)
    assert answer["resultCode"] == 0
    assert (outcome.channel, outcome.client.organization) == (Channel.MEMORI, scenario.coffee)
    assert [badge["name"] for badge in get(f"Badges/{token}")["badges"]] == ["First cup"]


def test_every_outcome_counts(scenario: Scenario) -> None:
    third = BadgeRuleFactory(
        outcome_type=OutcomeTypeFactory(organization=scenario.coffee, code="visit"), threshold=3
    )
    path, key = f"Outcome/{scenario.facts['token']}/visit", scenario.facts["key"]

    held = []
    for _ in range(4):
        post(path, key=key)
        held.append(BadgeAssignment.objects.filter(badge=third.badge).count())

    assert held == [0, 0, 1, 1]


def test_an_assignment_is_recorded_with_its_reference(scenario: Scenario) -> None:
    url = "https://example.test/badges/third-cup"
    given = {"refId": scenario.facts["outcome"], "outcome": "first-cup", "badgeUrl": url}

    post("BadgeAssignment", given, key=scenario.facts["key"])

    made = BadgeAssignment.objects.get(badge__code="third-cup")
    assert (made.participant, str(made.outcome_id)) == (scenario.ada, scenario.facts["outcome"])
    assert (made.reference, made.badge_url) == (scenario.facts["outcome"], url)
    assert (made.channel, made.client.organization) == (Channel.MEMORI, scenario.coffee)


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_the_same_reference_at_once_is_one_assignment() -> None:
    organization = OrganizationFactory()
    BadgeFactory(organization=organization, url="https://example.test/badge")
    OutcomeTypeFactory(organization=organization, code="visit")
    user(organization, "ada", "Ada")
    key = key_of(organization, "badges:assign")
    given = {"refId": "ada", "outcome": "visit", "badgeUrl": "https://example.test/badge"}

    answers = run_together([lambda: post("BadgeAssignment", given, key=key)] * 10)

    assert [answer["resultMessage"] for answer in answers] == ["Ok"] * 10
    assert BadgeAssignment.objects.get().reference == "ada"
    assert len({answer["requestID"] for answer in answers}) == 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_outcomes_at_once_are_all_counted_and_give_a_badge_once() -> None:
    organization = OrganizationFactory()
    BadgeRuleFactory(
        outcome_type=OutcomeTypeFactory(organization=organization, code="visit"), threshold=4
    )
    token = token_of(user(organization, "ada", "Ada"))
    key = key_of(organization, "badges:assign")

    answers = run_together([lambda: post(f"Outcome/{token}/visit", key=key)] * 8)

    assert {answer["resultCode"] for answer in answers} == {0}
    assert sorted(Outcome.objects.values_list("number", flat=True)) == [*range(1, 9)]
    assert BadgeAssignment.objects.count() == 1


def test_requests_are_numbered_and_dated(scenario: Scenario) -> None:
    first, second = get("HealthCheck"), get("HealthCheck")

    instants = [datetime.fromisoformat(answer["requestDateTime"]) for answer in (first, second)]
    assert second["requestID"] > first["requestID"] > 0
    assert instants == sorted(instants)


def test_the_number_of_queries_does_not_grow_with_the_badges(
    scenario: Scenario, django_assert_num_queries: Any
) -> None:
    token = token_of(user(scenario.coffee, "bob", "Bob the second"))

    for count in (1, 3):
        while BadgeAssignment.objects.filter(participant__source_id="bob").count() < count:
            badge = BadgeFactory(organization=scenario.coffee)
            scenario.give_to("bob", badge)
        with django_assert_num_queries(3):
            answer = get(f"Badges/{token}")
        assert len(answer["badges"]) == count


def test_answers_are_compact_json_in_utf_8(scenario: Scenario) -> None:
    content = Client().get(f"/api/v2/Badges/{scenario.facts['token']}").content

    document = json.loads(content)
    assert content == json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
