from collections.abc import Callable

import pytest

from badges.models import BadgeAssignment, BadgeOptOut, Outcome
from badges.services.assignments import revoke_assignment
from badges.services.outcomes import (
    NoRuleForOutcome,
    OutcomeTypeNotFound,
    ReferenceTaken,
)
from badges.services.recipients import BadgesOff
from identities.enums import Channel
from identities.models import Participant
from identities.services.actors import SYSTEM, Actor
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.badges import (
    BadgeFactory,
    BadgeRuleFactory,
    OutcomeTypeFactory,
    achieve,
    game_that_grants,
)
from tests.factories.identities import ApiClientFactory, ParticipantFactory
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]


def codes(assigned: list[BadgeAssignment]) -> list[str]:
    return [assignment.badge.code for assignment in assigned]


def test_an_outcome_gives_the_badge_of_its_rule() -> None:
    rule = BadgeRuleFactory()
    client = ApiClientFactory(organization=rule.organization)

    processed = achieve(rule.outcome_type, by=Actor(Channel.PLATFORM, client=client))

    outcome, (assignment,) = processed.outcome, processed.assigned
    participant = Participant.objects.get()
    assert processed.created
    assert (participant.source_id, participant.organization) == ("ada", rule.organization)
    assert (outcome.participant, outcome.outcome_type, outcome.number, outcome.reference) == (
        participant, rule.outcome_type, 1, None,
    )  # fmt: skip
    assert (outcome.channel, outcome.client) == (Channel.PLATFORM, client)
    assert (assignment.badge, assignment.participant, assignment.outcome, assignment.rule) == (
        rule.badge, participant, outcome, rule,
    )  # fmt: skip
    assert (assignment.threshold, assignment.assigned_at) == (1, outcome.happened_at)
    assert (assignment.channel, assignment.client) == (Channel.PLATFORM, client)


def test_a_threshold_is_reached_by_that_many_outcomes_of_one_participant() -> None:
    rule = BadgeRuleFactory(threshold=3)
    achieve(rule.outcome_type, "bob")

    given = [codes(achieve(rule.outcome_type).assigned) for _ in range(4)]

    assert given == [[], [], [rule.badge.code], []]


def test_outcomes_of_other_types_do_not_count() -> None:
    rule = BadgeRuleFactory(threshold=2)
    achieve(OutcomeTypeFactory(organization=rule.organization))

    assert achieve(rule.outcome_type).assigned == []


def test_several_rules_give_their_badges_at_once_the_lower_threshold_first() -> None:
    outcome_type = OutcomeTypeFactory()
    achieve(outcome_type)
    for threshold, code in ((2, "c"), (2, "b"), (1, "z"), (3, "a")):
        badge = BadgeFactory(organization=outcome_type.organization, code=code)
        BadgeRuleFactory(outcome_type=outcome_type, threshold=threshold, badge=badge)

    assert codes(achieve(outcome_type).assigned) == ["z", "b", "c"]


def test_a_revoked_badge_is_not_given_again_by_a_rule() -> None:
    rule = BadgeRuleFactory()
    (given,) = achieve(rule.outcome_type).assigned
    revoke_assignment(
        organization=rule.organization, assignment_id=given.pk, reason="fraud", by=SYSTEM,
        at=given.assigned_at,
    )  # fmt: skip

    assert achieve(rule.outcome_type).assigned == []


def test_a_badge_that_was_won_is_not_given_again() -> None:
    rule = BadgeRuleFactory()
    token = token_for(game_that_grants(rule.badge))
    redeem(token)

    assert achieve(rule.outcome_type, token.participant.source_id).assigned == []


def test_a_badge_that_is_switched_off_is_not_given_until_it_is_on() -> None:
    rule = BadgeRuleFactory(badge__is_enabled=False)
    first = achieve(rule.outcome_type)
    rule.badge.is_enabled = True
    rule.badge.save()

    second = achieve(rule.outcome_type)

    assert (codes(first.assigned), codes(second.assigned)) == ([], [rule.badge.code])


def test_an_outcome_without_a_rule_is_stored() -> None:
    processed = achieve(OutcomeTypeFactory())

    assert (processed.assigned, processed.created, Outcome.objects.count()) == ([], True, 1)


