"""Games that clients write, in campaigns of drafts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from identities.enums import Channel
from identities.services.actors import Actor
from promotions.models import Campaign, Game, GamePresentation
from promotions.services import games
from promotions.services.campaigns import revise_campaign, submit_campaign
from promotions.services.editing import CampaignNotEditable
from promotions.services.games import (
    GameContent,
    GameExists,
    GameNotFound,
    GameTypeNotFound,
    content_of,
    find_game,
)
from tests.database import database_fingerprint, run_together
from tests.factories.identities import ApiClientFactory, OrganizationFactory, UserFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    GameTypeFactory,
    PrizeFactory,
    live_game,
)

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime(2027, 1, 1, tzinfo=UTC)
BY = Actor(channel=Channel.ITA_GAMES)
WHOLE: dict[str, Any] = {
    "name": "Wheel", "start_message": "Spin!", "bundle_name": "wheel.js", "theme": "dark",
    "completion_title": "Done", "completion_message": "Come back",
    "client_logo_url": "https://example.com/client.png",
    "program_logo_url": "https://example.com/program.png",
    "starting_logo_url": "https://example.com/start.png",
    "background_image_url": "https://example.com/back.png",
    "catalog_url": "https://example.com/catalog", "warning_percentage": 5,
    "warning_addresses": "ada@example.com", "warns_by_email": True,
}  # fmt: skip
WHEEL = GameContent(name="Wheel")


def create(organization: Any = None, content: GameContent = WHEEL, **arguments: Any) -> Game:
    organization = organization or OrganizationFactory()
    return games.create_game(
        **{"organization": organization, "content": content, "drafts_name": "Their games",
           "by": BY, "at": NOW, "code": "wheel", **arguments}
    )  # fmt: skip


def put(game: Game, content: GameContent, **arguments: Any) -> Game:
    return games.put_game(
        **{"organization": game.organization, "content": content, "drafts_name": "Their games",
           "by": BY, "at": NOW, "code": game.code, **arguments}
    )  # fmt: skip


def test_a_game_is_what_was_told_of_it() -> None:
    kind = GameTypeFactory()
    content = GameContent(game_type=kind.source_id, **WHOLE)

    create(kind.organization, content)

    found = find_game(organization=kind.organization, code="wheel")
    assert content_of(found) == content
    assert found.presentation.game_type == kind


def test_the_first_game_makes_a_campaign_for_a_year_in_utc() -> None:
    campaign = create().campaign

    assert (campaign.name, campaign.status, campaign.channel) == (
        "Their games", "draft", "ita_games",
    )  # fmt: skip
    assert (campaign.time_zone, campaign.starts_at) == ("UTC", NOW)
    assert campaign.ends_at == NOW + timedelta(days=365)


def test_more_games_join_the_newest_draft_of_their_door() -> None:
    first = create()
    newest = CampaignFactory(organization=first.organization, channel=Channel.ITA_GAMES)
    CampaignFactory(organization=first.organization)
    CampaignFactory(channel=Channel.ITA_GAMES)

    second = create(first.organization, code="second")

    assert second.campaign == newest


def test_a_game_joins_no_campaign_that_was_submitted() -> None:
    first = create()
    PrizeFactory(game=first)
    submit_campaign(campaign_id=first.campaign_id, by=UserFactory(), at=NOW)

    second = create(first.organization, code="second")

    assert second.campaign != first.campaign


def test_a_game_without_a_code_gets_one() -> None:
    organization = OrganizationFactory()

    codes = {create(organization, code=None).code for _ in range(3)}

    assert len(codes) == 3
    assert {code[:5] for code in codes} == {"game-"}


def test_the_same_game_again_is_the_same() -> None:
    first = create()
    before = database_fingerprint()

    assert create(first.organization) == first
    assert database_fingerprint() == before


def test_another_game_of_the_code_is_refused() -> None:
    first = create()
    before = database_fingerprint()

    with pytest.raises(GameExists):
        create(first.organization, GameContent(name="Another"))

    assert database_fingerprint() == before


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": "x" * 201}, ["name"]),
        ({"start_message": "x" * 501, "theme": "x" * 201}, ["start_message", "theme"]),
        ({"catalog_url": "javascript:alert(1)"}, ["catalog_url"]),
        ({"warning_percentage": 101}, ["warning_percentage"]),
        ({"warning_percentage": -1}, ["warning_percentage"]),
    ],
)
def test_what_the_models_do_not_take(content: dict[str, Any], fields: list[str]) -> None:
    organization = OrganizationFactory()
    before = database_fingerprint()

    with pytest.raises(ValidationError) as refused:
        create(organization, GameContent(**{"name": "Wheel", **content}))

    assert sorted(refused.value.message_dict) == fields
    assert database_fingerprint() == before


def test_a_code_that_can_be_no_part_of_a_path() -> None:
    with pytest.raises(ValidationError) as refused:
        create(code="../x")

    assert list(refused.value.message_dict) == ["code"]


@pytest.mark.parametrize("whose", ["unknown", "another's"])
def test_a_game_type_that_the_organization_does_not_have(whose: str) -> None:
    organization = OrganizationFactory()
    source_id = GameTypeFactory().source_id if whose == "another's" else uuid4()
    before = database_fingerprint()

    with pytest.raises(GameTypeNotFound):
        create(organization, GameContent(name="Wheel", game_type=source_id))

    assert database_fingerprint() == before


def test_a_game_of_another_organization_is_not_found() -> None:
    game = GameFactory()

    with pytest.raises(GameNotFound):
        find_game(organization=OrganizationFactory(), code=game.code)


def test_a_draft_is_put() -> None:
    game = create(content=GameContent(**WHOLE))
    Game.objects.update(description="By staff", icon_url="https://example.com/icon.png")

    put(game, GameContent(name="New"))

    found = find_game(organization=game.organization, code="wheel")
    assert content_of(found) == GameContent(name="New")
    assert (found.description, found.icon_url) == ("By staff", "https://example.com/icon.png")


def test_a_game_that_is_not_there_is_made() -> None:
    game = GameFactory.build(organization=OrganizationFactory(), code="wheel")

    made = put(game, WHEEL)

    assert (made.code, made.campaign.channel) == ("wheel", "ita_games")


def test_a_game_of_an_open_revision_is_put() -> None:
    game = live_game()
    revise_campaign(campaign_id=game.campaign_id, by=UserFactory(), at=datetime.now(UTC))

    put(game, GameContent(name="New"))

    found = find_game(organization=game.organization, code=game.code)
    assert (found.name, found.published.document["name"]) == ("New", game.name)


def test_a_published_game_without_an_open_revision_is_not_put() -> None:
    game = live_game()
    before = database_fingerprint()

    with pytest.raises(CampaignNotEditable, match="can't be edited now"):
        put(game, GameContent(name="New"))

    assert database_fingerprint() == before


def test_putting_what_is_there_needs_no_open_revision() -> None:
    game = live_game()
    before = database_fingerprint()

    put(game, GameContent(name=game.name))

    assert database_fingerprint() == before


def test_the_history_names_the_client() -> None:
    client = ApiClientFactory()
    by = Actor(channel=Channel.ITA_GAMES, client=client, request_id="r-1")

    create(client.organization, by=by)

    told = [Campaign.objects.get(), Game.objects.get(), GamePresentation.objects.get()]
    contexts = [row.events.get().pgh_context.metadata for row in told]
    assert contexts == 3 * [
        {"user": None, "client": str(client.pk), "channel": "ita_games", "request_id": "r-1",
         "reason": "game made", "at": NOW.isoformat()}
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_ten_games_at_once_make_one_campaign() -> None:
    organization = OrganizationFactory()

    made = run_together(
        [lambda code=f"g{turn}": create(organization, code=code) for turn in range(10)]
    )

    assert {game.campaign_id for game in made} == {Campaign.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_the_same_game_ten_times_at_once_is_one() -> None:
    organization = OrganizationFactory()

    made = run_together([lambda: create(organization) for _ in range(10)])

    assert {game.pk for game in made} == {Game.objects.get().pk}
