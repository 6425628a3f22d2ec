from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client

from badges.models import Badge, BadgeAssignment, BadgeOptOut, Outcome, OutcomeType
from identities.enums import Channel, StaffRole
from identities.models import User
from tests.database import database_fingerprint
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
from tests.identities.admin.people import client_of, signed_in, superuser
from tests.tokens.admin.scenario import add_url, change_url, list_url, step_url

pytestmark = pytest.mark.django_db

SUPPORT, MANAGER, AUDITOR = StaffRole.SUPPORT, StaffRole.CAMPAIGN_MANAGER, StaffRole.AUDITOR
REASON = {"_form_submitted": "True", "reason": "sent the wrong one"}


def submitted(client: Client, row: Model, step: str, data: dict[str, Any]) -> Any:
    return client.post(step_url(row, step), data)


def test_support_assigns_a_badge() -> None:
    badge = BadgeFactory()
    participant = ParticipantFactory(organization=badge.organization)

    client_of(SUPPORT, badge.organization).post(
        add_url(BadgeAssignment),
        {"badge": badge.pk, "participant": participant.pk, "reason": "for courage"},
    )

    row = BadgeAssignment.objects.get()
    assert (row.badge, row.participant, row.reason) == (badge, participant, "for courage")
    assert (row.channel, row.assigned_by) == (Channel.ADMIN, User.objects.get())


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        ("held", "holds the badge already"),
        ("opted_out", "wants no badges"),
        ("blocked", "The participant is blocked."),
        ("switched_off", "is switched off"),
    ],
)
def test_what_is_refused_is_said_on_the_page(refused: str, words: str) -> None:
    badge = BadgeFactory(is_enabled=refused != "switched_off")
    state = "blocked" if refused == "blocked" else "active"
    participant = ParticipantFactory(organization=badge.organization, state=state)
    if refused == "held":
        BadgeAssignmentFactory(badge=badge, participant=participant)
    if refused == "opted_out":
        BadgeOptOut.objects.create(participant=participant)
    client = client_of(SUPPORT, badge.organization)
    before = BadgeAssignment.objects.count()

    page = client.post(
        add_url(BadgeAssignment),
        {"badge": badge.pk, "participant": participant.pk, "reason": "x"},
        follow=True,
    )

    assert words in page.content.decode()
    assert BadgeAssignment.objects.count() == before
    assert not LogEntry.objects.exists()


def test_a_badge_goes_to_a_participant_of_its_organization() -> None:
    badge = BadgeFactory()
    client = client_of(SUPPORT, badge.organization)

    client.post(
        add_url(BadgeAssignment),
        {"badge": badge.pk, "participant": ParticipantFactory().pk, "reason": "x"},
    )

    assert not BadgeAssignment.objects.exists()


def test_support_says_why_it_assigns() -> None:
    badge = BadgeFactory()
    participant = ParticipantFactory(organization=badge.organization)

    client_of(SUPPORT, badge.organization).post(
        add_url(BadgeAssignment), {"badge": badge.pk, "participant": participant.pk, "reason": ""}
    )

    assert not BadgeAssignment.objects.exists()


def test_support_revokes_with_a_reason() -> None:
    row = BadgeAssignmentFactory()
    client = client_of(SUPPORT, row.organization)

    submitted(client, row, "revoke", REASON)

    row.refresh_from_db()
    assert (row.state, row.revoke_reason, row.revoked_by) == (
        "revoked", "sent the wrong one", User.objects.get(),
    )  # fmt: skip
    assert "Revoked: sent the wrong one" in LogEntry.objects.get().change_message


@pytest.mark.parametrize("role", [MANAGER, AUDITOR, StaffRole.APPROVER])
def test_others_revoke_nothing(role: StaffRole) -> None:
    row = BadgeAssignmentFactory()
    client = client_of(role, row.organization)
    client.get(change_url(row))
    before = database_fingerprint()

    answer = submitted(client, row, "revoke", REASON)

    assert answer.status_code == 403
    assert database_fingerprint() == before


def test_support_of_another_organization_revokes_nothing() -> None:
    row = BadgeAssignmentFactory()
    client = client_of(SUPPORT)

    submitted(client, row, "revoke", REASON)

    row.refresh_from_db()
    assert row.state == "held"


