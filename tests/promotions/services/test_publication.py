"""What publishing does with units, moments and seals."""

import runpy
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from identities.services.actors import SYSTEM
from promotions.enums import DrawMethod, PrizeKind, ReleasePolicy, Spread, UnitState
from promotions.models import Award, Campaign, Game, Prize, PrizeUnit
from promotions.services.awards import transition_award
from promotions.services.campaigns import approve_campaign, revise_campaign, submit_campaign
from promotions.services.units import load_voucher_codes
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, PrizeFactory, publish
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
START = NOW - 20 * DAY
VERIFIER = runpy.run_path(str(Path(__file__).parents[3] / "docs" / "verify_draw.py"))


def moments_game(**prize: object) -> Game:
    """Return a game with ten moments over thirty days, published at its start, twenty days ago."""
    campaign = CampaignFactory(starts_at=START)
    game = PrizeFactory(
        game__campaign=campaign,
        **{"draw_method": DrawMethod.MOMENT, "spread": Spread.UNIFORM, "code": "car", **prize},
    ).game
    publish(campaign, at=START)
    game.refresh_from_db()
    return game


def republish(campaign: Campaign, at: datetime = NOW) -> None:
    revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    approve_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)


def states(prize: Prize) -> dict[str, int]:
    return dict(Counter(prize.units.values_list("state", flat=True)))


def instants(game: Game, *wanted: str) -> list[datetime]:
    units = PrizeUnit.objects.filter(game=game, state__in=wanted or ["available", "awarded"])
    return list(units.order_by("opens_at").values_list("opens_at", flat=True))


def won_at(game: Game, at: datetime) -> Award:
    play = redeem(token_for(game, issued_at=START), at=at)
    return Award.objects.get(play=play.play_id)


@pytest.mark.parametrize(
    "plan",
    [
        {"spread": Spread.UNIFORM},
        {"spread": Spread.STRATIFIED, "stratum": "day"},
        {"spread": Spread.WEIGHTED, "hour_weights": [*range(24)], "weekday_weights": [1] * 7},
    ],
    ids=lambda plan: plan["spread"].value,
)
def test_an_outsider_recomputes_the_moments_of_a_published_game(plan: dict[str, object]) -> None:
    game = moments_game(quantity=40, **plan)
    seal, document = game.published.seal, game.published.document["moments"]["car"]

    recomputed = VERIFIER["moments"](seal.seed, "car", document)

    assert recomputed == instants(game)
    assert VERIFIER["commitment"](seal.seed, seal.revision.snapshot) == seal.commitment


def test_an_outsider_recomputes_the_moments_that_a_revision_drew_anew() -> None:
    game = moments_game()
    opened = [moment for moment in instants(game) if moment <= NOW]
    game.prizes.update(quantity=30)

    republish(game.campaign)

    game.refresh_from_db()
    seal, document = game.published.seal, game.published.document["moments"]["car"]
    drawn = VERIFIER["moments"](seal.seed, "car", document)
    assert opened + drawn == instants(game)
    assert VERIFIER["commitment"](seal.seed, seal.revision.snapshot) == seal.commitment


def test_a_revision_that_leaves_chances_alone_keeps_seal_and_moments() -> None:
    game = moments_game()
    seal, before = game.published.seal, instants(game)
    game.prizes.update(name="A faster car")

    republish(game.campaign)

    game.refresh_from_db()
    assert (game.published.seal, instants(game)) == (seal, before)
    assert game.published.document["sealed_in"] == 1
    assert game.published.prizes[0]["name"] == "A faster car"


def test_a_revision_of_the_chances_draws_the_unopened_moments_anew() -> None:
    game = moments_game()
    before = instants(game)
    game.prizes.update(margin_seconds=60)

    republish(game.campaign)

    after = instants(game)
    assert [moment for moment in before if moment <= NOW] == [
        moment for moment in after if moment <= NOW
    ]
    assert len(after) == 10
    assert set(after) & {moment for moment in before if moment > NOW} == set()


def test_a_revision_never_touches_an_awarded_unit() -> None:
    game = moments_game()
    unit = won_at(game, NOW).play.unit
    game.prizes.update(quantity=0)

    republish(game.campaign)

    stored = PrizeUnit.objects.get(pk=unit.pk)
    assert (stored.state, stored.awarded_at, stored.opens_at) == (
        UnitState.AWARDED, NOW, unit.opens_at,
    )  # fmt: skip


def test_a_moment_won_after_the_instant_of_approval_is_not_drawn_again() -> None:
    game = moments_game()
    moment = instants(game)[0]
    won_at(game, moment)
    game.prizes.update(margin_seconds=60)

    # the interface read its clock before the play, and had to wait for the campaign's lock
    republish(game.campaign, at=moment - timedelta(microseconds=1))

    assert len(instants(game)) == 10


def test_moments_that_are_open_are_withdrawn_with_the_quantity() -> None:
    game = moments_game()
    won_at(game, NOW)
    game.prizes.update(quantity=0)

    republish(game.campaign)

    assert redeem(token_for(game)).result == "lost"
    assert states(game.prizes.get()) == {"awarded": 1, "withdrawn": 9}


