"""Drawings in the admin: drawn by an approver, shown to all."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identities.enums import StaffRole
from promotions.enums import PrizeKind
from promotions.models import Award, Drawing, DrawnEntry, Entry, Game
from promotions.services.campaigns import cancel_campaign
from promotions.services.units import load_voucher_codes
from tests.database import database_fingerprint
from tests.factories.drawings import drawing_game, drawn, ended_drawing, enter, published
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.promotions import live_game
from tests.identities.admin.people import client_of, signed_in, staff
from tests.promotions.admin.pages import page
from tests.tokens.admin.scenario import change_url, list_url, step_url

pytestmark = pytest.mark.django_db

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = StaffRole
PEOPLE = ("ada", "edith", "grace", "hedy")
SENT = {"_form_submitted": "True"}


def test_approver_draws_the_winners() -> None:
    game = ended_drawing(*PEOPLE, quantity=2, alternates=1)
    user = staff(APPROVER, game.organization)

    answer = signed_in(user).post(step_url(game, "draw"), SENT)

    drawing = Drawing.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, change_url(drawing))
    assert (drawing.game, drawing.drawn_by, drawing.entries_count) == (game, user, 4)
    assert LogEntry.objects.get().change_message == "Winners drawn"


def test_dialog_says_how_many_are_drawn_among_how_many() -> None:
    game = ended_drawing(*PEOPLE, "ada", quantity=2, alternates=1)
    client = client_of(APPROVER, game.organization)

    text = page(client, step_url(game, "draw"))

    assert "2 winners and 1 alternate are drawn among 5 entries of 4 participants." in text
    assert Drawing.objects.count() == 0


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {APPROVER}))
def test_nobody_else_draws_winners(role: StaffRole) -> None:
    game = ended_drawing(*PEOPLE)
    client = client_of(role, game.organization)
    before = database_fingerprint()

    answer = client.post(step_url(game, "draw"), SENT)

    assert answer.status_code == 403
    assert database_fingerprint() == before


def test_approver_of_another_organization_draws_nothing() -> None:
    game = ended_drawing(*PEOPLE)
    client = client_of(APPROVER)

    assert client.post(step_url(game, "draw"), SENT).status_code == 403
    assert Drawing.objects.count() == 0


def is_offered(client: Client, game: Game) -> bool:
    return step_url(game, "draw") in client.get(change_url(game)).content.decode()


def test_button_is_there_while_winners_are_to_be_drawn() -> None:
    organization = OrganizationFactory()
    client = client_of(APPROVER, organization)
    ended, running = (
        ended_drawing(organization=organization),
        drawing_game(organization=organization),
    )
    played = live_game(game__campaign__organization=organization)
    cancelled = drawing_game(organization=organization)
    cancel_campaign(
        campaign_id=cancelled.campaign_id, by=UserFactory(), reason="x",
        at=cancelled.published.starts_at,
    )  # fmt: skip

    offered = [is_offered(client, game) for game in (ended, running, played, cancelled)]
    drawn(ended)

    assert offered == [True, False, False, False]
    assert not is_offered(client, ended)


def test_what_the_service_refuses_is_told() -> None:
    game = ended_drawing("ada")
    client = client_of(APPROVER, game.organization)
    # another approver was faster
    dialog = client.get(step_url(game, "draw"))
    drawn(game)

    answer = client.post(step_url(game, "draw"), SENT)

    assert dialog.status_code == 200
    assert answer.status_code == 403
    assert Drawing.objects.count() == 1


def test_game_page_leads_to_entries_and_drawing() -> None:
    game = ended_drawing(*PEOPLE)
    drawing = drawn(game)
    client = client_of(SUPPORT, game.organization)

    content = client.get(change_url(game)).content.decode()

    assert f'href="{list_url(Entry)}?game={game.pk}"' in content
    assert change_url(drawing) in content


def test_page_of_a_drawing_shows_ranks_in_order() -> None:
    game = ended_drawing(*PEOPLE, quantity=2, alternates=2)
    drawing = drawn(game)
    names = [row.entry.participant.source_id for row in DrawnEntry.objects.order_by("rank")]

    text = page(client_of(AUDITOR, game.organization), change_url(drawing))

    places = [text.index(f" {name} {place}") for name, place in zip(
        names, ("Winner", "Winner", "Alternate", "Alternate"), strict=True
    )]  # fmt: skip
    assert places == sorted(places)
    assert drawing.entries_sha256 in text
    assert "Passed over 0" in text


def test_award_says_by_what_it_was_won() -> None:
    game = ended_drawing("ada")
    drawing = drawn(game)
    award = Award.objects.get()

    text = page(client_of(SUPPORT, game.organization), change_url(award))

    assert f"Rank 1 of the drawing {drawing}" in text


def test_entries_are_found_by_participant() -> None:
    game = ended_drawing(*PEOPLE)
    other = enter(drawing_game(), "ada")
    client = client_of(SUPPORT, game.organization)

    content = client.get(f"{list_url(Entry)}?q=ada").content.decode()

    assert str(Entry.objects.get(participant__source_id="ada", game=game).pk) in content
    assert str(Entry.objects.get(participant__source_id="edith").pk) not in content
    assert str(other.pk) not in content


def test_entries_and_drawings_are_only_read() -> None:
    drawing = drawn(ended_drawing("ada"))
    client = client_of(MANAGER, drawing.game.organization)

    pages = [change_url(drawing), change_url(Entry.objects.get())]

    assert [client.post(url, {}).status_code for url in pages] == [403, 403]


def test_spare_voucher_codes_are_loaded_after_the_drawing() -> None:
    game = drawing_game(
        ended=True, publishes=False, kind=PrizeKind.VOUCHER_CODE, quantity=1, alternates=1
    )
    prize = game.prizes.get()
    load_voucher_codes(prize_id=prize.pk, codes=["A-1"])
    published(game)
    client = client_of(MANAGER, game.organization)
    sent = {**SENT, "file": SimpleUploadedFile("codes.txt", b"A-2\nA-3\n")}

    before = client.get(step_url(prize, "load_codes"))
    drawn(game)
    answer = client.post(step_url(prize, "load_codes"), sent)

    assert (before.status_code, answer.status_code) == (403, 302)
    assert prize.units.held().count() == 2


@pytest.mark.parametrize("model", [Drawing, Entry])
def test_page_has_a_constant_query_count(model: Any) -> None:
    counts = []
    for people in (2, 6):
        drawing = drawn(
            ended_drawing(*(f"p-{n}" for n in range(people)), quantity=people // 2, alternates=9)
        )
        row = drawing if model is Drawing else Entry.objects.get(drawn__rank=1, game=drawing.game)
        client = client_of(MANAGER, drawing.game.organization)
        client.get(change_url(row))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(change_url(row)).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_home_names_the_drawings_whose_winners_are_to_be_drawn() -> None:
    organization = OrganizationFactory()
    game = ended_drawing("ada", organization=organization)
    drawing_game(organization=organization)
    ended_drawing("ada")
    client = client_of(APPROVER, organization)

    before = page(client, "/admin/")
    drawn(game)

    assert f"Winners to be drawn Game Ended (UTC) {game}" in before
    assert "Winners to be drawn" not in page(client, "/admin/")
