"""How games and prizes are shown is published, and restored, and has no part in who wins."""

from datetime import UTC, datetime
from typing import Any

import pytest

from promotions.models import Campaign, GamePresentation, GameType, Prize, PrizePresentation
from promotions.services.campaigns import (
    approve_campaign,
    discard_revision,
    revise_campaign,
    submit_campaign,
)
from promotions.services.differences import Difference, differences_of
from promotions.services.presentations import is_in_use
from promotions.services.snapshots import take_snapshot
from tests.database import database_fingerprint
from tests.factories.identities import UserFactory
from tests.factories.promotions import (
    GamePresentationFactory,
    GameTypeFactory,
    PrizeFactory,
    PrizePresentationFactory,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
SHOWN: dict[str, Any] = {
    "bundle_name": "wheel.js", "theme": "dark", "completion_title": "Done",
    "completion_message": "Come back", "client_logo_url": "https://example.com/client.png",
    "program_logo_url": "https://example.com/program.png",
    "starting_logo_url": "https://example.com/start.png",
    "background_image_url": "https://example.com/back.png",
    "catalog_url": "https://example.com/catalog", "warning_percentage": 5, "warns_by_email": True,
}  # fmt: skip
PRIZE_SHOWN: dict[str, Any] = {
    "outcome_message": "A mug!", "highlighted_image_url": "https://example.com/mug.png",
    "is_hidden": True, "share": 0, "must_award_by": 9, "do_not_award_until": 0,
}  # fmt: skip


def shown_prize() -> Prize:
    """Return a prize of a draft, which is shown in every way, as is its game."""
    prize: Prize = PrizeFactory(game__code="wheel", code="mug")
    kind = GameTypeFactory(organization=prize.game.organization, name="Wheel")
    GamePresentationFactory(
        game=prize.game, game_type=kind, warning_addresses="ada@example.com", **SHOWN
    )
    PrizePresentationFactory(prize=prize, **PRIZE_SHOWN)
    return prize


def revised(campaign: Campaign) -> Campaign:
    publish(campaign)
    revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=NOW)
    return campaign


def test_everything_but_whom_to_warn_is_published() -> None:
    prize = shown_prize()
    kind = GameType.objects.get()

    game = take_snapshot(prize.game.campaign)["games"][0]

    named = {"game_type": {"source_id": str(kind.source_id), "name": "Wheel"}}
    assert game["presentation"] == {**SHOWN, **named}
    assert game["prizes"][0]["presentation"] == PRIZE_SHOWN
    assert "ada@example.com" not in str(game)


def test_what_says_nothing_is_left_out() -> None:
    prize = PrizeFactory()
    GamePresentationFactory(game=prize.game)
    PrizePresentationFactory(prize=prize)

    game = take_snapshot(prize.game.campaign)["games"][0]

    assert (game["presentation"], game["prizes"][0]["presentation"]) == ({}, {})


def test_a_game_that_is_only_shown_in_another_way_keeps_its_seal() -> None:
    prize = shown_prize()
    campaign = revised(prize.game.campaign)
    GamePresentation.objects.update(theme="light")
    PrizePresentation.objects.update(is_hidden=False)

    submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=NOW)
    approve_campaign(campaign_id=campaign.pk, by=UserFactory(), at=NOW)

    assert prize.game.seals.count() == 1


def test_a_discarded_revision_shows_games_and_prizes_as_before() -> None:
    prize = shown_prize()
    publish(prize.game.campaign)
    before = database_fingerprint()
    revise_campaign(campaign_id=prize.game.campaign_id, by=UserFactory(), at=NOW)
    GamePresentation.objects.update(theme="", warning_percentage=0, game_type=None)
    PrizePresentation.objects.update(is_hidden=False, must_award_by=None, do_not_award_until=None)

    discard_revision(campaign_id=prize.game.campaign_id, by=UserFactory(), at=NOW)

    after = database_fingerprint()
    for table in ("promotions_gamepresentation", "promotions_prizepresentation"):
        assert after[table] == before[table]


def test_a_presentation_that_came_with_a_discarded_revision_says_nothing() -> None:
    prize = PrizeFactory()
    revised(prize.game.campaign)
    GamePresentationFactory(game=prize.game, **SHOWN)

    discard_revision(campaign_id=prize.game.campaign_id, by=UserFactory(), at=NOW)

    game = take_snapshot(prize.game.campaign)["games"][0]
    assert game["presentation"] == {}


def test_a_presentation_that_a_discarded_revision_took_away_is_back() -> None:
    prize = shown_prize()
    revised(prize.game.campaign)
    GamePresentation.objects.all().delete()
    PrizePresentation.objects.all().delete()

    discard_revision(campaign_id=prize.game.campaign_id, by=UserFactory(), at=NOW)

    game = take_snapshot(prize.game.campaign)["games"][0]
    assert game["presentation"]["theme"] == "dark"
    assert game["prizes"][0]["presentation"] == PRIZE_SHOWN


def test_differences_name_the_members_of_presentations() -> None:
    prize = shown_prize()
    before = take_snapshot(prize.game.campaign)
    GamePresentation.objects.update(theme="light", bundle_name="")
    PrizePresentation.objects.update(is_hidden=False)

    found = differences_of(before=before, after=take_snapshot(prize.game.campaign))

    game = (("game", "wheel"),)
    assert found == [
        Difference(path=game, member="bundle_name", before="wheel.js"),
        Difference(path=game, member="theme", before="dark", after="light"),
        Difference(path=(*game, ("prize", "mug")), member="is_hidden", before=True),
    ]


def test_a_snapshot_from_before_presentations_differs_in_nothing_else() -> None:
    prize = PrizeFactory()
    after = take_snapshot(prize.game.campaign)
    game = {name: value for name, value in after["games"][0].items() if name != "presentation"}

    assert differences_of(before={**after, "games": [game]}, after=after) == []


def test_a_game_type_is_in_use_while_a_game_is_of_it() -> None:
    presentation = GamePresentationFactory()
    kind = GameTypeFactory(organization=presentation.game.organization)
    before = is_in_use(kind)

    GamePresentation.objects.update(game_type=kind)

    assert (before, is_in_use(kind)) == (False, True)


def test_a_game_type_stays_in_use_where_a_revision_takes_it_away() -> None:
    prize = shown_prize()
    revised(prize.game.campaign)

    GamePresentation.objects.update(game_type=None)

    assert is_in_use(GameType.objects.get())


@pytest.mark.parametrize("prizes", [1, 3])
def test_number_of_queries_of_a_snapshot_is_constant(
    prizes: int, django_assert_num_queries: Any
) -> None:
    prize = shown_prize()
    for _ in range(prizes - 1):
        PrizePresentationFactory(prize__game=prize.game)

    with django_assert_num_queries(4):
        snapshot = take_snapshot(prize.game.campaign)

    assert len(snapshot["games"][0]["prizes"]) == prizes
