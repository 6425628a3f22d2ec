import pytest

from promotions.enums import DrawMethod
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for

pytestmark = pytest.mark.django_db


def test_every_play_wins_while_units_last() -> None:
    game = live_game(quantity=1)

    results = [redeem(token_for(game)).result for _ in range(2)]

    assert results == ["won", "lost"]


def test_redeeming_again_answers_the_same() -> None:
    token = token_for(live_game())

    first, second = redeem(token), redeem(token)

    assert (first.replayed, second.replayed) == (False, True)
    assert (first.play_id, first.prize, first.award) == (
        second.play_id,
        second.prize,
        second.award,
    )


def test_a_chance_of_nothing_never_wins() -> None:
    game = live_game(draw_method=DrawMethod.PROBABILITY, chance=0)

    assert redeem(token_for(game)).result == "lost"
