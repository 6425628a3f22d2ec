"""One token, one unit, one participant, and many connections at once."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from identities.enums import Channel
from identities.services.actors import Actor
from promotions.enums import DrawMethod, Spread
from promotions.models import CHANCE_SCALE, Award, Game, Play, PrizeUnit
from promotions.services.refusals import Refused
from tests.database import run_together
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import GameFactory, LimitFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import redeem, token_for
from tokens.models import Token
from tokens.services.awarding import award_token
from tokens.services.redemption import Redemption
from tokens.services.voiding import TokenAlreadyRedeemed, void_token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]

API = Actor(channel=Channel.PLATFORM)


def outcome(token: Token, **arguments: object) -> str:
    """Redeem *token* and return the result or the refusal."""
    try:
        return redeem(token, **arguments).result
    except Refused as refused:
        return refused.code


def open_game(**prize: object) -> Game:
    """Return a live game of ten units, all of which can be won now."""
    game = live_game(quantity=10, **prize)
    PrizeUnit.objects.filter(game=game, opens_at__isnull=False).update(
        opens_at=game.published.starts_at
    )
    return game


def test_twenty_clients_redeem_one_token_five_times_each() -> None:
    token = token_for(live_game())

    tries = run_together([lambda: [redeem(token) for _ in range(5)]] * 20)

    answers: list[Redemption] = [answer for some in tries for answer in some]
    assert Counter(answer.replayed for answer in answers) == {False: 1, True: 99}
    same = [replace(answer, replayed=False) for answer in answers]
    assert same == same[:1] * 100
    assert (Play.objects.count(), Award.objects.count()) == (1, 1)


def test_one_play_a_day_lets_one_of_twelve_tokens_through() -> None:
    game = PrizeFactory().game
    LimitFactory(campaign=game.campaign)
    publish(game.campaign)
    participant = ParticipantFactory(organization=game.organization)
    tokens = [token_for(game, participant=participant) for _ in range(12)]

    results = run_together([partial(outcome, token) for token in tokens])

    assert Counter(results) == {"won": 1, "limit_reached": 11}
    assert Counter(Token.objects.values_list("state", flat=True)) == {"redeemed": 1, "issued": 11}


@pytest.mark.parametrize(
    "prize",
    [
        {"draw_method": DrawMethod.MOMENT, "spread": Spread.UNIFORM},
        {"draw_method": DrawMethod.EVERY_PLAY},
        {"draw_method": DrawMethod.PROBABILITY, "chance": CHANCE_SCALE},
    ],
    ids=lambda prize: prize["draw_method"].value,
)
def test_ten_units_are_won_by_ten_of_sixty_four_plays(prize: dict[str, object]) -> None:
    game = open_game(**prize)
    tokens = [token_for(game) for _ in range(64)]

    results = run_together([partial(outcome, token) for token in tokens])

    assert Counter(results) == {"won": 10, "lost": 54}
    assert Award.objects.count() == 10


def test_a_participant_with_many_tokens_wins_a_prize_as_often_as_it_allows() -> None:
    game = open_game(draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM, wins_per_participant=2)
    participant = ParticipantFactory(organization=game.organization)
    tokens = [token_for(game, participant=participant) for _ in range(16)]

    results = run_together([partial(outcome, token) for token in tokens])

    assert Counter(results) == {"won": 2, "lost": 14}
    assert sorted(Award.objects.values_list("win_number", flat=True)) == [1, 2]


def test_a_token_of_nobody_goes_to_one_of_many_participants() -> None:
    token = token_for(live_game(), participant=None)

    results = run_together(
        [partial(outcome, token, participant=f"new-{number}") for number in range(20)]
    )

    assert Counter(results) == {"won": 1, "not_eligible": 19}
    token.refresh_from_db()
    assert token.participant.source_id == f"new-{results.index('won')}"


def test_a_participant_new_to_all_of_his_plays_is_created_once() -> None:
    game = live_game(quantity=20)
    tokens = [token_for(game, participant=None) for _ in range(20)]

    results = run_together([partial(outcome, token, participant="ada") for token in tokens])

    assert results == ["won"] * 20
    assert game.organization.participants.filter(source_id="ada").count() == 1


def test_a_token_is_either_voided_or_redeemed() -> None:
    game = live_game(quantity=30)
    tokens = [token_for(game) for _ in range(30)]

    def void(token: Token) -> str:
        try:
            return void_token(
                organization=token.organization, code=token.code, reason="lost", by=API,
                at=datetime.now(UTC),
            ).state  # fmt: skip
        except TokenAlreadyRedeemed:
            return "too late"

    calls = [partial(does, token) for token in tokens for does in (outcome, void)]
    results = run_together(calls)

    pairs = Counter(zip(results[::2], results[1::2], strict=True))
    assert pairs.keys() <= {("won", "too late"), ("token_voided", "voided")}
    assert pairs.total() == 30


def test_one_source_id_awarded_by_twenty_clients_is_one_token() -> None:
    game = PrizeFactory().game
    LimitFactory(campaign=game.campaign, counts="token_awards")
    publish(game.campaign)

    awarded = run_together(
        [
            lambda: award_token(
                organization=game.organization, game=game.code, participant="ada", by=API,
                at=datetime.now(UTC), source_id="order-1",
            )
        ]
        * 20
    )  # fmt: skip

    assert [type(one).__name__ for one in awarded] == ["AwardedToken"] * 20
    assert Counter(one.created for one in awarded) == {True: 1, False: 19}
    assert {one.token.pk for one in awarded} == {Token.objects.get().pk}


def test_organizations_with_the_same_codes_do_not_meet() -> None:
    games = [
        PrizeFactory(game=GameFactory(code="wheel", campaign__organization=organization)).game
        for organization in OrganizationFactory.create_batch(2)
    ]
    for game in games:
        publish(game.campaign)
    tokens = [token_for(game) for game in games for _ in range(15)]

    results = run_together([partial(outcome, token) for token in tokens])

    assert Counter(results) == {"won": 20, "lost": 10}
    assert [game.plays.filter(result="won").count() for game in games] == [10, 10]
