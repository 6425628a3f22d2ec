"""What a play wins: each draw method, their order, and what is filtered before the search."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest

from identities.services.actors import SYSTEM
from promotions.enums import DrawMethod, PrizeKind, ReleasePolicy, Spread
from promotions.models import CHANCE_SCALE, Campaign, Game, PrizeUnit
from promotions.services.awards import claim_award
from promotions.services.campaigns import approve_campaign, revise_campaign, submit_campaign
from promotions.services.schedules import draw_key, draw_number
from promotions.services.units import load_voucher_codes
from tests.factories.identities import ParticipantFactory, UserFactory
from tests.factories.promotions import CampaignFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import redeem, token_for
from tokens.models import Token, TokenGrant
from tokens.services.redemption import Redemption

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC).replace(microsecond=0)
START = NOW - timedelta(days=20)
INSTANT = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
MOMENT = {"draw_method": DrawMethod.MOMENT, "spread": Spread.MANUAL}


def listed(*moments: datetime) -> dict[str, object]:
    text = "\n".join(moment.isoformat() for moment in moments)
    return {**MOMENT, "quantity": len(moments), "moments_csv": text}


def moments_game(*moments: datetime, **prize: object) -> Game:
    """Return a game that was published twenty days ago, with these moments."""
    campaign = CampaignFactory(starts_at=START)
    game = PrizeFactory(game__campaign=campaign, **listed(*moments), **prize).game
    publish(campaign, at=START)
    return game


def play(game: Game, at: datetime | None = None, **token: object) -> Redemption:
    return redeem(token_for(game, **{"issued_at": START, **token}), at=at)


def opened_at(redemption: Redemption) -> datetime:
    return PrizeUnit.objects.get(play=redemption.play_id).opens_at


def test_a_moment_is_won_by_the_first_play_at_its_instant_or_after() -> None:
    game = moments_game(NOW)

    results = [play(game, at).result for at in (NOW - INSTANT, NOW, NOW)]

    assert results == ["lost", "won", "lost"]


def test_the_oldest_open_moment_is_won_first() -> None:
    game = moments_game(NOW - 3 * MINUTE, NOW - 2 * MINUTE, NOW - MINUTE)

    opened = [opened_at(play(game, NOW)) for _ in range(3)]

    assert opened == [NOW - 3 * MINUTE, NOW - 2 * MINUTE, NOW - MINUTE]


@pytest.mark.parametrize(
    ("policy", "results"),
    [
        ({"release_policy": ReleasePolicy.UNTIL_CLAIMED}, ["won", "won", "lost"]),
        (
            {"release_policy": ReleasePolicy.WINDOW, "window_seconds": 120},
            ["won", "lost", "lost"],
        ),
        ({"release_policy": ReleasePolicy.VOID}, ["won", "lost", "lost"]),
    ],
    ids=lambda value: value["release_policy"].value if isinstance(value, dict) else "",
)
def test_moments_that_nobody_won_pile_up_only_until_claimed(
    policy: dict[str, object], results: list[str]
) -> None:
    game = moments_game(NOW - 2 * MINUTE, NOW - MINUTE, **policy)

    # the first closes at the very instant of these plays
    assert [play(game, NOW).result for _ in range(3)] == results


def test_a_window_is_half_open() -> None:
    game = moments_game(NOW - MINUTE, release_policy=ReleasePolicy.WINDOW, window_seconds=60)

    assert play(game, NOW).result == "lost"
    assert play(game, NOW - INSTANT).result == "won"


def chances_game(*chances: int, quantity: int = 50) -> Game:
    game = PrizeFactory(
        draw_method=DrawMethod.PROBABILITY, chance=chances[0], quantity=quantity, code="0"
    ).game
    for number, chance in enumerate(chances[1:], start=1):
        PrizeFactory(
            game=game, draw_method=DrawMethod.PROBABILITY, chance=chance, quantity=quantity,
            code=str(number), position=number,
        )  # fmt: skip
    publish(game.campaign)
    game.refresh_from_db()
    return game


def drawn(game: Game, token: Token) -> int:
    """Recompute the draw of *token* from the seed, as an outsider would."""
    seed = bytes.fromhex(game.published.seal.seed)
    return draw_number(draw_key=draw_key(seed=seed), token_id=token.pk)


def test_a_draw_wins_the_prize_within_whose_cumulative_chance_it_falls() -> None:
    chances = (100_000_000, 250_000_000, 0, 300_000_000)
    game = chances_game(*chances)
    tokens = [token_for(game) for _ in range(40)]
    ends = list(accumulate(chances))

    won = [redeem(token).prize for token in tokens]

    expected = [
        next((str(index) for index, end in enumerate(ends) if drawn(game, token) < end), None)
        for token in tokens
    ]
    assert [prize and prize["code"] for prize in won] == expected
    assert len(set(expected)) == 4


def test_a_chance_of_certainty_always_wins() -> None:
    game = chances_game(CHANCE_SCALE)

    assert {play(game).result for _ in range(20)} == {"won"}


def test_a_draw_whose_prize_has_no_free_unit_is_a_loss() -> None:
    game = chances_game(CHANCE_SCALE - 1, 1, quantity=1)

    assert [play(game).result for _ in range(2)] == ["won", "lost"]


def test_a_mixed_game_tries_moments_then_the_draw_then_every_play() -> None:
    campaign = CampaignFactory(starts_at=START)
    game = PrizeFactory(game__campaign=campaign, code="each", quantity=1, position=0).game
    PrizeFactory(
        game=game, code="draw", draw_method=DrawMethod.PROBABILITY, chance=CHANCE_SCALE,
        quantity=1, position=1,
    )  # fmt: skip
    PrizeFactory(game=game, code="moment", position=2, **listed(NOW - MINUTE))
    publish(campaign, at=START)

    prizes = [play(game, NOW).prize for _ in range(4)]

    assert [prize and prize["code"] for prize in prizes] == ["moment", "draw", "each", None]


def test_prizes_of_every_play_are_tried_by_position() -> None:
    game = PrizeFactory(code="second", position=2, quantity=1).game
    PrizeFactory(game=game, code="first", position=1, quantity=1)
    publish(game.campaign)

    assert [play(game).prize["code"] for _ in range(2)] == ["first", "second"]


@pytest.mark.parametrize(
    "prize",
    [
        {"draw_method": DrawMethod.EVERY_PLAY},
        {"draw_method": DrawMethod.PROBABILITY, "chance": CHANCE_SCALE},
    ],
    ids=lambda prize: prize["draw_method"].value,
)
def test_a_participant_wins_a_prize_as_often_as_it_allows(prize: dict[str, object]) -> None:
    game = live_game(wins_per_participant=2, **prize)
    participant = ParticipantFactory(organization=game.organization)

    results = [play(game, participant=participant).result for _ in range(4)]

    assert results == ["won", "won", "lost", "lost"]
    assert play(game).result == "won"


def test_a_moment_that_a_participant_may_not_win_stays_for_the_next() -> None:
    game = moments_game(NOW - 2 * MINUTE, NOW - MINUTE, wins_per_participant=1)
    participant = ParticipantFactory(organization=game.organization)
    plays = [play(game, NOW, participant=participant).result for _ in range(2)]
    open_still = PrizeUnit.objects.get(game=game, state="available")

    other = play(game, NOW)

    assert plays == ["won", "lost"]
    assert other.result == "won"
    assert opened_at(other) == open_still.opens_at == NOW - MINUTE


def test_a_barred_moment_does_not_hide_another_prizes_moment() -> None:
    campaign = CampaignFactory(starts_at=START)
    game = PrizeFactory(
        game__campaign=campaign, code="once", wins_per_participant=1,
        **listed(NOW - 4 * MINUTE, NOW - 3 * MINUTE),
    ).game  # fmt: skip
    PrizeFactory(game=game, code="often", **listed(NOW - 2 * MINUTE, NOW - MINUTE))
    publish(campaign, at=START)
    participant = ParticipantFactory(organization=game.organization)

    prizes = [play(game, NOW, participant=participant).prize for _ in range(4)]

    assert [prize and prize["code"] for prize in prizes] == ["once", "often", "often", None]


def granting_game(**grant: object) -> Game:
    prize = PrizeFactory(kind=PrizeKind.PLAY_TOKEN)
    TokenGrant.objects.create(prize=prize, **{"game": prize.game, **grant})
    publish(prize.game.campaign)
    return prize.game


def test_a_play_token_is_granted_to_the_winner() -> None:
    game = granting_game(valid_seconds=90)
    token = token_for(game)

    redemption = redeem(token)

    granted = Token.objects.get(granted_by=redemption.play_id)
    assert redemption.granted == [{"kind": "token", "code": granted.code, "game": game.code}]
    assert granted.participant == token.participant
    assert (granted.issued_at, granted.expires_at) == (
        redemption.played_at, redemption.played_at + timedelta(seconds=90),
    )  # fmt: skip
    assert len(granted.code) == 16
    assert set(granted.code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_a_granted_token_can_be_redeemed() -> None:
    first = play(granting_game())
    granted = Token.objects.get(granted_by=first.play_id)

    second = redeem(granted)

    assert (granted.expires_at, second.result) == (None, "won")
    assert second.granted[0]["code"] != granted.code


def revise(campaign: Campaign) -> None:
    at = datetime.now(UTC)
    for step in (revise_campaign, submit_campaign, approve_campaign):
        step(campaign_id=campaign.pk, by=UserFactory(), at=at)


def voucher_game(*codes: str) -> Game:
    prize = PrizeFactory(
        kind=PrizeKind.VOUCHER_CODE, quantity=len(codes), name="Ten euros", value=10,
        currency="EUR", claim_seconds=60,
    )  # fmt: skip
    load_voucher_codes(prize_id=prize.pk, codes=codes)
    publish(prize.game.campaign)
    return prize.game


def test_a_voucher_code_goes_to_one_winner() -> None:
    game = voucher_game("a", "b", "c")

    granted = [play(game).granted for _ in range(4)]

    assert Counter(code["code"] for codes in granted for code in codes) == {"a": 1, "b": 1, "c": 1}


def test_the_result_repeats_for_ever_whatever_a_revision_changes() -> None:
    game = voucher_game("a", "b")
    token = token_for(game)
    first = redeem(token)
    game.prizes.update(name="Five euros", value=5, claim_seconds=None, quantity=1)
    revise(game.campaign)
    claim_award(
        organization=game.organization, award_id=first.award["id"], by=SYSTEM, at=first.played_at
    )

    again = redeem(token)

    assert again.prize["name"] == "Ten euros"
    assert (again.prize, again.award, again.granted) == (first.prize, first.award, first.granted)
    assert (again.play_id, again.played_at, again.replayed) == (
        first.play_id, first.played_at, True,
    )  # fmt: skip
