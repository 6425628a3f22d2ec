from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from badges.models import BadgeAssignment
from tests.factories.badges import (
    BadgeAssignmentFactory,
    BadgeFactory,
    BadgeRuleFactory,
    achieve,
    game_that_grants,
)
from tests.factories.identities import ParticipantFactory
from tests.factories.tokens import token_for
from tests.identities.api.calls import Caller, errors, problem, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credentials_stay_known")]

NOW = datetime.now(UTC)


def test_a_badge_is_fetched() -> None:
    badge = BadgeFactory(
        description="The first one.", image_url="https://b.test/1.png", tags=["coffee"],
        issuer_name="Bean", issuer_description="Roasters", issuer_email="b@b.test",
        issuer_url="https://b.test", url="https://b.test/1",
    )  # fmt: skip

    answer = Caller(badge.organization).get(f"badges/{badge.code}").json()

    assert answer == {
        "code": badge.code, "name": badge.name, "description": "The first one.",
        "image_url": "https://b.test/1.png", "tags": ["coffee"],
        "issuer": {
            "name": "Bean", "description": "Roasters", "email": "b@b.test",
            "url": "https://b.test",
        },
        "url": "https://b.test/1", "is_enabled": True, "created_at": answer["created_at"],
    }  # fmt: skip


def test_badges_are_filtered_by_tag() -> None:
    tagged = BadgeFactory(tags=["coffee", "tea"])
    BadgeFactory(organization=tagged.organization, tags=["teapot"])
    caller = Caller(tagged.organization)

    def found(**query: str) -> list[str]:
        return [row["code"] for row in caller.get("badges", query).json()["results"]]

    assert (len(found()), found(tag="tea"), found(tag="te")) == (2, [tagged.code], [])


@pytest.mark.parametrize(
    ("path", "query", "refused"),
    [
        ("badges", "tag=", ["tag"]),
        ("badges", "code=a", ["code"]),
        ("badge-assignments", "state=lost", ["state"]),
        ("badge-assignments", "assigned_after=today", ["assigned_after"]),
        ("badge-assignments", "participant=%00", ["participant"]),
        ("outcomes", "happened_before=x", ["happened_before"]),
        ("outcomes", "number=1", ["number"]),
    ],
)
def test_a_filter_that_says_nothing_is_refused(path: str, query: str, refused: list[str]) -> None:
    assert errors(Caller().get(f"{path}?{query}")) == refused


def fill(badge: Any, rows: int) -> None:
    for _ in range(rows):
        BadgeFactory(organization=badge.organization)
        BadgeAssignmentFactory(badge=badge)


@pytest.mark.parametrize("path", ["badges", "badge-assignments"])
def test_number_of_queries_is_constant(path: str, django_assert_num_queries: Any) -> None:
    badge = BadgeFactory()
    caller = Caller(badge.organization)
    caller.get(path)
    fill(badge, 1)
    with django_assert_num_queries(1):
        first = caller.get(path)
    fill(badge, 2)

    with django_assert_num_queries(1):
        second = caller.get(path)

    assert len(second.json()["results"]) == len(first.json()["results"]) + 2


def test_pages_follow_each_other() -> None:
    badge = BadgeFactory()
    fill(badge, 2)
    caller = Caller(badge.organization)

    page = caller.get("badge-assignments?page_size=1").json()
    next_page = caller.get(page["next"].removeprefix("http://testserver/platform/v1/")).json()

    ids = [row["id"] for row in page["results"] + next_page["results"]]
    assert ids == [str(pk) for pk in BadgeAssignment.objects.values_list("pk", flat=True)]
    assert next_page["next"] is None


def test_an_assignment_by_a_rule_is_fetched() -> None:
    processed = achieve(BadgeRuleFactory().outcome_type)
    (row,) = processed.assigned

    answer = Caller(row.organization).get(f"badge-assignments/{row.pk}").json()

    assert answer == {
        "id": str(row.pk), "badge": row.badge.code, "participant": "ada", "state": "held",
        "assigned_at": answer["assigned_at"], "outcome": str(processed.outcome.pk), "play": None,
        "reference": None, "badge_url": "", "reason": "", "channel": "system", "revoked_at": None,
        "revoke_reason": "",
    }  # fmt: skip