def test_a_revoked_badge_has_no_button() -> None:
    row = BadgeAssignmentFactory()
    client = client_of(SUPPORT, row.organization)
    held = client.get(change_url(row)).content.decode()
    submitted(client, row, "revoke", REASON)

    revoked = client.get(change_url(row)).content.decode()

    assert (step_url(row, "revoke") in held, step_url(row, "revoke") in revoked) == (True, False)
    assert "sent the wrong one" in revoked


def test_a_list_says_where_each_came_from() -> None:
    rule = BadgeRuleFactory(threshold=1, outcome_type__name="Visit")
    (given,) = achieve(rule.outcome_type).assigned
    organization = rule.organization
    redeem(token_for(game_that_grants(BadgeFactory(organization=organization))))
    BadgeAssignmentFactory(badge=BadgeFactory(organization=organization), reference="x")
    BadgeAssignmentFactory(badge=BadgeFactory(organization=organization))

    page = client_of(SUPPORT, organization).get(list_url(BadgeAssignment)).content.decode()

    for words in ("Rule: Visit (1)", "Prize", "Issuer", "Staff"):
        assert words in page
    assert str(given.pk) in page


@pytest.mark.parametrize(("state", "expected"), [("held", 0), ("revoked", 1), ("bogus", None)])
def test_a_list_is_filtered_by_state(state: str, expected: int | None) -> None:
    badge = BadgeFactory()
    rows = [
        BadgeAssignmentFactory(badge=badge),
        BadgeAssignmentFactory(badge=badge, revoked_at=datetime.now(UTC), revoke_reason="x"),
    ]

    page = client_of(SUPPORT, badge.organization).get(list_url(BadgeAssignment), {"state": state})

    shown = [str(row.pk) in page.content.decode() for row in rows]
    assert shown == [expected in (0, None), expected in (1, None)]


def test_badges_and_outcomes_are_found_by_the_participant() -> None:
    rule = BadgeRuleFactory()
    rows = [achieve(rule.outcome_type, name) for name in ("ada", "bob")]
    client = client_of(SUPPORT, rule.organization)

    for model, found in (
        (BadgeAssignment, [row.assigned[0] for row in rows]),
        (type(rows[0].outcome), [row.outcome for row in rows]),
    ):
        page = client.get(list_url(model), {"q": "ada"}).content.decode()
        assert [str(row.pk) in page for row in found] == [True, False]


def test_an_outcome_is_found_by_its_reference() -> None:
    of_type = OutcomeTypeFactory()
    rows = [achieve(of_type, reference=text).outcome for text in ("receipt-1", "receipt-12")]

    page = client_of(SUPPORT, of_type.organization).get(list_url(Outcome), {"q": "receipt-1"})

    assert [str(row.pk) in page.content.decode() for row in rows] == [True, False]


@pytest.mark.parametrize("model", [Badge, OutcomeType, BadgeOptOut])
def test_rows_are_deleted_one_by_one(model: type[Model]) -> None:
    row = {Badge: BadgeFactory, OutcomeType: OutcomeTypeFactory}.get(
        model, lambda: BadgeOptOut.objects.create(participant=ParticipantFactory())
    )()

    signed_in(superuser()).post(
        list_url(model),
        {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"},
    )

    assert model.objects.exists()


def test_an_outcome_links_what_it_gave() -> None:
    processed = achieve(BadgeRuleFactory().outcome_type)

    page = client_of(SUPPORT, processed.outcome.organization).get(change_url(processed.outcome))

    assert change_url(processed.assigned[0]) in page.content.decode()


def test_an_outcome_that_gave_nothing_has_its_page() -> None:
    outcome = achieve(OutcomeTypeFactory()).outcome

    page = client_of(SUPPORT, outcome.organization).get(change_url(outcome))

    assert page.status_code == 200


def test_support_opts_a_participant_out_and_in_again() -> None:
    participant = ParticipantFactory()
    client = client_of(SUPPORT, participant.organization)

    client.post(add_url(BadgeOptOut), {"participant": participant.pk, "reason": "asked for it"})
    row = BadgeOptOut.objects.get()
    client.post(change_url(row).replace("/change/", "/delete/"), {"post": "yes"})

    assert (row.participant, row.reason) == (participant, "asked for it")
    assert not BadgeOptOut.objects.exists()


def test_nobody_of_another_organization_is_opted_out() -> None:
    client_of(SUPPORT).post(add_url(BadgeOptOut), {"participant": ParticipantFactory().pk})

    assert not BadgeOptOut.objects.exists()
