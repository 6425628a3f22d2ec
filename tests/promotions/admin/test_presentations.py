"""How games and prizes are shown, on their pages in the admin."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from identities.enums import Channel, StaffRole
from identities.services.actors import Actor
from promotions.models import Game, GamePresentation, GameType, Prize, PrizePresentation
from promotions.services.games import GameContent, create_game, put_game
from tests.factories.identities import ApiClientFactory, OrganizationFactory
from tests.factories.promotions import (
    GameFactory,
    GamePresentationFactory,
    GameTypeFactory,
    PrizeFactory,
    PrizePresentationFactory,
    publish,
)
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import NO_INLINES, prize_data
from tests.tokens.admin.scenario import add_url, change_url, list_url

pytestmark = pytest.mark.django_db

MANAGER = StaffRole.CAMPAIGN_MANAGER


def game_data(game: Game, **presentation: Any) -> dict[str, Any]:
    return {
        "code": game.code, "name": game.name, "description": "", "kind": "instant_win",
        "alternates": 0, "position": 0, "start_message": "",
        "win_message": "", "lose_message": "", "icon_url": "", "starts_at_0": "",
        "starts_at_1": "", "ends_at_0": "", "ends_at_1": "", **NO_INLINES,
        "presentation-TOTAL_FORMS": 1, "presentation-0-game": game.pk,
        "presentation-0-warning_percentage": 0,
        **{f"presentation-0-{name}": value for name, value in presentation.items()},
    }  # fmt: skip


def shown_prize(prize: Prize, **presentation: Any) -> dict[str, Any]:
    return prize_data(
        **{"presentation-TOTAL_FORMS": 1, "presentation-0-prize": prize.pk},
        **{f"presentation-0-{name}": value for name, value in presentation.items()},
    )


def test_a_game_is_shown_as_its_page_says() -> None:
    game = GameFactory()
    kind = GameTypeFactory(organization=game.organization)
    client = client_of(MANAGER, game.organization)

    client.post(change_url(game), game_data(game, game_type=kind.pk, theme="dark"))

    shown = GamePresentation.objects.get()
    assert (shown.game, shown.game_type, shown.theme) == (game, kind, "dark")


def test_a_page_that_says_nothing_of_it_makes_no_presentation() -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)

    answer = client.post(change_url(game), game_data(game))

    assert (answer.status_code, GamePresentation.objects.count()) == (302, 0)


def test_a_game_type_of_another_organization_is_no_choice() -> None:
    game = GameFactory()
    theirs = GameTypeFactory(name="Their wheel")
    client = client_of(MANAGER, game.organization)

    page = client.get(change_url(game)).content.decode()
    client.post(change_url(game), game_data(game, game_type=theirs.pk))

    assert ("Their wheel" in page, GamePresentation.objects.count()) == (False, 0)


def test_a_prize_is_hidden() -> None:
    prize = PrizeFactory(code="mug")
    client = client_of(MANAGER, prize.game.organization)

    client.post(change_url(prize), shown_prize(prize, is_hidden="on", must_award_by=5))

    shown = PrizePresentation.objects.get()
    assert (shown.prize, shown.is_hidden, shown.must_award_by) == (prize, True, 5)


def test_a_prize_may_be_awarded_before_it_must() -> None:
    prize = PrizeFactory(code="mug")
    client = client_of(MANAGER, prize.game.organization)

    answer = client.post(
        change_url(prize), shown_prize(prize, must_award_by=1, do_not_award_until=2)
    )

    assert "awarded before it may be" in answer.content.decode()
    assert PrizePresentation.objects.count() == 0


@pytest.mark.parametrize("role", [MANAGER, StaffRole.AUDITOR])
def test_what_is_published_is_shown_and_not_edited(role: StaffRole) -> None:
    prize = PrizeFactory()
    GamePresentationFactory(game=prize.game, theme="dark-theme")
    PrizePresentationFactory(prize=prize, outcome_message="A mug!")
    publish(prize.game.campaign)
    client = client_of(role, prize.game.organization)

    pages = [client.get(change_url(row)).content.decode() for row in (prize.game, prize)]
    client.post(change_url(prize.game), game_data(prize.game, theme="light"))

    assert ["dark-theme" in pages[0], "A mug!" in pages[1]] == [True, True]
    assert [f'name="{name}"' in page for page in pages for name in ("presentation-0-theme",
            "presentation-0-outcome_message")] == [False] * 4  # fmt: skip
    assert GamePresentation.objects.get().theme == "dark-theme"


def test_a_game_type_is_made_with_an_id() -> None:
    organization = OrganizationFactory()
    client = client_of(MANAGER, organization)
    proposed = client.get(add_url(GameType)).context["adminform"].form.initial["source_id"]

    client.post(add_url(GameType), {
        "organization": organization.pk, "source_id": str(proposed), "name": "Wheel",
        "description": "", "bundle_name": "wheel.js",
    })  # fmt: skip

    made = GameType.objects.get()
    assert (made.source_id, made.name, made.organization) == (proposed, "Wheel", organization)


def test_a_game_type_keeps_its_id() -> None:
    made = GameTypeFactory()
    client = client_of(MANAGER, made.organization)

    client.post(change_url(made), {"source_id": str(uuid4()), "name": "New", "description": ""})

    stored = GameType.objects.get()
    assert (stored.source_id, stored.name) == (made.source_id, "New")


@pytest.mark.parametrize(("is_used", "status"), [(True, 403), (False, 302)])
def test_only_a_game_type_that_no_game_is_of_is_deleted(*, is_used: bool, status: int) -> None:
    made = GameTypeFactory()
    if is_used:
        game = GameFactory(organization=made.organization, campaign__organization=made.organization)
        GamePresentationFactory(game=game, game_type=made)
    client = client_of(MANAGER, made.organization)
    url = reverse("admin:promotions_gametype_delete", args=[made.pk])

    answer = client.post(url, {"post": "yes"})

    assert (answer.status_code, GameType.objects.exists()) == (status, is_used)


def test_the_list_of_game_types_names_their_ids() -> None:
    made = GameTypeFactory()

    page = client_of(MANAGER, made.organization).get(list_url(GameType)).content.decode()

    assert str(made.source_id) in page


def test_a_campaign_says_by_which_door_it_came_and_its_history_by_whom() -> None:
    api_client = ApiClientFactory(name="Vendor's app")
    by = Actor(channel=Channel.ITA_GAMES, client=api_client)
    told: dict[str, Any] = {
        "organization": api_client.organization, "code": "wheel", "drafts_name": "Theirs",
        "by": by, "at": datetime.now(UTC),
    }  # fmt: skip
    game = create_game(content=GameContent(name="Wheel"), **told)
    put_game(content=GameContent(name="Big wheel"), **told)
    client = client_of(MANAGER, api_client.organization)

    page = client.get(change_url(game.campaign)).content.decode()
    history = client.get(reverse("admin:promotions_game_history", args=[game.pk]))

    assert Channel.ITA_GAMES.label in page
    for text in ("Vendor&#x27;s app", "game made", "game put", "Big wheel"):
        assert text in history.content.decode()