def test_the_same_reference_again_answers_the_same() -> None:
    outcome_type = OutcomeTypeFactory()
    for threshold in (1, 2):
        BadgeRuleFactory(outcome_type=outcome_type, threshold=threshold)
    first = achieve(outcome_type, reference="order-1")
    achieve(outcome_type, reference="order-2")
    before = database_fingerprint()

    again = achieve(outcome_type, reference="order-1")

    assert (again.outcome, again.assigned, again.created) == (first.outcome, first.assigned, False)
    assert len(first.assigned) == 1
    assert database_fingerprint() == before


def test_the_same_reference_again_is_answered_whatever_has_changed_since() -> None:
    rule = BadgeRuleFactory()
    first = achieve(rule.outcome_type, reference="order-1")
    BadgeOptOut.objects.create(participant=first.outcome.participant)
    rule.outcome_type.is_enabled = False
    rule.outcome_type.save()
    rule.delete()

    again = achieve(rule.outcome_type, reference="order-1", rules_required=True)

    assert (again.outcome, codes(again.assigned)) == (first.outcome, codes(first.assigned))


def test_a_reference_is_of_its_organization() -> None:
    processed = [achieve(OutcomeTypeFactory(), reference="order-1") for _ in range(2)]

    assert [each.created for each in processed] == [True, True]


@pytest.mark.parametrize("other", ["participant", "outcome_type", "both"])
def test_the_same_reference_with_other_content_is_refused(other: str) -> None:
    outcome_type = OutcomeTypeFactory()
    achieve(outcome_type, reference="order-1")
    another = OutcomeTypeFactory(organization=outcome_type.organization)
    before = database_fingerprint()

    with pytest.raises(ReferenceTaken):
        achieve(
            outcome_type if other == "participant" else another,
            "ada" if other == "outcome_type" else "bob",
            reference="order-1",
        )

    assert database_fingerprint() == before


def blocked() -> tuple[dict[str, object], type[Exception]]:
    of_type = BadgeRuleFactory().outcome_type
    ParticipantFactory(organization=of_type.organization, source_id="ada", state="blocked")
    return {"outcome_type": of_type}, Refused


def opted_out() -> tuple[dict[str, object], type[Exception]]:
    of_type = BadgeRuleFactory().outcome_type
    participant = ParticipantFactory(organization=of_type.organization, source_id="ada")
    BadgeOptOut.objects.create(participant=participant)
    return {"outcome_type": of_type}, BadgesOff


def unknown_type() -> tuple[dict[str, object], type[Exception]]:
    return {"outcome_type": OutcomeTypeFactory(), "outcome": "nothing"}, OutcomeTypeNotFound


def type_of_another_organization() -> tuple[dict[str, object], type[Exception]]:
    own, other = OutcomeTypeFactory(), OutcomeTypeFactory()
    return {"outcome_type": own, "outcome": other.code}, OutcomeTypeNotFound


def type_switched_off() -> tuple[dict[str, object], type[Exception]]:
    return {"outcome_type": OutcomeTypeFactory(is_enabled=False)}, OutcomeTypeNotFound


def no_rule() -> tuple[dict[str, object], type[Exception]]:
    return {"outcome_type": OutcomeTypeFactory(), "rules_required": True}, NoRuleForOutcome


def no_rule_that_gives() -> tuple[dict[str, object], type[Exception]]:
    rule = BadgeRuleFactory(badge__is_enabled=False)
    return {"outcome_type": rule.outcome_type, "rules_required": True}, NoRuleForOutcome


@pytest.mark.parametrize(
    "given",
    [
        blocked, opted_out, unknown_type, type_of_another_organization, type_switched_off, no_rule,
        no_rule_that_gives,
    ],
)  # fmt: skip
def test_a_refused_outcome_changes_nothing(
    given: Callable[[], tuple[dict[str, object], type[Exception]]],
) -> None:
    arguments, expected = given()
    before = database_fingerprint()

    with pytest.raises(expected) as refused:
        achieve(**arguments, reference="order-1")

    assert database_fingerprint() == before
    assert getattr(refused.value, "code", "") in {"", "participant_blocked"}