@pytest.mark.parametrize(("quantity", "left"), [(12, 10), (10, 8), (5, 3), (2, 0), (0, 0)])
def test_stock_follows_the_quantity_but_keeps_what_was_awarded(quantity: int, left: int) -> None:
    prize = PrizeFactory()
    publish(prize.game.campaign)
    for _ in range(2):
        redeem(token_for(prize.game))
    prize.game.prizes.update(quantity=quantity)

    republish(prize.game.campaign)

    assert prize.units.available().count() == left
    assert prize.units.filter(state=UnitState.AWARDED).count() == 2


def test_a_returned_unit_counts_once_however_often_a_revision_is_published() -> None:
    prize = PrizeFactory(quantity=4, returns_forfeited=True)
    publish(prize.game.campaign)
    award = Award.objects.get(play=redeem(token_for(prize.game)).play_id)
    transition_award(
        organization=prize.game.organization, award_id=award.pk, to="forfeited", reason="fraud",
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    prize.game.prizes.update(quantity=2)

    for _ in range(2):
        republish(prize.game.campaign)

    assert prize.units.available().count() == 2


def test_voucher_codes_of_a_smaller_quantity_wait_for_the_next_revision() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE, quantity=3)
    load_voucher_codes(prize_id=prize.pk, codes=["a", "b", "c"])
    publish(prize.game.campaign)
    won = redeem(token_for(prize.game)).granted
    prize.game.prizes.update(quantity=1)

    republish(prize.game.campaign)

    assert won == [{"kind": "voucher_code", "code": "a"}]
    assert states(prize) == {"awarded": 1, "held": 2}


def test_voucher_codes_move_to_the_moments_that_are_drawn_anew() -> None:
    prize = PrizeFactory(
        game__campaign=CampaignFactory(starts_at=START), kind=PrizeKind.VOUCHER_CODE,
        draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM, quantity=9,
    )  # fmt: skip
    load_voucher_codes(prize_id=prize.pk, codes=[f"code-{number}" for number in range(9)])
    publish(prize.game.campaign, at=START)
    prize.game.prizes.update(margin_seconds=60)

    republish(prize.game.campaign)

    assert states(prize) == {"available": 9}
    assert prize.units.filter(opens_at__isnull=True).count() == 0


def test_a_list_of_moments_is_published_as_it_is() -> None:
    listed = [NOW + hours * timedelta(hours=1) for hours in (-30, -2, 2, 30)]
    game = moments_game(
        spread=Spread.MANUAL, quantity=4,
        moments_csv="\n".join(moment.isoformat() for moment in listed),
    )  # fmt: skip

    republish(game.campaign)

    assert instants(game) == listed


@pytest.mark.parametrize(
    ("policy", "closes"),
    [
        ({"release_policy": ReleasePolicy.UNTIL_CLAIMED}, [None, None, None, None]),
        (
            {"release_policy": ReleasePolicy.WINDOW, "window_seconds": 3600},
            [NOW + timedelta(hours=hours) for hours in (2, 3, 3, 6)],
        ),
        (
            {"release_policy": ReleasePolicy.VOID},
            [NOW + timedelta(hours=2), NOW + timedelta(hours=5), NOW + timedelta(hours=5), None],
        ),
    ],
    ids=lambda value: value["release_policy"].value if isinstance(value, dict) else "",
)
def test_a_moment_stays_open_as_its_policy_says(
    policy: dict[str, object], closes: list[datetime | None]
) -> None:
    listed = [NOW + timedelta(hours=hours) for hours in (1, 2, 2, 5)]
    game = moments_game(
        spread=Spread.MANUAL, quantity=4,
        moments_csv="\n".join(moment.isoformat() for moment in listed), **policy,
    )  # fmt: skip

    units = PrizeUnit.objects.filter(game=game).order_by("opens_at")

    assert list(units.values_list("closes_at", flat=True)) == closes


def test_an_open_moment_is_void_when_the_next_one_of_a_revision_opens() -> None:
    hours = [timedelta(hours=hours) for hours in (-1, 5, 6)]
    listed = [(NOW + offset).isoformat() for offset in hours]
    game = moments_game(
        spread=Spread.MANUAL, quantity=2, release_policy=ReleasePolicy.VOID,
        moments_csv="\n".join(listed[:2]),
    )  # fmt: skip
    prize = game.prizes.get()
    prize.quantity = 3
    prize.moments_csv = "\n".join([listed[0], (NOW + timedelta(hours=2)).isoformat(), listed[2]])
    prize.save()

    republish(game.campaign)

    first = PrizeUnit.objects.get(game=game, opens_at=NOW - timedelta(hours=1))
    assert first.closes_at == NOW + timedelta(hours=2)


def test_a_listed_moment_that_was_won_is_not_made_again() -> None:
    listed = [NOW - DAY, NOW + DAY]
    game = moments_game(
        spread=Spread.MANUAL,
        quantity=2,
        moments_csv="\n".join(moment.isoformat() for moment in listed),
    )
    won_at(game, NOW)
    game.prizes.update(margin_seconds=60)

    # the interface's clock is behind the database's
    republish(game.campaign, at=NOW - DAY - timedelta(microseconds=1))

    assert instants(game) == listed
