"""Badges given at the same time, over real connections."""

from collections import Counter
from datetime import UTC, datetime
from functools import partial

import pytest

from badges.models import BadgeAssignment, Outcome
from badges.services.assignments import RecordedAssignment, record_assignment, revoke_assignment
from badges.services.outcomes import ProcessedOutcome, ReferenceTaken
from identities.services.actors import SYSTEM
from tests.database import run_together
from tests.factories.badges import (
    BadgeRuleFactory,
    OutcomeTypeFactory,
    achieve,
    game_that_grants,
)
from tests.factories.identities import ParticipantFactory
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]

CALLERS = 10


def test_a_threshold_is_reached_once() -> None:
    rule = BadgeRuleFactory(threshold=CALLERS // 2)

    processed = run_together([partial(achieve, rule.outcome_type)] * CALLERS)

    assert sorted(each.outcome.number for each in processed) == list(range(1, CALLERS + 1))
    assert [each.outcome.number for each in processed if each.assigned] == [CALLERS // 2]


def test_one_reference_is_processed_once() -> None:
    of_type = BadgeRuleFactory().outcome_type

    processed = run_together([partial(achieve, of_type, reference="order-1")] * CALLERS)

    assert Counter(each.created for each in processed) == {True: 1, False: CALLERS - 1}
    assert len({each.outcome.pk for each in processed}) == 1
    assert all(len(each.assigned) == 1 for each in processed)
    assert (Outcome.objects.count(), BadgeAssignment.objects.count()) == (1, 1)


def test_one_reference_of_many_participants_is_one_participants() -> None:
    of_type = OutcomeTypeFactory()

    processed = run_together(
        [partial(achieve, of_type, f"p-{number}", reference="order-1") for number in range(CALLERS)]
    )

    assert Counter(map(type, processed)) == {ProcessedOutcome: 1, ReferenceTaken: CALLERS - 1}
    assert Outcome.objects.count() == 1


def test_one_assignment_is_recorded_once() -> None:
    of_type = BadgeRuleFactory().outcome_type
    ParticipantFactory(organization=of_type.organization, source_id="ada")
    record = partial(
        record_assignment, organization=of_type.organization, reference="ada",
        outcome=of_type.code, badge_url="https://badges.test/1", by=SYSTEM, at=datetime.now(UTC),
    )  # fmt: skip

    recorded: list[RecordedAssignment] = run_together([record] * CALLERS)

    assert Counter(each.created for each in recorded) == {True: 1, False: CALLERS - 1}
    assert len({each.assignment.pk for each in recorded}) == 1
    assert BadgeAssignment.objects.count() == 1


def test_a_badge_that_is_won_reached_and_revoked_at_once_is_held_once_at_most() -> None:
    rule = BadgeRuleFactory()
    game = game_that_grants(rule.badge)
    participant = ParticipantFactory(organization=rule.organization, source_id="ada")
    plays = [partial(redeem, token_for(game, participant=participant)) for _ in range(4)]

    def revoke() -> None:
        for row in BadgeAssignment.objects.held():
            revoke_assignment(
                organization=rule.organization, assignment_id=row.pk, reason="test", by=SYSTEM,
                at=datetime.now(UTC),
            )  # fmt: skip

    answers = run_together([*plays, *[partial(achieve, rule.outcome_type)] * 4, *[revoke] * 2])

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert BadgeAssignment.objects.held().count() <= 1
    assert BadgeAssignment.objects.filter(threshold__isnull=False).count() <= 1
