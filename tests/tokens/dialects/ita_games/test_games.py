"""Games and payouts written through the dialect are drafts, published like any other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from identities.enums import Scope
from promotions.enums import GameKind
from promotions.models import Campaign, Game, GameType, Prize
from promotions.services.campaigns import NotPublishable, revise_campaign
from tests.database import database_fingerprint
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.promotions import (
    GameFactory,
    GameTypeFactory,
    PrizePresentationFactory,
    publish,
)
from tests.tokens.dialects.ita_games.calls import Caller, errors
from tests.tokens.dialects.ita_games.scenario import Scenario

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
WHEEL = {"Id": "golden-wheel", "Name": "Golden Wheel", "StartMessage": "Spin!"}
MUG = {"LegendLabel": "Mug", "Distribution": 100, "AwardValue": 12}


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


@pytest.fixture
def caller(scenario: Scenario) -> Caller:
    return Caller(scenario.key(*Scope.values))


def test_a_game_is_a_draft_of_a_campaign_that_staff_find(caller: Caller) -> None:
    caller.post("games", WHEEL)

    campaign = Campaign.objects.get()
    assert (campaign.name, campaign.channel, campaign.status) == (
        "ITA Group Games", "ita_games", "draft",
    )  # fmt: skip
    assert (campaign.games.get().code, campaign.games.get().published) == ("golden-wheel", None)


def test_staff_complete_and_publish_it_and_then_it_is_played(caller: Caller) -> None:
    caller.post("games", WHEEL)
    payout = caller.post("games/golden-wheel/payouts", MUG).json()["Id"]
    campaign = Campaign.objects.get()
    with pytest.raises(NotPublishable):
        publish(campaign)
    Prize.objects.filter(pk=payout).update(quantity=5)
    publish(campaign)

    token = {"TokenSourceId": "order-1", "GameSourceId": "golden-wheel"}
    caller.post("tokens/participant/ada", token)
    played = caller.post("game-plays/start-game-play", {"TokenId": "order-1"})

    assert played.status_code == 200
    assert caller.get(f"games/golden-wheel/payouts/{payout}").json()["Plays"] == 1
    assert caller.get("tokens/order-1").json()["GameName"] == "Golden Wheel"


def test_what_is_written_is_read_again(scenario: Scenario, caller: Caller) -> None:
    whole = caller.get(f"games/{scenario.draft.code}").json()

    caller.put("games/another", {**whole, "Id": "another"})

    assert caller.get("games/another").json() == {**whole, "Id": "another"}


def test_putting_leaves_out_what_is_not_told(scenario: Scenario, caller: Caller) -> None:
    caller.put(f"games/{scenario.draft.code}", {"Name": "Bare"})

    told = caller.get(f"games/{scenario.draft.code}").json()
    assert {name for name, value in told.items() if value} == {"Id", "Name", "GameTypeId"}
    assert told["GameTypeId"] == "00000000-0000-0000-0000-000000000000"


def test_a_revision_is_written_and_not_yet_played(scenario: Scenario, caller: Caller) -> None:
    game = scenario.game("wheel")
    scenario.order  # noqa: B018 - it is made
    revise_campaign(campaign_id=game.campaign_id, by=UserFactory(), at=NOW)

    answer = caller.put("games/wheel", {"Name": "New Wheel"})

    assert answer.status_code == 200
    assert caller.get("games/wheel").json()["Name"] == "New Wheel"
    assert caller.get("tokens/order-1").json()["GameName"] == "Game of wheel"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "games/wheel", {"Name": "New"}),
        ("POST", "games/wheel/payouts", MUG),
        ("POST", "games", {"Id": "wheel", "Name": "New"}),
        ("PUT", "games/../x", {"Name": "x"}),
        ("PUT", "games/a%20b", {"Name": "x"}),
        ("POST", "games", {"Name": "x", "GameTypeId": str(uuid4())}),
        ("POST", "games", {"Name": "x", "ClientLogoUrl": "logo.png"}),
        ("POST", "games/{draft}/payouts", {**MUG, "Distribution": 80}),
        ("POST", "games/{draft}/payouts", {**MUG, "Distribution": 0, "ImageUrl": "mug.png"}),
        ("POST", "games/{draft}/payouts", {"LegendLabel": "x", "IsDefault": True}),
        ("PUT", "games/{draft}/payouts/hidden", [{"Id": str(uuid4()), "Hidden": True}]),
        ("PUT", "games/{draft}/payouts/hidden", [{"Id": "{mug}"}] * 1001),
        ("POST", "gameTypes", {"Name": ""}),
        ("PUT", "gameTypes/x", {"Name": "x"}),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing(
    scenario: Scenario, caller: Caller, method: str, path: str, body: Any
) -> None:
    scenario.game("wheel")
    mug = scenario.payouts["mug"]
    filled = [{**each, "Id": each["Id"].replace("{mug}", mug)} for each in body] if isinstance(
        body, list
    ) else body  # fmt: skip
    caller.get("games/wheel")
    before = unadmitted()

    answer = caller.send(method, path.replace("{draft}", scenario.draft.code), filled)

    assert answer.status_code in {400, 404}
    assert unadmitted() == before


def unadmitted() -> dict[str, str]:
    """Return all rows but those that count requests."""
    rows = database_fingerprint()
    return {name: row for name, row in rows.items() if "apiclient" not in name}


@pytest.mark.parametrize(
    "path", ["games/{draft}", "games/{draft}/payouts", "games/{draft}/payouts/{mug}"]
)
def test_of_another_organization_nothing_is_seen(scenario: Scenario, path: str) -> None:
    strangers = Caller(scenario.key(*Scope.values, organization=OrganizationFactory()))
    mug = scenario.payouts["mug"]

    answer = strangers.get(path.format(draft="spring-draft", mug=mug))

    assert (answer.status_code, answer.json()) == (
        404, {"Message": "Requested Game does not exist."},
    )  # fmt: skip


def test_another_organization_may_use_the_same_code(scenario: Scenario, caller: Caller) -> None:
    strangers = Caller(scenario.key(*Scope.values, organization=OrganizationFactory()))

    answers = [each.post("games", WHEEL).json() for each in (caller, strangers)]

    assert answers == [{"Id": "golden-wheel"}] * 2
    assert Game.objects.values("organization").distinct().count() == 2


def test_a_game_type_of_another_organization_is_unknown(scenario: Scenario, caller: Caller) -> None:
    theirs = GameTypeFactory()

    refused = caller.post("games", {"Name": "x", "GameTypeId": str(theirs.source_id)})

    assert errors(refused) == {"game.GameTypeId": ["There is no such game type."]}


def test_a_game_type_is_changed(scenario: Scenario, caller: Caller) -> None:
    path = f"gameTypes/{scenario.game_type}"

    caller.put(path, {"Name": "Big wheel", "Description": "Spins", "BundleName": "big.js"})

    stored = GameType.objects.get()
    assert (stored.name, stored.description, stored.bundle_name) == (
        "Big wheel", "Spins", "big.js",
    )  # fmt: skip


def test_an_organization_without_currencies_has_no_values(scenario: Scenario) -> None:
    organization = OrganizationFactory(currencies=[])
    caller = Caller(scenario.key(*Scope.values, organization=organization))
    caller.post("games", WHEEL)

    refused = caller.post("games/golden-wheel/payouts", MUG)
    made = caller.post("games/golden-wheel/payouts", {"LegendLabel": "Mug"})

    assert errors(refused) == {
        "payoutOption.AwardValue": ["No currency is enabled that the value could be in."]
    }
    assert made.status_code == 201


def test_a_drawing_is_told_and_not_written_to(scenario: Scenario, caller: Caller) -> None:
    GameFactory(code="raffle", kind=GameKind.DRAWING, campaign__organization=scenario.organization)

    refused = caller.post("games/raffle/payouts", MUG)

    assert errors(refused) == {"payoutOption": ["The game is a drawing: it is not played."]}
    assert caller.get("games/raffle").json()["Id"] == "raffle"


def test_hidden_payouts_are_not_listed_to_client_apps(scenario: Scenario, caller: Caller) -> None:
    game = scenario.game("wheel")
    revise_campaign(campaign_id=game.campaign_id, by=UserFactory(), at=NOW)
    prize = str(game.prizes.get().pk)

    caller.put("games/wheel/payouts/hidden", [{"Id": prize, "Hidden": True}])
    game.campaign.refresh_from_db()
    publish(game.campaign)

    listed = caller.http.get("/platform/v1/games/wheel/prizes", headers=caller.headers).json()
    assert listed == {"results": []}
    assert caller.get("games/wheel/payouts").json()[0]["Hidden"] is True


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.usefixtures("credentials_stay_known")
def test_number_of_queries_is_constant(
    scenario: Scenario, caller: Caller, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        PrizePresentationFactory(prize__game=scenario.draft)
    caller.get("games/spring-draft/payouts")

    with django_assert_num_queries(3):
        payouts = caller.get("games/spring-draft/payouts").json()

    assert len(payouts) == rows
