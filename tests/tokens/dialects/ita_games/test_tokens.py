"""What awarding, listing and playing tokens leaves behind, and what their refusals do not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from identities.enums import Scope
from identities.models import Participant
from promotions.enums import LimitCounts, LimitPer
from promotions.models import Play
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import GameFactory, LimitFactory, PrizeFactory, publish
from tests.factories.tokens import token_for
from tests.tokens.dialects.ita_games.calls import Caller, errors
from tests.tokens.dialects.ita_games.scenario import Scenario
from tokens.models import Token

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

PATH = "tokens/participant/eve"
ORDER = {"TokenSourceId": "order-7", "GameSourceId": "wheel", "Reason": "bought"}


@pytest.fixture
def scenario() -> Scenario:
    made = Scenario()
    made.game("wheel")
    return made


@pytest.fixture
def caller(scenario: Scenario) -> Caller:
    return Caller(scenario.key(*Scope.values))


def test_a_token_is_a_real_one(scenario: Scenario, caller: Caller) -> None:
    code = caller.post(PATH, ORDER).json()["Id"]

    token = Token.objects.get()
    assert (token.code, token.source_id, token.reason) == (code, "order-7", "bought")
    assert (token.game, token.participant.source_id) == (scenario.game("wheel"), "eve")
    assert (token.channel, token.client.name, token.expires_at) == ("ita_games", "ITA", None)


def test_it_is_redeemed_by_any_other_api(caller: Caller) -> None:
    code = caller.post(PATH, ORDER).json()["Id"]

    path = f"/platform/v1/tokens/{code}/redeem"
    answer = caller.http.post(path, {}, content_type="application/json", headers=caller.headers)

    assert answer.json()["result"] == "won"
    assert caller.get("tokens/order-7").json()["GamePlayKey"] == answer.json()["play"]["id"]


def test_the_same_again_is_the_same_whatever_the_reason(caller: Caller) -> None:
    first = caller.post(PATH, ORDER)
    caller.post("game-plays/start-game-play", {"TokenId": "order-7"})

    again = caller.post(PATH, {**ORDER, "Reason": "sold"})

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert (Token.objects.count(), Token.objects.get().reason) == (1, "bought")


def test_another_organization_has_its_own_names(scenario: Scenario, caller: Caller) -> None:
    other = Scenario()
    other.organization = OrganizationFactory()
    GameFactory(organization=other.organization, campaign__organization=other.organization)
    strangers = Caller(other.key(*Scope.values))
    caller.post(PATH, ORDER)

    refused = strangers.post(PATH, ORDER)

    assert errors(refused) == {"token.GameSourceId": ["There is no such game."]}
    assert Participant.objects.filter(organization=other.organization).count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {}, {**ORDER, "GameSourceId": "nowhere"}, {**ORDER, "ParticipantSourceId": "ada"},
        {**ORDER, "Reason": "x" * 501}, {**ORDER, "TokenSourceId": "x" * 201}, b"{",
    ],
)  # fmt: skip
def test_a_token_that_fails_leaves_nobody_behind(caller: Caller, body: Any) -> None:
    errors(caller.post(PATH, body))

    assert (Token.objects.count(), Participant.objects.count()) == (0, 0)


def test_who_is_beyond_a_limit_is_not_created(scenario: Scenario, caller: Caller) -> None:
    prize = PrizeFactory(game__campaign__organization=scenario.organization)
    game = prize.game
    LimitFactory(campaign=game.campaign, counts=LimitCounts.TOKEN_AWARDS, per=LimitPer.GAME)
    publish(game.campaign)
    caller.post("tokens/participant/ada", {"TokenSourceId": "order-1", "GameSourceId": game.code})

    refused = caller.post(PATH, {"TokenSourceId": "order-2", "GameSourceId": game.code})

    assert errors(refused) == {"token.ParticipantSourceId": ["A limit is reached."]}
    assert Participant.objects.get().source_id == "ada"


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_are_one_token() -> None:
    scenario = Scenario()
    scenario.game("wheel")
    callers = [Caller(scenario.key(*Scope.values)) for _ in range(10)]

    answers = run_together([lambda each=each: each.post(PATH, ORDER) for each in callers])

    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["Id"] for answer in answers} == {Token.objects.get().code}
    assert Participant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_play_one_play() -> None:
    scenario = Scenario()
    code = scenario.order
    callers = [Caller(scenario.key(*Scope.values)) for _ in range(10)]

    answers = run_together(
        [
            lambda each=each: each.post("game-plays/start-game-play", {"TokenId": code})
            for each in callers
        ]
    )

    assert {answer.json()["GamePlayKey"] for answer in answers} == {str(Play.objects.get().pk)}


def test_an_unknown_participant_is_created_by_looking(scenario: Scenario, caller: Caller) -> None:
    assert caller.get(PATH).json() == []

    assert Participant.objects.get().source_id == "eve"


@pytest.mark.parametrize(
    ("scopes", "known"),
    [
        ([Scope.READ], 0), ([Scope.TOKENS_READ], 0),
        ([Scope.READ, Scope.PARTICIPANTS_WRITE], 1), ([Scope.TOKENS_READ, Scope.TOKENS_AWARD], 1),
    ],
)  # fmt: skip
def test_creating_needs_a_scope_too(scenario: Scenario, scopes: list[Scope], known: int) -> None:
    answer = Caller(scenario.key(*scopes)).get(PATH)

    assert (answer.status_code, answer.json()) == (200, [])
    assert Participant.objects.count() == known


def test_a_preview_records_nothing(scenario: Scenario, caller: Caller) -> None:
    body = {"TokenId": scenario.order, "IsPreview": True, "GameId": "wheel"}

    keys = {caller.post("game-plays/start-game-play", body).json()["GamePlayKey"] for _ in range(2)}

    assert (len(keys), Play.objects.count(), Token.objects.get().state) == (2, 0, "issued")


def test_what_is_told_of_a_participant_is_stored_nowhere(
    scenario: Scenario, caller: Caller
) -> None:
    body = {"TokenId": scenario.order, "ParticipantMetadata": {"Citykey": "Detroitvalue"}}

    answer = caller.post("game-plays/start-game-play", body)

    assert answer.status_code == 200
    assert [
        word for word in ("Citykey", "Detroitvalue") if word in str(database_fingerprint())
    ] == []


@pytest.mark.parametrize(
    "metadata",
    [
        {str(number): "x" for number in range(51)}, {"x" * 201: "y"}, {"x": "y" * 201},
        {"x": ["y"]}, {"x": {"y": "z"}},
    ],
)  # fmt: skip
def test_metadata_is_a_map_of_bounds(
    scenario: Scenario, caller: Caller, metadata: dict[str, Any]
) -> None:
    body = {"TokenId": scenario.order, "ParticipantMetadata": metadata}

    refused = errors(caller.post("game-plays/start-game-play", body))

    assert list(refused) == ["gamePlayRequest.ParticipantMetadata"]
    assert Play.objects.count() == 0


def test_a_guesser_is_refused(scenario: Scenario, settings: Any) -> None:
    settings.API_WRONG_CODES_PER_MINUTE = 2
    caller, code = Caller(scenario.key(*Scope.values)), scenario.order
    guesses = [
        caller.get("tokens/wrong").status_code,
        caller.post("game-plays/start-game-play", {"TokenId": "no", "IsPreview": True}).status_code,
    ]

    answers = [
        caller.get(f"tokens/{code}"),
        caller.post("game-plays/start-game-play", {"TokenId": code}),
        caller.post("game-plays/start-game-play", {"TokenId": code, "IsPreview": True}),
    ]

    assert guesses == [404, 400]
    assert [answer.status_code for answer in answers] == [429] * 3
    assert Play.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.usefixtures("credentials_stay_known")
def test_number_of_queries_is_constant(
    scenario: Scenario, caller: Caller, rows: int, django_assert_num_queries: Any
) -> None:
    ada = scenario.ada
    for _ in range(rows):
        token_for(scenario.game("wheel"), participant=ada)
        scenario.token(participant=ada, expires_at=datetime(2026, 3, 1, tzinfo=UTC))
    caller.get("tokens/participant/ada")

    with django_assert_num_queries(4):
        tokens = caller.get("tokens/participant/ada").json()
    with django_assert_num_queries(5):
        page = caller.get("tokens/expired/wheel").json()

    assert (len(tokens), len(page["ExpiredTokens"])) == (2 * rows, rows)
