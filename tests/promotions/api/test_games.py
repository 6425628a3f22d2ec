import json
from datetime import UTC, datetime, timedelta

import pytest

from promotions.enums import CampaignStatus, DrawMethod, PrizeKind, Spread
from promotions.models import Campaign, Game, Prize, PrizeUnit, Seal
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    PrizeFactory,
    PrizePresentationFactory,
    live_game,
    publish,
)
from tests.factories.tokens import redeem, token_for
from tests.identities.api.calls import Caller, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credentials_stay_known")]


def text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def published(**campaign: object) -> Game:
    prize = PrizeFactory(game__campaign=CampaignFactory(**campaign))
    publish(prize.game.campaign)
    return Game.objects.get(pk=prize.game.pk)


def test_game_is_answered_as_it_was_published() -> None:
    game = published(minimum_age=18, countries=["DE"], rules_text="Be fair.")
    revision = game.campaign.published_revision
    seal = Seal.objects.get()

    response = Caller(game.organization).get(f"games/{game.code}")

    assert response.json() == {
        "code": game.code,
        "name": game.name,
        "description": "",
        "start_message": "",
        "win_message": "",
        "lose_message": "",
        "icon_url": "",
        "kind": "instant_win",
        "phase": "live",
        "starts_at": text(game.campaign.starts_at),
        "ends_at": text(game.campaign.ends_at),
        "campaign": {
            "id": str(game.campaign_id),
            "name": game.campaign.name,
            "description": "",
            "time_zone": "UTC",
            "minimum_age": 18,
            "countries": ["DE"],
            "rules_text": "Be fair.",
            "publishes_stock": False,
        },
        "seal": {
            "commitment": seal.commitment,
            "revision_sha256": revision.sha256,
            "sealed_at": text(seal.sealed_at),
        },
    }


def test_list_has_the_same_games() -> None:
    game = published()
    caller = Caller(game.organization)

    assert caller.get("games").json()["results"] == [caller.get(f"games/{game.code}").json()]


def test_working_copy_is_not_shown() -> None:
    game = published()
    caller = Caller(game.organization)
    paths = ["games", f"games/{game.code}", f"games/{game.code}/prizes"]
    before = [caller.get(path).content for path in paths]

    Game.objects.update(name="Draft", starts_at=datetime(2020, 1, 1, tzinfo=UTC))
    Campaign.objects.update(name="Draft", rules_text="Draft", publishes_stock=True)
    Prize.objects.update(name="Draft", quantity=99)

    assert [caller.get(path).content for path in paths] == before


def test_game_that_was_never_published_is_not_found() -> None:
    game = GameFactory()
    caller = Caller(game.organization)

    assert problem(caller.get(f"games/{game.code}")) == (404, "not_found")
    assert caller.get("games").json()["results"] == []


@pytest.mark.parametrize(
    ("starts", "ends", "phase"),
    [(-2, -1, "ended"), (-1, 1, "live"), (1, 2, "scheduled")],
)
def test_phase_is_told_by_the_clock(starts: int, ends: int, phase: str) -> None:
    now = datetime.now(UTC)
    campaign = CampaignFactory(
        starts_at=now + timedelta(days=starts), ends_at=now + timedelta(days=ends)
    )
    game = PrizeFactory(game__campaign=campaign).game
    publish(campaign, at=now - timedelta(days=3))

    assert Caller(game.organization).get(f"games/{game.code}").json()["phase"] == phase


@pytest.mark.parametrize("status", [CampaignStatus.PAUSED, CampaignStatus.CANCELLED, "archived"])
def test_phase_is_the_status_of_a_campaign_that_is_not_approved(status: str) -> None:
    game = published()
    Campaign.objects.update(status=status)

    assert Caller(game.organization).get(f"games/{game.code}").json()["phase"] == status


def test_prizes_are_answered_without_how_they_are_drawn() -> None:
    game = published()
    prize = Prize.objects.get()

    response = Caller(game.organization).get(f"games/{game.code}/prizes")

    assert response.json() == {
        "results": [
            {
                "code": prize.code,
                "name": prize.name,
                "description": "",
                "kind": "physical",
                "value": None,
                "currency": "",
                "image_url": "",
                "quantity": 10,
                "remaining": None,
            }
        ]
    }


def test_remaining_stock_is_answered_where_it_is_published() -> None:
    game = published(publishes_stock=True)
    for _ in range(3):
        redeem(token_for(game))

    response = Caller(game.organization).get(f"games/{game.code}/prizes")

    assert [prize["remaining"] for prize in response.json()["results"]] == [7]


def test_moments_that_have_closed_remain_no_more() -> None:
    now = datetime.now(UTC)
    campaign = CampaignFactory(publishes_stock=True)
    PrizeFactory(
        game__campaign=campaign, draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM, quantity=5
    )
    publish(campaign)
    game = campaign.games.get()
    closed = PrizeUnit.objects.values("pk")[:2]
    PrizeUnit.objects.filter(pk__in=closed).update(
        opens_at=now - timedelta(hours=2), closes_at=now - timedelta(hours=1)
    )

    (prize,) = Caller(game.organization).get(f"games/{game.code}/prizes").json()["results"]

    assert (prize["quantity"], prize["remaining"]) == (5, 3)


def test_moments_and_seeds_are_in_no_answer() -> None:
    campaign = CampaignFactory(publishes_stock=True)
    PrizeFactory(
        game__campaign=campaign, draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM, quantity=5
    )
    publish(campaign)
    game = campaign.games.get()
    caller = Caller(game.organization)

    shown = "".join(
        caller.get(path).content.decode()
        for path in ("games", f"games/{game.code}", f"games/{game.code}/prizes")
    )

    seal = Seal.objects.get()
    moments = PrizeUnit.objects.values_list("opens_at", flat=True)
    secrets = [seal.seed, bytes(seal.draw_key).hex(), *(text(moment)[:19] for moment in moments)]
    assert len(secrets) == 7
    assert [secret for secret in secrets if secret in shown] == []
    assert (
        json.loads(caller.get(f"games/{game.code}/prizes").content)["results"][0]["remaining"] == 5
    )


def test_seed_is_not_even_read(django_assert_num_queries: object) -> None:
    game = live_game()
    caller = Caller(game.organization)
    caller.get("games")

    with django_assert_num_queries(1) as queries:  # type: ignore[operator]
        caller.get(f"games/{game.code}")

    (query,) = [query["sql"] for query in queries.captured_queries]
    assert '"seed"' not in query
    assert '"draw_key"' not in query


def test_prize_kinds_are_named() -> None:
    game = live_game(kind=PrizeKind.PHYSICAL, value="19.00", currency="EUR")

    (prize,) = Caller(game.organization).get(f"games/{game.code}/prizes").json()["results"]

    assert (prize["kind"], prize["value"], prize["currency"]) == ("physical", "19.00", "EUR")


def test_hidden_prizes_are_not_listed() -> None:
    prize = PrizeFactory(code="mug")
    hidden = PrizeFactory(game=prize.game)
    PrizePresentationFactory(prize=prize)
    PrizePresentationFactory(prize=hidden, is_hidden=True)
    publish(prize.game.campaign)

    answer = Caller(prize.game.organization).get(f"games/{prize.game.code}/prizes").json()

    assert [listed["code"] for listed in answer["results"]] == ["mug"]
