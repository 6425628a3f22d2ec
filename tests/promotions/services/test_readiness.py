"""What keeps a campaign from being published, each as a sentence."""

from datetime import UTC, datetime, timedelta

import pytest

from promotions.enums import DrawMethod, PrizeKind, Spread
from promotions.models import Campaign, Prize
from promotions.services.campaigns import NotPublishable, revise_campaign, submit_campaign
from tests.database import database_fingerprint
from tests.factories.identities import UserFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    publish,
)
from tokens.models import TokenGrant

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def problems(campaign: Campaign, at: datetime = NOW) -> list[str]:
    """Submit *campaign* and return why it is refused; nothing has changed then."""
    author, before = UserFactory(), database_fingerprint()
    with pytest.raises(NotPublishable) as refused:
        submit_campaign(campaign_id=campaign.pk, by=author, at=at)
    assert database_fingerprint() == before
    return refused.value.problems


def revised(campaign: Campaign) -> Campaign:
    publish(campaign)
    revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=NOW)
    return campaign


def test_a_campaign_without_games() -> None:
    assert problems(CampaignFactory()) == ["There is no game."]


def test_a_campaign_in_the_past() -> None:
    campaign = PrizeFactory().game.campaign

    assert problems(campaign, campaign.ends_at) == ["The campaign ends in the past."]


@pytest.mark.parametrize(
    "period", [{"starts_at": NOW - 9 * DAY}, {"ends_at": NOW + 90 * DAY}], ids=["before", "after"]
)
def test_a_game_outside_its_campaign(period: dict[str, datetime]) -> None:
    campaign = GameFactory(code="wheel", **period).campaign

    assert problems(campaign) == ["wheel: its period does not lie within the campaign's."]


def test_chances_above_certainty() -> None:
    game = GameFactory(code="wheel")
    for chance in (600_000_000, 400_000_001):
        PrizeFactory(game=game, draw_method=DrawMethod.PROBABILITY, chance=chance)

    assert problems(game.campaign) == [
        "wheel: the chances of its prizes add up to more than 1,000,000,000."
    ]


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ({"margin_seconds": 10**8}, "The window is empty."),
        ({"spread": Spread.STRATIFIED}, "There is no stratum None."),
        ({"spread": Spread.WEIGHTED, "hour_weights": [1]}, "There are 1 weights instead of 24."),
        (
            {"spread": Spread.WEIGHTED, "hour_weights": [0] * 24},
            "No instant of the window has a weight above 0.",
        ),
    ],
)
def test_an_impossible_schedule(plan: dict[str, object], reason: str) -> None:
    prize = PrizeFactory(
        game__code="wheel", code="car",
        **{"draw_method": DrawMethod.MOMENT, "spread": Spread.UNIFORM, **plan},
    )  # fmt: skip

    assert problems(prize.game.campaign) == [f"wheel/car: no schedule is possible. {reason}"]


def test_a_list_of_moments_of_another_length() -> None:
    prize = PrizeFactory(
        game__code="wheel", code="car", draw_method=DrawMethod.MOMENT, spread=Spread.MANUAL
    )

    assert problems(prize.game.campaign) == [
        "wheel/car: its list has 0 moments, its quantity is 10."
    ]


def test_too_few_voucher_codes() -> None:
    prize = PrizeFactory(game__code="wheel", code="book", kind=PrizeKind.VOUCHER_CODE)

    assert problems(prize.game.campaign) == [
        "wheel/book: 0 voucher codes are loaded, its quantity is 10."
    ]


def test_a_play_token_without_a_game() -> None:
    prize = PrizeFactory(game__code="wheel", code="again", kind=PrizeKind.PLAY_TOKEN)

    assert problems(prize.game.campaign) == ["wheel/again: it names no game to grant a token for."]


def test_a_play_token_of_another_organization() -> None:
    prize = PrizeFactory(game__code="wheel", code="again", kind=PrizeKind.PLAY_TOKEN)
    grant = TokenGrant.objects.create(prize=prize, game=GameFactory())

    found = problems(prize.game.campaign)

    assert found == ["wheel/again: the game of its token belongs to another organization."]
    grant.delete()


def test_a_limit_for_a_game_of_another_campaign() -> None:
    campaign = PrizeFactory().game.campaign
    other = GameFactory(campaign__organization=campaign.organization)
    limit = LimitFactory(campaign=campaign, game=other)

    assert problems(campaign) == [f"The limit of {limit} is for a game of another campaign."]


def test_a_play_token_of_a_game_that_is_not_published() -> None:
    prize = PrizeFactory(game__code="wheel", code="again", kind=PrizeKind.PLAY_TOKEN)
    other = GameFactory(campaign__organization=prize.game.organization)
    TokenGrant.objects.create(prize=prize, game=other)

    assert problems(prize.game.campaign) == ["wheel/again: the game of its token is not published."]


def test_a_play_token_of_a_game_that_is_published_with_it() -> None:
    prize = PrizeFactory(kind=PrizeKind.PLAY_TOKEN)
    TokenGrant.objects.create(prize=prize, game=GameFactory(campaign=prize.game.campaign))

    revision = publish(prize.game.campaign)

    assert revision.state == "approved"


def test_a_revision_needs_no_schedule_for_moments_that_it_leaves_alone() -> None:
    campaign = CampaignFactory()
    over = GameFactory(campaign=campaign, ends_at=NOW + DAY)
    PrizeFactory(game=over, draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM)
    revised(campaign)

    revision = submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=NOW + 2 * DAY)

    assert revision.state == "in_review"


def test_a_changed_list_keeps_the_moments_that_have_opened() -> None:
    instants = [(NOW + days * DAY).isoformat() for days in (1, 2, 3, 4)]
    prize = PrizeFactory(
        game__code="wheel", code="car", draw_method=DrawMethod.MOMENT, spread=Spread.MANUAL,
        quantity=3, moments_csv="\n".join(instants[:3]),
    )  # fmt: skip
    revised(prize.game.campaign)
    prize.moments_csv = "\n".join(instants[1:])
    prize.save()

    assert problems(prize.game.campaign, NOW + 1.5 * DAY) == [
        "wheel/car: 1 of its moments have opened, its list has 0 in the past."
    ]


def test_a_prize_of_which_there_are_none_yet() -> None:
    campaign = PrizeFactory(game__code="wheel", code="mug", quantity=0).game.campaign

    assert problems(campaign) == ["wheel/mug: its quantity is 0: say how many there are."]


def test_a_published_prize_of_which_there_are_no_more() -> None:
    prize = PrizeFactory()
    campaign = revised(prize.game.campaign)
    Prize.objects.update(quantity=0)

    submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=NOW)
