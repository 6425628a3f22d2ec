from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from badges.models import BadgeAssignment, BadgeOptOut
from badges.services.assignments import (
    BadgeNotFound,
    BadgeUrlInvalid,
    RecordedAssignment,
    record_assignment,
    revoke_assignment,
)
from badges.services.outcomes import OutcomeTypeNotFound
from badges.services.recipients import BadgesOff, RecipientNotFound
from identities.enums import Channel
from identities.models import Participant
from identities.services.actors import SYSTEM, Actor
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.badges import (
    BadgeAssignmentFactory,
    BadgeFactory,
    BadgeRuleFactory,
    OutcomeTypeFactory,
    achieve,
)
from tests.factories.identities import ApiClientFactory, ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

URL = "https://badges.test/1"


def record(of_type: Any, reference: object = "ada", **arguments: object) -> RecordedAssignment:
    return record_assignment(
        **{  # type: ignore[arg-type]
            "organization": of_type.organization,
            "reference": str(reference),
            "outcome": of_type.code,
            "badge_url": URL,
            "by": SYSTEM,
            "at": datetime.now(UTC),
            **arguments,
        }
    )


def participant_of(of_type: Any, source_id: str = "ada", **values: object) -> Participant:
    return ParticipantFactory(organization=of_type.organization, source_id=source_id, **values)


def badge_of(of_type: Any, **values: object) -> Any:
    return BadgeFactory(organization=of_type.organization, **values)


def test_a_participants_source_id_says_to_whom_and_the_url_which_badge() -> None:
    of_type = BadgeRuleFactory().outcome_type
    participant, badge = participant_of(of_type), badge_of(of_type, url=URL)
    client, at = ApiClientFactory(organization=of_type.organization), datetime.now(UTC)

    recorded = record(of_type, by=Actor(Channel.MEMORI, client=client), at=at)

    row = recorded.assignment
    assert recorded.created
    assert (row.participant, row.badge, row.outcome, row.rule, row.threshold) == (
        participant, badge, None, None, None,
    )  # fmt: skip
    assert (row.reference, row.badge_url, row.assigned_at) == ("ada", URL, at)
    assert (row.channel, row.client) == (Channel.MEMORI, client)


def test_the_id_of_an_outcome_says_to_whom() -> None:
    of_type = OutcomeTypeFactory()
    badge, outcome = badge_of(of_type, url=URL), achieve(of_type).outcome

    row = record(of_type, outcome.pk).assignment

    assert (row.participant, row.badge, row.outcome) == (outcome.participant, badge, outcome)


def test_a_source_id_may_look_like_the_id_of_an_outcome() -> None:
    rule, source_id = BadgeRuleFactory(), str(uuid4())
    participant = participant_of(rule.outcome_type, source_id)

    assert record(rule.outcome_type, source_id).assignment.participant == participant


def test_an_unknown_url_means_the_badge_of_the_lowest_threshold() -> None:
    of_type = OutcomeTypeFactory()
    participant_of(of_type)
    rules = [BadgeRuleFactory(outcome_type=of_type, threshold=number) for number in (5, 2, 9)]
    BadgeRuleFactory(outcome_type=of_type, threshold=1, badge__is_enabled=False)

    assert record(of_type).assignment.badge == rules[1].badge


@pytest.mark.parametrize("reference", ["ada", "outcome"])
def test_the_same_again_answers_the_same(reference: str) -> None:
    of_type = OutcomeTypeFactory()
    badge_of(of_type, url=URL)
    outcome = achieve(of_type).outcome
    named = outcome.pk if reference == "outcome" else "ada"
    first = record(of_type, named)
    before = database_fingerprint()

    again = record(of_type, named)

    assert (again.assignment, again.created) == (first.assignment, False)
    assert database_fingerprint() == before


def test_the_same_again_is_not_assigned_again_once_it_was_revoked() -> None:
    of_type = BadgeRuleFactory().outcome_type
    participant = participant_of(of_type)
    first = record(of_type).assignment
    revoke_assignment(
        organization=of_type.organization, assignment_id=first.pk, reason="fraud", by=SYSTEM,
        at=first.assigned_at,
    )  # fmt: skip
    BadgeOptOut.objects.create(participant=participant)
    before = database_fingerprint()

    again = record(of_type)

    assert (again.assignment, again.assignment.state, again.created) == (first, "revoked", False)
    assert database_fingerprint() == before


def test_another_reference_gives_a_revoked_badge_again() -> None:
    of_type = OutcomeTypeFactory()
    badge_of(of_type, url=URL)
    outcome = achieve(of_type).outcome
    first = record(of_type, "ada").assignment
    revoke_assignment(
        organization=of_type.organization, assignment_id=first.pk, reason="fraud", by=SYSTEM,
        at=first.assigned_at,
    )  # fmt: skip

    again = record(of_type, outcome.pk)

    assert (again.created, again.assignment.state) == (True, "held")


