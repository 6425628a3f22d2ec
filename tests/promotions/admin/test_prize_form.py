import pytest

from identities.enums import StaffRole
from promotions.enums import DrawMethod
from promotions.models import Prize
from tests.factories.promotions import GameFactory, PrizeFactory
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import errors_of, prize_data
from tests.tokens.admin.scenario import add_url, change_url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("hour_weights", "Give 24 weights, or none: here are 2."),
        ("weekday_weights", "Give 7 weights, or none: here are 2."),
    ],
)
def test_weights_are_counted(field: str, told: str) -> None:
    game = GameFactory()
    client = client_of(StaffRole.CAMPAIGN_MANAGER, game.organization)

    answer = client.post(add_url(Prize), prize_data(
        game=game.pk, draw_method=DrawMethod.MOMENT, spread="weighted", **{field: "1,2"},
    ))  # fmt: skip

    assert errors_of(answer) == {field: [told]}


def test_chance_and_durations_are_said_in_words() -> None:
    prize = PrizeFactory(
        draw_method=DrawMethod.PROBABILITY, chance=250_000_000, claim_seconds=1_209_600
    )
    client = client_of(StaffRole.CAMPAIGN_MANAGER, prize.game.organization)

    page = client.get(change_url(prize)).content.decode()

    assert "Now 25 %." in page
    assert "Now 14 days." in page
