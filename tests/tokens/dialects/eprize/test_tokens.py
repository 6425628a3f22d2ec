"""What redeeming, fetching and awarding tokens does, beyond what the samples show."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from identities.api.authentication import admit
from identities.enums import Channel, Scope
from promotions.models import Play
from tests.config.test_metrics import counted
from tests.database import RECORDS_OF_REFUSALS, database_fingerprint, run_together
from tests.tokens.dialects.eprize.calls import Caller, shape, text_of
from tests.tokens.dialects.eprize.scenario import Scenario
from tokens.models import RefusedDay, Token

# a refusal of the database ends the transaction that it is raised in
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]

NO_SUCH_TOKEN = (404, '<result ver="1.0"><status>0</status></result>')
NOTHING = "<result/>"


@pytest.fixture
def scene() -> Scenario:
    return Scenario()


@pytest.fixture
def caller(scene: Scenario) -> Caller:
    return Caller(scene.key(*Scope.values))


def address(scene: Scenario) -> str:
    return f"/v1/any-key/profile/{scene.profile(scene.ada)}"


def test_a_redemption_is_written_as_any_other(scene: Scenario, caller: Caller) -> None:
    token = scene.token()

    response = caller.post(
        f"game/golden-cup/token/{token.code}", headers={"X-Request-ID": "their-id"}
    )

    play, token = Play.objects.get(), Token.objects.get(pk=token.pk)
    assert response.status_code == 200
    assert (play.channel, play.client.name, play.request_id) == (
        Channel.EPRIZE,
        "ePrize",
        "their-id",
    )
    assert (play.participant, play.result, token.play, token.state) == (
        scene.ada, "won", play, "redeemed",
    )  # fmt: skip


def test_plays_and_refusals_are_counted(scene: Scenario, caller: Caller) -> None:
    path = f"game/golden-cup/token/{scene.token().code}"
    names = [
        ("tombola_redemptions_total", {"result": "won", "replayed": "no"}),
        ("tombola_redemptions_total", {"result": "won", "replayed": "yes"}),
        ("tombola_refusals_total", {"code": "token_not_found"}),
        ("tombola_refusals_total", {"code": "not_found"}),
    ]
    before = [counted(name, **labels) for name, labels in names]

    for asked in (path, path, "game/golden-cup/token/X", "nothing"):
        caller.post(asked)

    after = [counted(name, **labels) for name, labels in names]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1, 1]


def test_a_token_is_redeemed_however_it_is_written(scene: Scenario, caller: Caller) -> None:
    code = scene.token().code
    written = f"{code[:8].lower()}-{code[8:]}"

    response = caller.post(f"game/golden-cup/token/{written}")

    assert (response.status_code, text_of(response, "token/id")) == (200, code)


def test_a_token_that_was_won_can_be_fetched_and_redeemed(scene: Scenario, caller: Caller) -> None:
    won = text_of(
        caller.post(f"game/second-cup/token/{scene.token('second-cup').code}"),
        "token/awards/tokens/token",
    )

    fetched, redeemed, again = caller.get(won), caller.post(won), caller.get(won)

    assert [answer.status_code for answer in (fetched, redeemed, again)] == [200, 200, 404]
    assert text_of(fetched, "token/redeemed") == "false"


def test_a_prize_that_was_won_can_be_fetched(scene: Scenario, caller: Caller) -> None:
    won = text_of(
        caller.post(f"game/golden-cup/token/{scene.token().code}"), "token/awards/prizes/prize"
    )

    assert text_of(caller.get(won), "prize/id") == "cappuccino"


@pytest.mark.usefixtures("credentials_stay_known")
@pytest.mark.parametrize(
    ("make", "status"),
    [
        (lambda s: s.beyond_limit(), 403),
        (lambda s: s.token("autumn-blend"), 403),
        (lambda s: s.void(s.token()), 403),
        (lambda s: s.code(), 403),
        (lambda s: s.redeemed(s.token()), 404),
    ],
)
def test_a_token_that_was_not_redeemed_stays_as_it_is(
    make: Any, status: int, scene: Scenario, caller: Caller
) -> None:
    token = make(scene)
    admit(caller.key)
    before = database_fingerprint(but=RECORDS_OF_REFUSALS)

    response = caller.post(f"game/{token.game.code}/token/{token.code}")

    assert shape(response) == (status, NOTHING)
    assert database_fingerprint(but=RECORDS_OF_REFUSALS) == before
    # who redeemed it before is told so, which is no refusal
    assert RefusedDay.objects.filter(token=token).exists() == (status == 403)


def test_one_of_ten_redeems_the_token(scene: Scenario, caller: Caller) -> None:
    path = f"game/golden-cup/token/{scene.token().code}"

    answers = run_together([lambda: caller.post(path)] * 10)

    assert Counter(answer.status_code for answer in answers) == {200: 1, 404: 9}
    assert {shape(answer) for answer in answers if answer.status_code == 404} == {(404, NOTHING)}
    assert Play.objects.count() == 1


def test_who_guesses_tokens_is_not_listened_to(
    scene: Scenario, caller: Caller, settings: Any
) -> None:
    settings.API_WRONG_CODES_PER_MINUTE = 4
    token = scene.token()
    profile = {"profile": address(scene)}
    scene.game("lucky-sip")
    guesses = [
        caller.get("game/golden-cup/token/WRONG"),
        caller.post("game/golden-cup/token/WRONG"),
        # a token of another game is as wrong as one that never was
        caller.post(f"game/lucky-sip/token/{token.code}"),
        caller.post("codes/golden-cup/WRONG", **profile),
    ]

    answers = [
        caller.get(f"game/golden-cup/token/{token.code}"),
        caller.post(f"game/golden-cup/token/{token.code}"),
        caller.post(f"codes/golden-cup/{scene.code().code}", **profile),
    ]

    assert [shape(guess) for guess in guesses] == [NO_SUCH_TOKEN] * 4
    assert [shape(answer) for answer in answers] == [(429, NOTHING)] * 3
    assert [1 <= int(answer["Retry-After"]) <= 60 for answer in answers] == [True] * 3


@pytest.mark.parametrize(("fields", "reason"), [({}, "iw"), ({"event": "api-news"}, "api-news")])
def test_an_awarded_token_keeps_its_event(
    fields: dict[str, str], reason: str, scene: Scenario, caller: Caller
) -> None:
    scene.game("golden-cup")

    response = caller.post("game/golden-cup/tokens", profile=address(scene), **fields)

    token = Token.objects.get()
    assert (token.reason, token.participant, token.channel) == (reason, scene.ada, "eprize")
    assert (response.status_code, text_of(response, "token/id")) == (201, token.code)


def test_a_token_is_awarded_before_its_game_is_played_and_after(
    scene: Scenario, caller: Caller
) -> None:
    scene.game("autumn-blend")

    response = caller.post("game/autumn-blend/tokens", profile=address(scene))

    assert response.status_code == 201
    assert shape(caller.post(response["Location"])) == (403, NOTHING)


@pytest.mark.parametrize(
    "event", ["iw", "api-", "API-x", "newsletter", "api-" + "x" * 497, "api-\x01"]
)
def test_an_event_of_another_form_is_invalid(event: str, scene: Scenario, caller: Caller) -> None:
    scene.game("golden-cup")

    response = caller.post("game/golden-cup/tokens", profile=address(scene), event=event)

    error = "<input_error><name>event</name><error>VALIDATION</error></input_error>"
    assert shape(response) == (400, f'<result ver="1.0">{error}</result>')
    assert Token.objects.count() == 0


def test_limits_on_awards_hold_for_clients_at_once(scene: Scenario, caller: Caller) -> None:
    scene.game("daily-scratch")
    profile = address(scene)

    answers = run_together([lambda: caller.post("game/daily-scratch/tokens", profile=profile)] * 10)

    assert Counter(answer.status_code for answer in answers) == {201: 1, 403: 9}
    assert Token.objects.count() == 1