def test_one_reference_may_give_several_badges() -> None:
    of_type = OutcomeTypeFactory()
    participant_of(of_type)
    badges = [badge_of(of_type, url=f"{URL}{number}") for number in range(2)]

    recorded = [record(of_type, badge_url=badge.url) for badge in badges]

    assert [(row.created, row.assignment.badge) for row in recorded] == [
        (True, badges[0]), (True, badges[1]),
    ]  # fmt: skip


def test_a_badge_that_a_rule_gave_takes_the_url() -> None:
    rule = BadgeRuleFactory()
    processed = achieve(rule.outcome_type)

    first = record(rule.outcome_type, processed.outcome.pk)
    other = record(rule.outcome_type, "ada", badge_url="https://badges.test/other")

    (given,) = BadgeAssignment.objects.all()
    assert (first.assignment, first.created) == (processed.assigned[0], False)
    assert (other.assignment, other.created) == (given, False)
    assert (given.badge_url, given.reference) == (URL, None)


def unknown_recipient(of_type: Any) -> dict[str, object]:
    return {"reference": "nobody"}


def unknown_outcome_id(of_type: Any) -> dict[str, object]:
    return {"reference": uuid4()}


def others_participant(of_type: Any) -> dict[str, object]:
    return {"reference": ParticipantFactory(source_id="zoe").source_id}


def others_outcome_id(of_type: Any) -> dict[str, object]:
    return {"reference": achieve(OutcomeTypeFactory()).outcome.pk}


def outcome_of_another_type(of_type: Any) -> dict[str, object]:
    other = OutcomeTypeFactory(organization=of_type.organization)
    return {"reference": achieve(other).outcome.pk}


def unknown_type(of_type: Any) -> dict[str, object]:
    return {"outcome": "nothing"}


def type_switched_off(of_type: Any) -> dict[str, object]:
    of_type.is_enabled = False
    of_type.save()
    return {}


def no_badge(of_type: Any) -> dict[str, object]:
    of_type.rules.all().delete()
    return {}


def others_badge(of_type: Any) -> dict[str, object]:
    of_type.rules.all().delete()
    return {"badge_url": BadgeFactory(url=URL).url}


def badge_switched_off(of_type: Any) -> dict[str, object]:
    return {"badge_url": badge_of(of_type, url=URL, is_enabled=False).url}


def blocked(of_type: Any) -> dict[str, object]:
    return {"reference": participant_of(of_type, "bob", state="blocked").source_id}


def opted_out(of_type: Any) -> dict[str, object]:
    BadgeOptOut.objects.create(participant=participant_of(of_type, "bob"))
    return {"reference": "bob"}


def url(text: str) -> Callable[[Any], dict[str, object]]:
    return lambda _: {"badge_url": text}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (unknown_recipient, RecipientNotFound),
        (unknown_outcome_id, RecipientNotFound),
        (others_participant, RecipientNotFound),
        (others_outcome_id, RecipientNotFound),
        (outcome_of_another_type, OutcomeTypeNotFound),
        (unknown_type, OutcomeTypeNotFound),
        (type_switched_off, OutcomeTypeNotFound),
        (no_badge, BadgeNotFound),
        (others_badge, BadgeNotFound),
        (badge_switched_off, BadgeNotFound),
        (blocked, Refused),
        (opted_out, BadgesOff),
        (url(""), BadgeUrlInvalid),
        (url("badges.test/1"), BadgeUrlInvalid),
        (url("ftp://badges.test/1"), BadgeUrlInvalid),
        (url("https://badges.test/" + "x" * 1981), BadgeUrlInvalid),
    ],
)
def test_what_is_refused_changes_nothing(
    given: Callable[[Any], dict[str, object]], expected: type[Exception]
) -> None:
    of_type = BadgeRuleFactory().outcome_type
    participant_of(of_type)
    arguments = given(of_type)
    before = database_fingerprint()

    with pytest.raises(expected):
        record(of_type, **arguments)

    assert database_fingerprint() == before


def test_the_longest_url_is_stored() -> None:
    of_type = BadgeRuleFactory().outcome_type
    participant_of(of_type)
    longest = "https://badges.test/" + "x" * 1980

    assert record(of_type, badge_url=longest).assignment.badge_url == longest


def test_an_assignment_of_another_organization_is_not_met() -> None:
    other = BadgeAssignmentFactory(reference="ada", badge__url=URL)
    of_type = BadgeRuleFactory().outcome_type
    participant_of(of_type)

    assert record(of_type).assignment.organization != other.organization
