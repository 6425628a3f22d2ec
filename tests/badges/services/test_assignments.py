from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from badges.models import BadgeAssignment, BadgeOptOut
from badges.services.assignments import (
    AssignmentNotFound,
    BadgeHeld,
    BadgeNotFound,
    assign_badge,
    badges_of,
    find_assignment,
    revoke_assignment,
)
from badges.services.recipients import BadgesOff, RecipientNotFound
from identities.enums import Channel
from identities.services.actors import SYSTEM, Actor
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.badges import BadgeAssignmentFactory, BadgeFactory
from tests.factories.identities import OrganizationFactory, ParticipantFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)


def assign(given: Any, to: Any, **arguments: object) -> BadgeAssignment:
    return assign_badge(
        **{  # type: ignore[arg-type]
            "organization": given.organization,
            "participant": to.source_id,
            "badge": given.code,
            "reason": "for courage",
            "by": SYSTEM,
            "at": NOW,
            **arguments,
        }
    )


def revoke(row: BadgeAssignment, **arguments: object) -> BadgeAssignment:
    return revoke_assignment(
        **{  # type: ignore[arg-type]
            "organization": row.organization,
            "assignment_id": row.pk,
            "reason": "fraud",
            "by": SYSTEM,
            "at": NOW,
            **arguments,
        }
    )


def test_staff_assign_a_badge() -> None:
    badge, user = BadgeFactory(), UserFactory()
    participant = ParticipantFactory(organization=badge.organization)

    made = assign(badge, participant, by=Actor(Channel.ADMIN, user=user))

    row = BadgeAssignment.objects.get()
    assert row == made
    assert (row.participant, row.badge, row.organization) == (
        participant, badge, badge.organization,
    )  # fmt: skip
    assert (row.reason, row.assigned_at, row.assigned_by, row.channel, row.client) == (
        "for courage", NOW, user, Channel.ADMIN, None,
    )  # fmt: skip


def test_staff_assign_a_revoked_badge_again() -> None:
    revoked = revoke(BadgeAssignmentFactory())

    again = assign(revoked.badge, revoked.participant)

    assert again.pk != revoked.pk


def held(badge: Any, participant: Any) -> dict[str, object]:
    BadgeAssignmentFactory(badge=badge, participant=participant)
    return {}


def blocked(badge: Any, participant: Any) -> dict[str, object]:
    participant.state = "blocked"
    participant.save()
    return {}


def opted_out(badge: Any, participant: Any) -> dict[str, object]:
    BadgeOptOut.objects.create(participant=participant)
    return {}


def switched_off(badge: Any, participant: Any) -> dict[str, object]:
    badge.is_enabled = False
    badge.save()
    return {}


def others_badge(badge: Any, participant: Any) -> dict[str, object]:
    return {"badge": BadgeFactory().code}


def others_participant(badge: Any, participant: Any) -> dict[str, object]:
    return {"participant": ParticipantFactory().source_id}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (held, BadgeHeld),
        (blocked, Refused),
        (opted_out, BadgesOff),
        (switched_off, BadgeNotFound),
        (others_badge, BadgeNotFound),
        (others_participant, RecipientNotFound),
    ],
)
def test_an_assignment_that_is_refused_changes_nothing(
    given: Callable[[Any, Any], dict[str, object]], expected: type[Exception]
) -> None:
    badge = BadgeFactory()
    participant = ParticipantFactory(organization=badge.organization)
    arguments = given(badge, participant)
    before = database_fingerprint()

    with pytest.raises(expected):
        assign(badge, participant, **arguments)

    assert database_fingerprint() == before


def test_an_assignment_is_revoked() -> None:
    row, user = BadgeAssignmentFactory(), UserFactory()

    returned = revoke(row, by=Actor(Channel.ADMIN, user=user))

    row.refresh_from_db()
    assert returned == row
    assert (row.state, row.revoked_at, row.revoke_reason, row.revoked_by) == (
        "revoked", NOW, "fraud", user,
    )  # fmt: skip


def test_revoking_again_changes_nothing() -> None:
    row = revoke(BadgeAssignmentFactory())
    before = database_fingerprint()

    again = revoke(row, reason="another", at=NOW + timedelta(hours=1))

    assert again.revoke_reason == "fraud"
    assert database_fingerprint() == before


@pytest.mark.parametrize("other", ["id", "organization"])
def test_what_is_not_there_is_not_revoked(other: str) -> None:
    row = BadgeAssignmentFactory()
    arguments = {
        "id": {"assignment_id": uuid4()},
        "organization": {"organization": OrganizationFactory()},
    }
    before = database_fingerprint()

    with pytest.raises(AssignmentNotFound):
        revoke(row, **arguments[other])

    assert database_fingerprint() == before


def test_badges_of_a_participant_are_those_held_newest_first() -> None:
    participant = ParticipantFactory()
    badges = [BadgeFactory(organization=participant.organization) for _ in range(3)]
    rows = [
        BadgeAssignmentFactory(
            badge=badge, participant=participant, assigned_at=NOW + timedelta(hours=hour)
        )
        for hour, badge in enumerate(badges)
    ]
    BadgeAssignmentFactory()
    revoke(rows[1])

    found = badges_of(organization=participant.organization, participant_id=participant.pk)

    assert found == [rows[2], rows[0]]


@pytest.mark.parametrize("count", [1, 3])
def test_badges_of_a_participant_are_one_query(
    count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    participant = ParticipantFactory()
    for _ in range(count):
        badge = BadgeFactory(organization=participant.organization)
        BadgeAssignmentFactory(badge=badge, participant=participant)

    with django_assert_num_queries(1):
        rows = badges_of(organization=participant.organization, participant_id=participant.pk)
        assert len({row.badge.name for row in rows}) == count


def test_an_assignment_is_found() -> None:
    row = BadgeAssignmentFactory()

    found = find_assignment(
        organization=row.organization, participant_id=row.participant_id, assignment_id=row.pk
    )

    assert found == row


def of_another_participant(row: BadgeAssignment) -> dict[str, object]:
    return {"participant_id": ParticipantFactory(organization=row.organization).pk}


def of_another_organization(row: BadgeAssignment) -> dict[str, object]:
    return {"organization": OrganizationFactory()}


def revoked(row: BadgeAssignment) -> dict[str, object]:
    revoke(row)
    return {}


@pytest.mark.parametrize("given", [of_another_participant, of_another_organization, revoked])
def test_an_assignment_is_not_found(
    given: Callable[[BadgeAssignment], dict[str, object]],
) -> None:
    row = BadgeAssignmentFactory()
    arguments = {
        "organization": row.organization,
        "participant_id": row.participant_id,
        "assignment_id": row.pk,
        **given(row),
    }

    with pytest.raises(AssignmentNotFound):
        find_assignment(**arguments)
