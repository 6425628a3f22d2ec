"""Every named rule of the tables, broken by going round the services."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from badges.models import BadgeGrant
from tests.database import named_rules, named_triggers, stopped_by, violated_by
from tests.factories.badges import (
    BadgeAssignmentFactory,
    BadgeFactory,
    BadgeRuleFactory,
    OutcomeFactory,
    OutcomeTypeFactory,
    achieve,
    game_that_grants,
)
from tests.factories.identities import OrganizationFactory, ParticipantFactory

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def two_of(factory: type, *shared: str, **values: object) -> None:
    """Make two rows that share these attributes of the first, and the values."""
    first = factory(**values)
    factory(**{name: getattr(first, name) for name in shared}, **values)


def change(row: object, **values: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


def assignment_for(outcome: object, **values: object) -> None:
    """Store an assignment of a badge of the outcome's organization, to its participant."""
    values.setdefault("participant", outcome.participant)
    badge = BadgeFactory(organization=outcome.organization)
    BadgeAssignmentFactory(badge=badge, outcome=outcome, **values)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "badge_code_unique": lambda: two_of(BadgeFactory, "organization", code="cup"),
    "badge_url_unique": lambda: two_of(BadgeFactory, "organization", url="https://b.test/1"),
    "outcome_type_code_unique": lambda: two_of(OutcomeTypeFactory, "organization", code="cup"),
    "badge_rule_unique": lambda: two_of(BadgeRuleFactory, "outcome_type", "badge"),
    "badge_rule_threshold_positive": lambda: BadgeRuleFactory(threshold=0),
    "badge_rule_outcome_type_in_organization": lambda: BadgeRuleFactory(
        organization=OrganizationFactory()
    ),
    "badge_rule_badge_in_organization": lambda: BadgeRuleFactory(badge=BadgeFactory()),
    "outcome_reference_unique": lambda: two_of(OutcomeFactory, "organization", reference="order-1"),
    "outcome_number_unique": lambda: two_of(OutcomeFactory, "participant", "outcome_type"),
    "outcome_number_positive": lambda: OutcomeFactory(number=0),
    "outcome_participant_in_organization": lambda: OutcomeFactory(participant=ParticipantFactory()),
    "outcome_type_of_outcome_in_organization": lambda: OutcomeFactory(
        organization=OrganizationFactory()
    ),
    "badge_assignment_held_once": lambda: two_of(BadgeAssignmentFactory, "participant", "badge"),
    "badge_assignment_reference_unique": lambda: two_of(
        BadgeAssignmentFactory, "badge", reference="order-1"
    ),
    "badge_assignment_revoked_iff_reason": lambda: BadgeAssignmentFactory(revoked_at=NOW),
    "badge_assignment_threshold_of_outcome": lambda: BadgeAssignmentFactory(threshold=1),
    "badge_assignment_participant_in_organization": lambda: BadgeAssignmentFactory(
        participant=ParticipantFactory()
    ),
    "badge_assignment_badge_in_organization": lambda: BadgeAssignmentFactory(
        organization=OrganizationFactory()
    ),
    "badge_assignment_rule_in_organization": lambda: assignment_for(
        OutcomeFactory(), rule=BadgeRuleFactory(), threshold=1
    ),
    "badge_assignment_outcome_of_participant": lambda: assignment_for(
        first := OutcomeFactory(),
        participant=ParticipantFactory(organization=first.organization),
    ),
}

# keys that other tables refer to; the primary key speaks first
REFERRED_TO = {
    "badge_in_organization",
    "outcome_type_in_organization",
    "badge_rule_in_organization",
    "outcome_of_participant",
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_named_rule_holds(name: str) -> None:
    assert violated_by(VIOLATIONS[name]) == name


def test_every_named_rule_is_tried() -> None:
    assert named_rules("badges") == VIOLATIONS.keys() | REFERRED_TO


@pytest.mark.parametrize(
    "values",
    [
        {"revoke_reason": "because"},
        {"threshold": 0, "outcome": None},
        {"threshold": 0},
    ],
)
def test_what_is_half_said_is_refused(values: dict[str, object]) -> None:
    outcome = OutcomeFactory()
    badge = BadgeFactory(organization=outcome.organization)
    given = {"outcome": outcome, "participant": outcome.participant, **values}

    assert violated_by(lambda: BadgeAssignmentFactory(badge=badge, **given)) in {
        "badge_assignment_revoked_iff_reason",
        "badge_assignment_threshold_of_outcome",
    }


def test_many_badges_may_have_no_page() -> None:
    assert violated_by(lambda: two_of(BadgeFactory, "organization", url="")) is None


def test_a_badge_may_be_given_again_once_it_was_revoked() -> None:
    revoked = BadgeAssignmentFactory(revoked_at=NOW, revoke_reason="because")

    again = BadgeAssignmentFactory(badge=revoked.badge, participant=revoked.participant)

    assert again.state == "held"


def revoked() -> object:
    return BadgeAssignmentFactory(revoked_at=NOW, revoke_reason="because")


def granted_badge_is_deleted() -> None:
    """Delete a badge that a prize granted when it was published, and does no more."""
    badge = BadgeFactory()
    game_that_grants(badge)
    BadgeGrant.objects.all().delete()
    badge.delete()


STOPPED: dict[str, list[Callable[[], object]]] = {
    "badge_code_stays": [
        lambda: change(BadgeFactory(), code="another"),
        lambda: change(BadgeFactory(), organization=OrganizationFactory()),
    ],
    "published_badge_never_deleted": [granted_badge_is_deleted],
    "outcome_type_code_stays": [
        lambda: change(OutcomeTypeFactory(), code="another"),
        lambda: change(OutcomeTypeFactory(), organization=OrganizationFactory()),
    ],
    "outcome_never_changes": [
        lambda: change(OutcomeFactory(), number=2),
        lambda: OutcomeFactory().delete(),
    ],
    "badge_assignment_never_deleted": [lambda: BadgeAssignmentFactory().delete()],
    "badge_assignment_stays_the_same": [
        lambda: change(BadgeAssignmentFactory(), reason="another"),
        lambda: change(BadgeAssignmentFactory(), assigned_at=NOW),
        lambda: change(
            row := BadgeAssignmentFactory(), badge=BadgeFactory(organization=row.organization)
        ),
    ],
    "badge_assignment_revoked_for_good": [
        lambda: change(revoked(), revoked_at=None, revoke_reason=""),
        lambda: change(revoked(), revoked_at=datetime.now(UTC)),
    ],
}


@pytest.mark.parametrize(
    ("name", "break_it"), [(name, call) for name, calls in STOPPED.items() for call in calls]
)
def test_a_trigger_stops_it(name: str, break_it: Callable[[], object]) -> None:
    assert stopped_by(break_it) == name


def test_every_trigger_is_tried() -> None:
    assert named_triggers("badges") == STOPPED.keys()


def test_a_rule_that_gave_badges_can_be_deleted() -> None:
    rule = BadgeRuleFactory(threshold=1)
    (assignment,) = achieve(rule.outcome_type).assigned

    rule.delete()

    assignment.refresh_from_db()
    assert (assignment.rule, assignment.threshold) == (None, 1)
