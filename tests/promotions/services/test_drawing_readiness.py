"""What keeps a campaign with drawings from being published."""

from datetime import UTC, datetime, timedelta

import pytest

from identities.services.clock import database_now
from promotions.enums import DrawMethod, GameKind, PrizeKind
from promotions.models import Campaign, Game
from promotions.services.campaigns import (
    NotPublishable,
    approve_campaign,
    discard_revision,
    revise_campaign,
    submit_campaign,
)
from promotions.services.drawings import draw_winners
from tests.database import database_fingerprint
from tests.factories.drawings import drawing_game, enter, published
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, GameFactory, LimitFactory, PrizeFactory
from tokens.models import TokenGrant

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def problems(campaign: Campaign) -> list[str]:
    """Submit *campaign* and return why it is refused; nothing has changed then."""
    author, before = UserFactory(), database_fingerprint()
    with pytest.raises(NotPublishable) as refused:
        submit_campaign(campaign_id=campaign.pk, by=author, at=NOW)
    assert database_fingerprint() == before
    return refused.value.problems


def draft(**changes: object) -> Game:
    return GameFactory(code="raffle", kind=GameKind.DRAWING, **changes)


def test_a_drawing_without_prizes() -> None:
    assert problems(draft().campaign) == ["raffle: a drawing needs a prize."]


@pytest.mark.parametrize(
    "prize",
    [{}, {"draw_method": DrawMethod.PROBABILITY, "chance": 1}],
    ids=["every play", "probability"],
)
def test_a_prize_of_a_drawing_that_would_be_played_for(prize: dict[str, object]) -> None:
    game = PrizeFactory(game=draft(), code="car", **prize).game

    assert problems(game.campaign) == [
        "raffle/car: prizes of drawings, and no others, are drawn after the end."
    ]


def test_a_prize_of_an_instant_win_game_that_would_be_drawn() -> None:
    game = PrizeFactory(
        game=GameFactory(code="wheel"), code="car", draw_method=DrawMethod.DRAWING
    ).game

    assert problems(game.campaign) == [
        "wheel/car: prizes of drawings, and no others, are drawn after the end."
    ]


def test_a_drawn_prize_that_is_granted_at_once() -> None:
    game = draft()
    prize = PrizeFactory(
        game=game, code="again", draw_method=DrawMethod.DRAWING, kind=PrizeKind.PLAY_TOKEN
    )
    other = PrizeFactory(game=GameFactory(campaign=game.campaign)).game
    TokenGrant.objects.create(prize=prize, game=other)

    assert problems(game.campaign) == [
        "raffle/again: only physical prizes and voucher codes can be drawn after the end."
    ]


def test_a_play_token_of_a_drawing() -> None:
    game = drawing_game(publishes=False)
    prize = PrizeFactory(
        game=GameFactory(campaign=game.campaign, code="wheel"), code="again",
        kind=PrizeKind.PLAY_TOKEN,
    )  # fmt: skip
    TokenGrant.objects.create(prize=prize, game=game)

    assert problems(game.campaign) == [
        "wheel/again: the game of its token is a drawing: nobody plays it."
    ]


@pytest.mark.parametrize(
    ("kind", "counts"), [(GameKind.DRAWING, "plays"), (GameKind.INSTANT_WIN, "entries")]
)
def test_a_limit_on_what_the_game_does_not_have(kind: str, counts: str) -> None:
    game = GameFactory(code="game", kind=kind)
    method = DrawMethod.DRAWING if kind == GameKind.DRAWING else DrawMethod.EVERY_PLAY
    PrizeFactory(game=game, draw_method=method)
    limit = LimitFactory(campaign=game.campaign, game=game, counts=counts)

    assert problems(game.campaign) == [
        f"game: the limit of {limit} counts what the game does not have."
    ]


def with_a_drawing_that_ended() -> Game:
    """Return a drawing that ended yesterday, in a campaign that goes on and is being revised."""
    game = drawing_game(publishes=False, campaign=CampaignFactory(starts_at=NOW - 9 * DAY))
    Game.objects.filter(pk=game.pk).update(code="raffle", ends_at=NOW - DAY)
    published(game)
    enter(game)
    revise_campaign(campaign_id=game.campaign_id, by=UserFactory(), at=NOW)
    return game


CHANGES = {
    "alternates": {"alternates": 7},
    "its end": {"ends_at": NOW + DAY},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_drawing_depends_on_stays_after_its_end(change: str) -> None:
    game = with_a_drawing_that_ended()
    Game.objects.filter(pk=game.pk).update(**CHANGES[change])

    assert problems(game.campaign) == [
        "raffle: it has ended: what its drawing depends on can't change any more."
    ]


def test_what_a_drawing_depended_on_stays_after_it() -> None:
    game = with_a_drawing_that_ended()
    draw_winners(game_id=game.pk, by=UserFactory(), at=database_now())
    game.prizes.update(quantity=2)

    assert problems(game.campaign) == [
        "raffle: its winners are drawn: what they depend on can't change any more."
    ]


def test_a_revision_keeps_the_seal_of_a_drawing_that_it_leaves_alone() -> None:
    game = with_a_drawing_that_ended()
    draw_winners(game_id=game.pk, by=UserFactory(), at=database_now())
    Game.objects.filter(pk=game.pk).update(name="Another name")

    submit_campaign(campaign_id=game.campaign_id, by=UserFactory(), at=NOW)
    approve_campaign(campaign_id=game.campaign_id, by=UserFactory(), at=NOW)

    before = game.published
    game.refresh_from_db()
    assert game.published.revision.number == 2
    assert game.published.seal == before.seal


def test_a_discarded_revision_restores_the_alternates() -> None:
    game = drawing_game(alternates=3)
    revise_campaign(campaign_id=game.campaign_id, by=UserFactory(), at=NOW)
    Game.objects.update(alternates=9)

    discard_revision(campaign_id=game.campaign_id, by=UserFactory(), at=NOW)

    assert Game.objects.get().alternates == 3


def test_what_a_drawing_is_stands_in_the_published_document() -> None:
    game = drawing_game(alternates=3)

    document = game.published.document

    assert (document["kind"], document["alternates"]) == ("drawing", 3)
    assert document["prizes"][0]["draw_method"] == "drawing"
