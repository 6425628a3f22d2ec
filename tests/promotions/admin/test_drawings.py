"""Drawings in the admin: drafted, drawn by an approver, replaced by a manager."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identities.enums import StaffRole
from promotions.enums import DrawMethod, GameKind, PrizeKind
from promotions.models import Award, Drawing, DrawnEntry, Entry, Game, Prize, Replacement
from promotions.services.campaigns import cancel_campaign
from promotions.services.units import load_voucher_codes
from tests.database import database_fingerprint
from tests.factories.drawings import drawing_game, drawn, ended_drawing, enter, published
from tests.factories.identities import OrganizationFactory, ParticipantFactory, UserFactory
from tests.factories.promotions import GameFactory, PrizeFactory, live_game
from tests.identities.admin.people import client_of, signed_in, staff
from tests.promotions.admin.test_configuration import NO_INLINES, errors_of, prize_data
from tests.tokens.admin.scenario import add_url, change_url, list_url, step_url

pytestmark = pytest.mark.django_db

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = StaffRole
PEOPLE = ("ada", "edith", "grace", "hedy")
SENT = {"_form_submitted": "True"}
REASON = {**SENT, "reason": "Could not be reached."}


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def page(client: Client, url: str) -> str:
    """Return a page's text, without markup."""
    text = re.sub(r"<(script|style).*?</\1>", "", client.get(url).content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def game_data(**changes: Any) -> dict[str, Any]:
    return {
        "code": "raffle", "name": "Raffle", "description": "", "kind": GameKind.DRAWING,
        "alternates": 3, "position": 0, **NO_INLINES, **changes,
    }  # fmt: skip


def test_drawing_is_drafted_with_alternates_and_a_prize() -> None:
    campaign = GameFactory().campaign
    client = client_of(MANAGER, campaign.organization)

    client.post(add_url(Game), game_data(campaign=campaign.pk))
    game = Game.objects.get(code="raffle")
    client.post(
        add_url(Prize), prize_data(game=game.pk, draw_method=DrawMethod.DRAWING, quantity=2)
    )

    assert (game.kind, game.alternates) == ("drawing", 3)
    assert list(game.prizes.values_list("draw_method", "quantity")) == [("drawing", 2)]


def test_game_that_is_played_has_no_alternates() -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)

    client.post(change_url(game), game_data(code=game.code, kind=GameKind.INSTANT_WIN))

    game.refresh_from_db()
    assert (game.name, game.kind, game.alternates) == ("Raffle", "instant_win", 0)


def test_kind_of_a_published_game_stays() -> None:
    game = live_game()
    before = (game.kind, game.alternates)
    client = client_of(MANAGER, game.organization)
    client.post(step_url(game.campaign, "revise"), SENT)

    client.post(change_url(game), game_data(code=game.code))

    game.refresh_from_db()
    assert (game.name, game.kind, game.alternates) == ("Raffle", *before)


@pytest.mark.parametrize(
    ("kind", "methods", "kinds"),
    [
        (GameKind.DRAWING, {"drawing"}, {"physical", "voucher_code"}),
        (GameKind.INSTANT_WIN, set(DrawMethod) - {"drawing"}, set(PrizeKind)),
    ],
)
def test_new_prize_is_offered_what_fits_its_game(
    kind: str, methods: set[str], kinds: set[str]
) -> None:
    game = GameFactory(kind=kind)
    client = client_of(MANAGER, game.organization)

    form = client.get(f"{add_url(Prize)}?game={game.pk}").context["adminform"].form

    offered = {
        name: {value for value, _ in form.fields[name].choices} - {""}
        for name in ("draw_method", "kind")
    }
    assert offered == {"draw_method": methods, "kind": kinds}
    expected = DrawMethod.DRAWING if kind == GameKind.DRAWING else None
    assert form["draw_method"].initial == expected


@pytest.mark.parametrize(
    ("kind", "method"),
    [(GameKind.DRAWING, DrawMethod.EVERY_PLAY), (GameKind.INSTANT_WIN, DrawMethod.DRAWING)],
)
def test_prize_that_does_not_fit_its_game_is_refused(kind: str, method: str) -> None:
    game = GameFactory(kind=kind)
    client = client_of(MANAGER, game.organization)

    answer = client.post(add_url(Prize), prize_data(game=game.pk, draw_method=method))

    assert list(errors_of(answer)) == ["draw_method"]
    assert Prize.objects.count() == 0


def test_drawn_prize_loses_what_the_page_hides() -> None:
    game = GameFactory(kind=GameKind.DRAWING)
    client = client_of(MANAGER, game.organization)

    client.post(
        add_url(Prize),
        prize_data(
            game=game.pk, draw_method=DrawMethod.DRAWING, returns_forfeited="on",
            wins_per_participant=2,
        ),
    )  # fmt: skip

    prize = Prize.objects.get()
    assert (prize.returns_forfeited, prize.wins_per_participant) == (False, None)


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


@pytest.mark.parametrize("role", set(StaffRole) - {APPROVER})
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


@pytest.mark.parametrize("role", set(StaffRole) - {MANAGER})
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


@pytest.mark.parametrize("where", ["tokens/token", "tokens/tokenbatch"])
def test_tokens_are_offered_games_that_are_played(where: str) -> None:
    organization = OrganizationFactory()
    played = live_game(game__campaign__organization=organization)
    raffle = drawing_game(organization=organization)
    role = SUPPORT if where == "tokens/token" else MANAGER
    client = client_of(role, organization)
    app, model = where.split("/")

    offered = client.get(
        f"/admin/autocomplete/?app_label={app}&model_name={model}&field_name=game"
    ).json()

    assert [row["id"] for row in offered["results"]] == [str(played.pk)]
    participant = ParticipantFactory(organization=organization)
    sent = {"game": raffle.pk, "participant": participant.pk, "name": "x", "quantity": 1}
    answer = client.post(f"/admin/{where}/add/", sent)
    assert list(errors_of(answer)) == ["game"]


def test_draw_method_of_a_prize_is_mended_on_its_page() -> None:
    game = GameFactory(kind=GameKind.DRAWING)
    prize = PrizeFactory(game=game)
    client = client_of(MANAGER, game.organization)

    client.post(change_url(prize), prize_data(draw_method=DrawMethod.DRAWING))

    prize.refresh_from_db()
    assert prize.draw_method == "drawing"


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
