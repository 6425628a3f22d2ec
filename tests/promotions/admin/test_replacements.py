"""Winners of drawings are replaced by a manager."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from identities.enums import StaffRole
from promotions.models import Award, Drawing, Replacement
from tests.database import database_fingerprint
from tests.factories.drawings import drawn, ended_drawing
from tests.identities.admin.people import client_of, signed_in, staff
from tests.promotions.admin.pages import page, told
from tests.tokens.admin.scenario import change_url, step_url

pytestmark = pytest.mark.django_db

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = StaffRole
PEOPLE = ("ada", "edith", "grace", "hedy")
SENT = {"_form_submitted": "True"}
REASON = {**SENT, "reason": "Could not be reached."}


def replaced(client: Client, award: Award) -> Any:
    return client.post(step_url(award, "replace"), REASON)


def test_manager_replaces_a_winner_with_a_reason() -> None:
    game = ended_drawing(*PEOPLE, alternates=1)
    drawing = drawn(game)
    user = staff(MANAGER, game.organization)

    answer = replaced(signed_in(user), Award.objects.get())

    made = Replacement.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, change_url(drawing))
    assert (made.reason, made.channel, made.user) == (REASON["reason"], "admin", user)
    assert LogEntry.objects.get().change_message == f"Replaced: {REASON['reason']}"
    text = page(signed_in(user), change_url(drawing))
    assert f"Winner, replaced by #2: {REASON['reason']}" in text
    assert "Alternate for #1" in text


def test_replacement_needs_a_reason() -> None:
    drawing = drawn(ended_drawing(*PEOPLE, alternates=1))
    client = client_of(MANAGER, drawing.game.organization)

    answer = client.post(step_url(Award.objects.get(), "replace"), SENT)

    assert "This field is required" in answer.content.decode()
    assert Replacement.objects.count() == 0


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {MANAGER}))
def test_nobody_else_replaces_winners(role: StaffRole) -> None:
    game = ended_drawing(*PEOPLE, alternates=1)
    drawn(game)
    client = client_of(role, game.organization)
    before = database_fingerprint()

    assert replaced(client, Award.objects.get()).status_code == 403
    assert database_fingerprint() == before


def test_what_can_not_be_replaced_is_told() -> None:
    drawing = drawn(ended_drawing(*PEOPLE))
    client = client_of(MANAGER, drawing.game.organization)

    answer = replaced(client, Award.objects.get())

    assert told(answer) == ["No alternate is left."]
    assert Replacement.objects.count() == 0


def offers_of(role: StaffRole, drawing: Drawing) -> int:
    client = client_of(role, drawing.game.organization)
    content = client.get(change_url(drawing)).content.decode()
    return len(re.findall(r"hx-get=\"/admin/promotions/award/[^\"]+/replace/\"", content))


def test_replacing_is_offered_beside_each_winner_who_can_be_replaced() -> None:
    drawing = drawn(ended_drawing(*PEOPLE, quantity=2, alternates=1))
    award = Award.objects.get(drawn_entry__rank=1)

    before = [offers_of(role, drawing) for role in (MANAGER, APPROVER, AUDITOR)]
    replaced(client_of(MANAGER, drawing.game.organization), award)

    assert before == [2, 0, 0]
    assert offers_of(MANAGER, drawing) == 2
