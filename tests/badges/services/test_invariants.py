"""Every invariant of badges, broken as only a superuser of the database could."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

import badges
from badges.models import BadgeAssignment, BadgeRule, Outcome
from promotions.services.invariants import check_invariants
from tests.factories.badges import (
    BadgeAssignmentFactory,
    BadgeFactory,
    BadgeRuleFactory,
    OutcomeTypeFactory,
    achieve,
    game_that_grants,
)
from tests.factories.identities import ParticipantFactory
from tests.factories.tokens import redeem, token_for

pytestmark = pytest.mark.django_db


def by_rule() -> BadgeAssignment:
    rule = BadgeRuleFactory(threshold=2)
    achieve(rule.outcome_type)
    return achieve(rule.outcome_type).assigned[0]


def won() -> BadgeAssignment:
    redemption = redeem(token_for(game_that_grants(BadgeFactory())))
    return BadgeAssignment.objects.get(granted_by=redemption.play_id)


def change(row: BadgeAssignment, **values: object) -> None:
    BadgeAssignment.objects.filter(pk=row.pk).update(**values)


def give_again(row: BadgeAssignment) -> None:
    change(row, revoked_at=row.assigned_at, revoke_reason="because")
    BadgeAssignmentFactory(
        badge=row.badge, participant=row.participant, outcome=row.outcome, threshold=1,
        assigned_at=row.assigned_at,
    )  # fmt: skip


def others_participant(row: BadgeAssignment) -> None:
    change(row, participant=ParticipantFactory(organization=row.organization))


# the name, what is there, how it is broken
BREAKS: list[tuple[str, Callable[[], BadgeAssignment], Callable[[BadgeAssignment], object]]] = [
    (
        "outcomes_are_numbered_without_gap",
        by_rule,
        lambda _: Outcome.objects.filter(number=1).delete(),
    ),
    ("badge_by_rule_reached_its_threshold", by_rule, lambda row: change(row, threshold=3)),
    (
        "badge_by_rule_reached_its_threshold",
        by_rule,
        lambda row: change(row, assigned_at=row.assigned_at + timedelta(hours=1)),
    ),
    (
        "badge_by_rule_reached_its_threshold",
        by_rule,
        lambda row: BadgeRule.objects.update(
            outcome_type=OutcomeTypeFactory(organization=row.organization)
        ),
    ),
    ("badge_of_outcome_is_its_participants", by_rule, others_participant),
    ("badge_rule_gives_a_badge_once", by_rule, give_again),
    ("badge_that_was_won_is_held", won, others_participant),
    (
        "badge_that_was_won_is_held",
        won,
        lambda row: change(
            row, revoked_at=row.assigned_at - timedelta(hours=1), revoke_reason="because"
        ),
    ),
    ("badge_granted_by_its_play", won, others_participant),
    (
        "badge_granted_by_its_play",
        won,
        lambda row: change(row, assigned_at=row.assigned_at + timedelta(hours=1)),
    ),
    (
        "badge_granted_by_its_play",
        won,
        lambda row: change(row, badge=BadgeFactory(organization=row.organization)),
    ),
    (
        "badges_stay_in_their_organization",
        by_rule,
        lambda row: change(row, badge=BadgeFactory()),
    ),
]


@pytest.mark.parametrize(("name", "made", "break_it"), BREAKS)
def test_a_broken_invariant_is_found(
    name: str,
    made: Callable[[], BadgeAssignment],
    break_it: Callable[[BadgeAssignment], object],
) -> None:
    row = made()
    assert check_invariants() == []

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        break_it(row)
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert name in {violation.invariant for violation in check_invariants()}


def test_every_invariant_is_broken() -> None:
    files = (Path(badges.__file__).parent / "sql" / "invariants").iterdir()

    lines = [line for file in files for line in file.read_text().splitlines()]
    stated = [line[9:] for line in lines if line.startswith("-- name: ")]

    assert sorted(stated) == sorted({name for name, _, _ in BREAKS})
