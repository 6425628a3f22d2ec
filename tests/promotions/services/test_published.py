from typing import Any

import pytest

from promotions.models import Game, Prize
from promotions.services.prizes import PrizeNotFound
from promotions.services.published import find_prize
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import PrizeFactory, live_game

pytestmark = pytest.mark.django_db


def find(published: Game, **named: Any) -> dict[str, Any]:
    return find_prize(
        **{
            "organization": published.organization, "game": published.code, "prize": "mug", **named,
        }
    )  # fmt: skip


def test_a_prize_is_found_as_it_was_published(django_assert_num_queries: Any) -> None:
    game = live_game(code="mug", name="Mug")
    organization = game.organization
    Prize.objects.filter(game=game).update(name="A mug that nobody approved")

    with django_assert_num_queries(1):
        prize = find(game, organization=organization)

    assert (prize["code"], prize["name"]) == ("mug", "Mug")


def test_a_prize_that_is_not_published_is_not_found() -> None:
    game = live_game(code="mug")
    draft = PrizeFactory(code="mug").game

    for wrong in (
        {"prize": "cup"},
        {"game": "nothing"},
        {"organization": OrganizationFactory()},
        {"organization": draft.organization, "game": draft.code},
    ):
        with pytest.raises(PrizeNotFound):
            find(game, **wrong)