def test_assignments_are_filtered() -> None:
    badge = BadgeFactory()
    ada, bob = (ParticipantFactory(organization=badge.organization) for _ in range(2))
    other = BadgeFactory(organization=badge.organization)
    rows = [
        BadgeAssignmentFactory(badge=badge, participant=ada, assigned_at=NOW),
        BadgeAssignmentFactory(
            badge=other, participant=ada, assigned_at=NOW + timedelta(hours=1),
            revoked_at=NOW + timedelta(hours=2), revoke_reason="fraud",
        ),
        BadgeAssignmentFactory(badge=badge, participant=bob, assigned_at=NOW + timedelta(hours=2)),
    ]  # fmt: skip
    caller = Caller(badge.organization)

    def found(**query: str) -> list[int]:
        results = caller.get("badge-assignments", query).json()["results"]
        ids = [str(row.pk) for row in rows]
        return [ids.index(result["id"]) for result in results]

    hour_later = (NOW + timedelta(hours=1)).isoformat()
    assert found() == [2, 1, 0]
    assert found(participant=ada.source_id) == [1, 0]
    assert found(badge=badge.code) == [2, 0]
    assert (found(state="held"), found(state="revoked")) == ([2, 0], [1])
    assert found(assigned_after=hour_later) == [2, 1]
    assert found(assigned_before=hour_later) == [0]


def test_an_assignment_is_revoked_once() -> None:
    row = BadgeAssignmentFactory()
    caller = Caller(row.organization)

    first = caller.post(f"badge-assignments/{row.pk}/revoke", {"reason": "returned"})
    again = caller.post(f"badge-assignments/{row.pk}/revoke", {"reason": "another"})

    row.refresh_from_db()
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert (first.json()["state"], first.json()["revoke_reason"]) == ("revoked", "returned")
    assert (row.revoked_client, row.revoked_by) == (caller.client, None)


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 501}])
def test_revoking_needs_a_reason(body: dict[str, str]) -> None:
    row = BadgeAssignmentFactory()
    caller = Caller(row.organization)
    before = stored()

    assert errors(caller.post(f"badge-assignments/{row.pk}/revoke", body)) == ["reason"]
    assert (stored(), BadgeAssignment.objects.held().count()) == (before, 1)


def test_a_won_badge_is_told_by_its_redemption() -> None:
    badge = BadgeFactory()
    token = token_for(game_that_grants(badge))
    caller = Caller(badge.organization)

    answers = [caller.post(f"tokens/{token.code}/redeem").json() for _ in range(2)]
    row = caller.get("badge-assignments", {"badge": badge.code}).json()["results"][0]

    assert [answer["granted"] for answer in answers] == [
        [{"kind": "badge", "code": badge.code}],
    ] * 2
    assert (answers[0]["prize"]["kind"], row["play"]) == ("badge", answers[0]["play"]["id"])


THEIRS = [
    ("get", "badges/{badge}", None),
    ("get", "badge-assignments/{assignment}", None),
    ("post", "badge-assignments/{assignment}/revoke", {"reason": "x"}),
    ("get", "outcomes/{outcome}", None),
    ("get", "badge-assignments?badge={badge}", None),
    ("get", "badge-assignments?participant={participant}", None),
    ("get", "outcomes?outcome={type}", None),
    ("get", "outcomes?participant={participant}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), THEIRS)
def test_what_is_of_another_organization_is_as_if_it_did_not_exist(
    method: str, path: str, body: Any
) -> None:
    (row,) = achieve(BadgeRuleFactory().outcome_type, "zoe").assigned
    theirs = {
        "badge": row.badge.code, "assignment": row.pk, "outcome": row.outcome_id,
        "participant": "zoe", "type": row.outcome.outcome_type.code,
    }  # fmt: skip
    nobodys = dict.fromkeys(("badge", "participant", "type"), "nothing") | dict.fromkeys(
        ("assignment", "outcome"), "01a1f837-6395-705f-ac7f-7f82a86a1a5d"
    )
    caller, own = Caller(), Caller(row.organization)
    arguments = [] if body is None else [body]
    before = stored()

    answers = [
        getattr(caller, method)(path.format(**names), *arguments) for names in (theirs, nobodys)
    ]
    unchanged = stored()
    found = getattr(own, method)(path.format(**theirs), *arguments)

    assert answers[0].content == answers[1].content
    assert answers[0].status_code == answers[1].status_code
    assert unchanged == before
    assert (found.status_code, found.content != answers[0].content) == (200, True)


@pytest.mark.parametrize("path", ["badge-assignments/x", "outcomes/x", "badges/%00"])
def test_what_is_no_id_is_not_found(path: str) -> None:
    assert problem(Caller().get(path)) == (404, "not_found")
