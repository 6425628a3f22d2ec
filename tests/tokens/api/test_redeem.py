from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from promotions.enums import CampaignStatus, PrizeKind
from promotions.models import Award, Play, PrizeUnit
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    live_game,
    losing_game,
    publish,
)
from tests.factories.tokens import token_for
from tests.identities.api.calls import Caller, errors, problem, stored
from tokens.models import Token, TokenGrant

# a refusal of the database ends the transaction that it is raised in
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("credentials_stay_known"),
]


def redeem(caller: Caller, token: Token, body: Any = None, **headers: str) -> HttpResponse:
    return caller.post(f"tokens/{token.code}/redeem", body, **headers)


def text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def test_winner_is_told_what_he_won() -> None:
    game = live_game(
        name="Mug", description="Blue.", value="9.90", currency="EUR", claim_seconds=60
    )
    token = token_for(game)

    response = redeem(Caller(game.organization), token, X_Request_ID="mine")

    play, award = Play.objects.get(), Award.objects.get()
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "result": "won",
        "replayed": False,
        "play": {"id": str(play.pk), "played_at": text(play.played_at)},
        "prize": {
            "code": game.prizes.get().code,
            "name": "Mug",
            "description": "Blue.",
            "kind": "physical",
            "value": "9.90",
            "currency": "EUR",
            "image_url": "",
        },
        "award": {"id": str(award.pk), "state": "won", "claim_by": text(award.claim_by)},
        "granted": [],
    }
    assert (play.channel, play.request_id) == ("platform", "mine")


def test_loser_is_told_so() -> None:
    game = losing_game()

    answer = redeem(Caller(game.organization), token_for(game)).json()

    assert (answer["result"], answer["prize"], answer["award"], answer["granted"]) == (
        "lost",
        None,
        None,
        [],
    )


def test_redeeming_again_answers_the_same_but_for_replayed() -> None:
    game = live_game()
    token, caller = token_for(game), Caller(game.organization)
    first = redeem(caller, token).json()
    before = stored()

    second = redeem(caller, token).json()

    assert second == {**first, "replayed": True}
    assert stored() == before


@pytest.mark.parametrize("raw", [b"", b"{}"])
@pytest.mark.parametrize("content_type", ["", "application/json"])
def test_body_may_be_empty(raw: bytes, content_type: str) -> None:
    if raw and not content_type:
        pytest.skip("a body has a type")
    game = live_game()
    token, caller = token_for(game), Caller(game.organization)

    response = caller.post(f"tokens/{token.code}/redeem", raw=raw, content_type=content_type)

    assert response.json()["result"] == "won"


def test_redemption_is_one_query_with_a_known_key(django_assert_num_queries: Any) -> None:
    game = live_game()
    token, caller = token_for(game), Caller(game.organization)
    caller.get("games")

    with django_assert_num_queries(1):
        response = redeem(caller, token)

    assert response.json()["result"] == "won"


def test_redemption_is_two_queries_with_an_unknown_key(django_assert_num_queries: Any) -> None:
    game = live_game()
    token, caller = token_for(game), Caller(game.organization)

    with django_assert_num_queries(2):
        redeem(caller, token, Idempotency_Key="k")


def test_voucher_code_is_told_to_its_winner_only() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE, quantity=1)
    PrizeUnit.objects.create(
        prize=prize, game=prize.game, state="held", voucher_code="SECRET-VOUCHER"
    )
    publish(prize.game.campaign)
    caller = Caller(prize.game.organization)

    answer = redeem(caller, token_for(prize.game)).json()

    assert answer["granted"] == [{"kind": "voucher_code", "code": "SECRET-VOUCHER"}]
    others = ["plays", "awards", "tokens", "games", f"games/{prize.game.code}/prizes"]
    others += [f"plays/{answer['play']['id']}", f"awards/{answer['award']['id']}"]
    shown = b"".join(caller.get(path).content for path in others)
    assert b"SECRET-VOUCHER" not in shown


def test_granted_token_is_told() -> None:
    prize = PrizeFactory(kind=PrizeKind.PLAY_TOKEN)
    TokenGrant.objects.create(prize=prize, game=prize.game)
    publish(prize.game.campaign)

    answer = redeem(Caller(prize.game.organization), token_for(prize.game)).json()

    granted = Token.objects.get(state="issued")
    assert answer["granted"] == [{"kind": "token", "code": granted.code, "game": prize.game.code}]


