"""Drawings, their prizes and tokens beside them, as staff draft them."""

from typing import Any

import pytest

from identities.enums import StaffRole
from promotions.enums import DrawMethod, GameKind, PrizeKind
from promotions.models import Game, Prize
from tests.factories.drawings import drawing_game
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import GameFactory, PrizeFactory, live_game
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import NO_INLINES, errors_of, prize_data
from tests.tokens.admin.scenario import add_url, change_url, step_url

pytestmark = pytest.mark.django_db

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = StaffRole
SENT = {"_form_submitted": "True"}


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
