"""Prizes that clients write, without a quantity."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from identities.services.actors import SYSTEM
from promotions.enums import DrawMethod, GameKind
from promotions.models import Game, Prize, PrizePresentation
from promotions.services import prizes
from promotions.services.campaigns import revise_campaign
from promotions.services.editing import CampaignNotEditable
from promotions.services.games import GameNotFound
from promotions.services.prizes import PrizeContent, PrizeNotFound, ToldPrize
from promotions.services.readiness import problems_of
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.promotions import (
    GameFactory,
    PrizeFactory,
    PrizePresentationFactory,
    live_game,
)
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
MUG = PrizeContent(name="Mug")
WHOLE = PrizeContent(
    name="Mug", value=12, image_url="https://example.com/mug.png", position=3, share=25,
    outcome_message="A mug!", highlighted_image_url="https://example.com/won.png",
    is_hidden=True, must_award_by=9, do_not_award_until=0,
)  # fmt: skip


def add(game: Game, content: PrizeContent = MUG, **arguments: Any) -> Prize:
    return prizes.add_prize(
        **{"organization": game.organization, "game": game.code, "content": content,
           "by": SYSTEM, "at": NOW, **arguments}
    )  # fmt: skip


def told(game: Game) -> list[ToldPrize]:
    return prizes.tell_prizes(organization=game.organization, game=game.code, at=NOW)


def tell(game: Game, prize_id: Any, **arguments: Any) -> ToldPrize:
    return prizes.tell_prize(
        **{"organization": game.organization, "game": game.code, "prize_id": prize_id,
           "at": NOW, **arguments}
    )  # fmt: skip


def hide(game: Game, hidden: dict[Any, bool], **arguments: Any) -> list[ToldPrize]:
    return prizes.hide_prizes(
        **{"organization": game.organization, "game": game.code, "hidden": hidden,
           "by": SYSTEM, "at": NOW, **arguments}
    )  # fmt: skip


def refused(game: Game, error: type[Exception], content: PrizeContent) -> None:
    before = database_fingerprint()
    with pytest.raises(error):
        add(game, content)
    assert database_fingerprint() == before


def test_a_prize_is_what_was_told_of_it() -> None:
    game = GameFactory()

    prize = add(game, WHOLE)

    assert told(game) == [ToldPrize(prize.pk, WHOLE, 0)]


def test_a_share_is_a_chance() -> None:
    prize = add(GameFactory(), WHOLE)

    assert (prize.draw_method, prize.chance) == (DrawMethod.PROBABILITY, 250_000_000)
    assert (prize.value, prize.currency, prize.kind) == (Decimal(12), "EUR", "physical")


def test_what_every_other_play_gets_is_won_by_every_play() -> None:
    game = GameFactory()

    prize = add(game, PrizeContent(name="Sticker", share=60, is_fallback=True))

    assert (prize.draw_method, prize.chance) == (DrawMethod.EVERY_PLAY, None)
    assert told(game)[0].content == PrizeContent(name="Sticker", share=60, is_fallback=True)


def test_staff_have_to_say_how_many_there_are() -> None:
    game = GameFactory()
    code = add(game).code

    problems = problems_of(campaign=game.campaign, at=NOW)

    assert problems == [f"{game.code}/{code}: its quantity is 0: say how many there are."]


def test_a_prize_of_staff_is_told_too() -> None:
    game = GameFactory()
    moment = PrizeFactory(game=game, draw_method="moment", spread="uniform", name="Car")
    chance = PrizeFactory(
        game=game, draw_method="probability", chance=126_000_000, value="9.90", currency="EUR"
    )
    PrizePresentationFactory(prize=chance, share=25)

    assert [prize.content for prize in told(game)] == [
        PrizeContent(name=moment.name),
        PrizeContent(name=chance.name, value=9, share=13),
    ]


def test_shares_make_the_whole_at_most() -> None:
    game = GameFactory()
    add(game, PrizeContent(name="Mug", share=60))
    add(game, PrizeContent(name="Cup", share=40))

    refused(game, prizes.SharesAboveWhole, PrizeContent(name="Car", share=1))


def test_one_prize_at_most_is_what_every_other_play_gets() -> None:
    game = PrizeFactory().game

    refused(game, prizes.FallbackExists, PrizeContent(name="Car", is_fallback=True))


def test_a_drawing_gets_no_prize_that_plays_win() -> None:
    refused(GameFactory(kind=GameKind.DRAWING), prizes.GameIsDrawing, MUG)


def test_a_value_is_in_a_currency_of_the_organization() -> None:
    game = GameFactory(campaign__organization__currencies=[])

    refused(game, prizes.CurrencyMissing, PrizeContent(name="Car", value=1))
    assert add(game).value is None


def test_a_prize_may_be_awarded_before_it_must() -> None:
    content = PrizeContent(name="Car", must_award_by=1, do_not_award_until=2)

    refused(GameFactory(), prizes.AwardPeriodReversed, content)


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"image_url": "mug.png"}, ["image_url"]),
        ({"position": 40_000}, ["position"]),
        ({"position": -1}, ["position"]),
        ({"value": -1}, ["value"]),
        ({"value": 10**10}, ["value"]),
        ({"share": -1}, ["chance", "share"]),
        ({"must_award_by": -1}, ["must_award_by"]),
    ],
)
def test_what_the_models_do_not_take(content: dict[str, Any], fields: list[str]) -> None:
    game = GameFactory()
    before = database_fingerprint()

    with pytest.raises(ValidationError) as error:
        add(game, PrizeContent(**{"name": "Mug", **content}))

    assert sorted(error.value.message_dict) == fields
    assert database_fingerprint() == before


def test_a_published_game_without_an_open_revision_gets_no_prize() -> None:
    refused(live_game(), CampaignNotEditable, MUG)


def test_a_published_game_with_an_open_revision_gets_a_prize() -> None:
    game = live_game()
    revise_campaign(campaign_id=game.campaign_id, by=UserFactory(), at=NOW)

    add(game)

    assert game.prizes.count() == 2


def test_a_game_of_another_organization_gets_no_prize() -> None:
    game, other = GameFactory(), OrganizationFactory()
    before = database_fingerprint()

    with pytest.raises(GameNotFound):
        add(game, organization=other)

    assert database_fingerprint() == before


def test_wins_are_counted() -> None:
    game = live_game()
    for _ in range(2):
        redeem(token_for(game))

    prize = game.prizes.get()
    assert (tell(game, prize.pk).wins, told(game)[0].wins) == (2, 2)


@pytest.mark.parametrize("whose", ["unknown", "another game's"])
def test_a_prize_that_the_game_does_not_have(whose: str) -> None:
    game = GameFactory()
    other = PrizeFactory(game__campaign=game.campaign)

    with pytest.raises(PrizeNotFound):
        tell(game, other.pk if whose == "another game's" else uuid4())


def test_prizes_are_hidden_and_shown() -> None:
    game = GameFactory()
    mug, cup, _ = (PrizeFactory(game=game, position=place) for place in range(3))
    PrizePresentationFactory(prize=cup, is_hidden=True, share=4)

    answer = hide(game, {mug.pk: True, cup.pk: False})

    stored = PrizePresentation.objects.values_list("prize", "is_hidden", "share")
    assert sorted(stored) == sorted([(mug.pk, True, None), (cup.pk, False, 4)])
    assert [(prize.id, prize.content.is_hidden) for prize in answer] == [
        (mug.pk, True), (cup.pk, False),
    ]  # fmt: skip


def test_hiding_what_is_not_there_hides_nothing() -> None:
    prize = PrizeFactory()
    before = database_fingerprint()

    with pytest.raises(PrizeNotFound):
        hide(prize.game, {prize.pk: True, uuid4(): True})

    assert database_fingerprint() == before


def test_published_prizes_are_hidden_in_a_revision_only() -> None:
    game = live_game()
    prize = game.prizes.get()
    before = database_fingerprint()

    with pytest.raises(CampaignNotEditable):
        hide(game, {prize.pk: True})

    assert hide(game, {prize.pk: False})[0].id == prize.pk
    assert database_fingerprint() == before


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_is_constant(rows: int, django_assert_num_queries: Any) -> None:
    game = GameFactory()
    for _ in range(rows):
        PrizePresentationFactory(prize__game=game)

    with django_assert_num_queries(3):
        answer = told(game)

    assert len(answer) == rows


@pytest.mark.django_db(transaction=True)
def test_shares_added_at_once_make_the_whole_at_most() -> None:
    game = GameFactory()

    made = run_together([lambda: add(game, PrizeContent(name="x", share=30)) for _ in range(5)])

    errors = [type(each) for each in made if isinstance(each, Exception)]
    assert errors == [prizes.SharesAboveWhole] * 2