def test_token_of_nobody_needs_a_participant() -> None:
    game = live_game()
    token, caller = token_for(game, participant=None), Caller(game.organization)
    before = stored()

    refused = redeem(caller, token)
    unchanged = stored()
    response = redeem(caller, token, {"participant": "ada"})

    token.refresh_from_db()
    assert problem(refused) == (422, "token_unassigned")
    assert unchanged == before
    assert (response.json()["result"], token.participant.source_id) == ("won", "ada")


def voided(game: Any) -> tuple[Token, Any]:
    return token_for(game, state="voided", voided_at=datetime.now(UTC)), None


def expired(game: Any) -> tuple[Token, Any]:
    at = datetime.now(UTC)
    return token_for(game, issued_at=at - timedelta(2), expires_at=at - timedelta(1)), None


def for_another_game(game: Any) -> tuple[Token, Any]:
    return token_for(game), {"game": "another"}


def paused(game: Any) -> tuple[Token, Any]:
    type(game.campaign).objects.update(status=CampaignStatus.PAUSED)
    return token_for(game), None


def of_a_blocked_participant(game: Any) -> tuple[Token, Any]:
    ada = ParticipantFactory(organization=game.organization, state="blocked")
    return token_for(game, participant=ada), None


def of_another_participant(game: Any) -> tuple[Token, Any]:
    return token_for(game), {"participant": "somebody else"}


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (voided, (410, "token_voided")),
        (expired, (410, "token_expired")),
        (for_another_game, (409, "wrong_game")),
        (paused, (409, "paused")),
        (of_a_blocked_participant, (403, "participant_blocked")),
        (of_another_participant, (403, "not_eligible")),
    ],
)
def test_refusal_changes_nothing(make: Any, refusal: tuple[int, str]) -> None:
    game = live_game()
    token, body = make(game)
    state, before = token.state, stored()

    response = redeem(Caller(game.organization), token, body, Idempotency_Key="k")

    token.refresh_from_db()
    assert problem(response) == refusal
    assert (token.state, token.play, stored()) == (state, None, before)


def test_game_that_is_not_open_says_when_it_opens() -> None:
    opens_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    campaign = CampaignFactory(starts_at=opens_at)
    game = PrizeFactory(game=GameFactory(campaign=campaign)).game
    publish(campaign)
    token = token_for(game)

    response = redeem(Caller(game.organization), token)

    assert problem(response) == (409, "not_live")
    assert response.json()["opens_at"] == text(opens_at)


def test_ineligible_participant_is_told_why() -> None:
    campaign = CampaignFactory(minimum_age=18)
    game = PrizeFactory(game=GameFactory(campaign=campaign)).game
    publish(campaign)

    response = redeem(Caller(game.organization), token_for(game))

    assert problem(response) == (403, "not_eligible")
    assert response.json()["reason"] == "birth_date_unknown"


def test_limit_says_when_to_come_back() -> None:
    game = PrizeFactory().game
    LimitFactory(campaign=game.campaign)
    publish(game.campaign)
    ada = ParticipantFactory(organization=game.organization)
    caller = Caller(game.organization)
    redeem(caller, token_for(game, participant=ada))
    token, before = token_for(game, participant=ada), stored()

    response = redeem(caller, token)

    token.refresh_from_db()
    assert problem(response) == (409, "limit_reached")
    assert response.json()["limit"]["maximum"] == 1
    assert response.json()["retry_at"].endswith("T00:00:00Z")
    assert (token.state, stored()) == ("issued", {**before, "Token": before["Token"]})


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"participant": 1}, ["participant"]),
        ({"participant": ""}, ["participant"]),
        ({"participant": "x" * 201}, ["participant"]),
        ({"participant": ".."}, ["participant"]),
        ({"participant": " "}, ["participant"]),
        ({"participant": "a\r"}, ["participant"]),
        ({"game": False}, ["game"]),
        ({"code": "x"}, ["code"]),
    ],
)
def test_malformed_body_is_refused(body: dict[str, Any], refused: list[str]) -> None:
    game = live_game()
    token = token_for(game, participant=None)
    before = stored()

    response = redeem(Caller(game.organization), token, body)

    assert errors(response) == refused
    assert stored() == before
