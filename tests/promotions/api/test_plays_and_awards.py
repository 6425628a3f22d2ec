from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from promotions.models import Award, AwardEvent, Game, Play, Prize
from tests.factories.identities import ParticipantFactory
from tests.factories.promotions import live_game, losing_game
from tests.factories.tokens import redeem, token_for
from tests.identities.api.calls import Caller, errors, problem, stored

pytestmark = pytest.mark.django_db


def text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def won(game: Game, **token: Any) -> Award:
    redemption = redeem(token_for(game, **token), request_id="mine")
    return Award.objects.get(play_id=redemption.play_id)


def prize_of(game: Game) -> dict[str, Any]:
    prize = game.prizes.get()
    return {
        "code": prize.code,
        "name": prize.name,
        "description": "",
        "kind": "physical",
        "value": None,
        "currency": "",
        "image_url": "",
    }


def test_play_that_won_is_answered() -> None:
    game = live_game(claim_seconds=3600)
    award = won(game)
    caller = Caller(game.organization)

    response = caller.get(f"plays/{award.play_id}")

    assert response.json() == {
        "id": str(award.play_id),
        "game": game.code,
        "participant": award.participant.source_id,
        "result": "won",
        "played_at": text(award.play.played_at),
        "prize": prize_of(game),
        "award": {"id": str(award.pk), "state": "won", "claim_by": text(award.claim_by)},
        "channel": "platform",
        "request_id": "mine",
    }
    assert caller.get("plays").json()["results"] == [response.json()]


def test_play_that_lost_is_answered() -> None:
    game = losing_game()
    play = redeem(token_for(game)).play_id

    answer = Caller(game.organization).get(f"plays/{play}").json()

    assert (answer["result"], answer["prize"], answer["award"]) == ("lost", None, None)


def test_award_is_answered() -> None:
    game = live_game()
    award = won(game)
    caller = Caller(game.organization)

    response = caller.get(f"awards/{award.pk}")

    assert response.json() == {
        "id": str(award.pk),
        "state": "won",
        "claim_by": None,
        "won_at": text(award.won_at),
        "play": str(award.play_id),
        "entry": None,
        "game": game.code,
        "participant": award.participant.source_id,
        "prize": prize_of(game),
    }
    assert caller.get("awards").json()["results"] == [response.json()]


def test_prize_is_answered_as_it_was_published() -> None:
    game = live_game()
    award = won(game)
    caller = Caller(game.organization)
    paths = [f"plays/{award.play_id}", f"awards/{award.pk}"]
    before = [caller.get(path).content for path in paths]

    Prize.objects.update(name="Draft", value="1.00", currency="EUR")

    assert [caller.get(path).content for path in paths] == before


@pytest.mark.parametrize("path", ["plays/x", "awards/x", "plays/%00", "awards/0"])
def test_id_that_is_none_is_not_found(path: str) -> None:
    assert problem(Caller().get(path)) == (404, "not_found")


def test_plays_are_filtered() -> None:
    game = live_game(quantity=1)
    ada = ParticipantFactory(organization=game.organization, source_id="ada")
    first = redeem(token_for(game, participant=ada))
    second = redeem(token_for(game))
    at = text(second.played_at)
    caller = Caller(game.organization)

    def found(**query: str) -> list[str]:
        return [play["id"] for play in caller.get("plays", query).json()["results"]]

    winner, loser = str(first.play_id), str(second.play_id)
    assert found() == [loser, winner]
    assert found(participant="ada") == [winner]
    assert found(result="lost") == [loser]
    assert found(game=game.code) == [loser, winner]
    assert found(game="nothing") == []
    assert found(played_after=at) == [loser]
    assert found(played_before=at) == [winner]


def test_awards_are_filtered() -> None:
    game = live_game()
    ada = ParticipantFactory(organization=game.organization, source_id="ada")
    first, second = won(game, participant=ada), won(game)
    caller = Caller(game.organization)
    caller.post(f"awards/{first.pk}/claim")

    def found(**query: str) -> list[str]:
        return [award["id"] for award in caller.get("awards", query).json()["results"]]

    assert found() == [str(second.pk), str(first.pk)]
    assert found(state="claimed") == [str(first.pk)]
    assert found(participant="ada", game=game.code) == [str(first.pk)]
    assert found(won_before=text(second.won_at)) == [str(first.pk)]
    assert found(won_after=text(second.won_at)) == [str(second.pk)]


@pytest.mark.parametrize("body", [None, {}, {"reason": "in the app"}])
def test_award_is_claimed(body: Any) -> None:
    game = live_game()
    award = won(game)
    caller = Caller(game.organization)

    response = caller.post(f"awards/{award.pk}/claim", body)

    event = AwardEvent.objects.get()
    assert (response.status_code, response.json()["state"]) == (200, "claimed")
    assert (event.from_state, event.to_state, event.channel) == ("won", "claimed", "platform")
    assert event.client == caller.client
    assert caller.get(f"awards/{award.pk}").content == response.content


def test_claiming_again_answers_the_award_unchanged() -> None:
    game = live_game()
    award = won(game)
    caller = Caller(game.organization)

    answers = [caller.post(f"awards/{award.pk}/claim") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert AwardEvent.objects.count() == 1


def test_claim_after_its_deadline_is_a_conflict() -> None:
    game = live_game(claim_seconds=60)
    token = token_for(game, issued_at=datetime.now(UTC) - timedelta(hours=3))
    redemption = redeem(token, at=datetime.now(UTC) - timedelta(hours=2))
    award = Award.objects.get(play_id=redemption.play_id)
    before = stored()

    response = Caller(game.organization).post(f"awards/{award.pk}/claim")

    award.refresh_from_db()
    assert problem(response) == (409, "conflict")
    assert response.json()["detail"] == "The deadline for the claim, claim_by, has passed."
    assert (award.state, stored()) == ("won", before)


def test_award_is_moved_on() -> None:
    game = live_game()
    award = won(game)
    caller = Caller(game.organization)

    states = [
        caller.post(f"awards/{award.pk}/transition", {"to": state, "reason": "seen"}).json()[
            "state"
        ]
        for state in ("claimed", "verified", "fulfilled")
    ]

    assert states == ["claimed", "verified", "fulfilled"]
    assert [event.reason for event in AwardEvent.objects.all()] == ["seen"] * 3


@pytest.mark.parametrize("to", ["won", "verified", "fulfilled"])
def test_transition_that_the_state_does_not_allow_is_a_conflict(to: str) -> None:
    game = live_game()
    award = won(game)
    before = stored()

    response = Caller(game.organization).post(
        f"awards/{award.pk}/transition", {"to": to, "reason": "x"}
    )

    award.refresh_from_db()
    assert problem(response) == (409, "conflict")
    document = response.json()
    assert document["title"] == "It does not fit what is stored."
    assert document["detail"] == f"An award that is won can't become {to}."
    assert (document["state"], document["to"]) == ("won", to)
    assert (award.state, stored()) == ("won", before)


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (None, ["reason", "to"]),
        ({"to": "claimed"}, ["reason"]),
        ({"to": "claimed", "reason": ""}, ["reason"]),
        ({"to": "lost", "reason": "x"}, ["to"]),
        ({"to": ["claimed"], "reason": "x"}, ["to"]),
        ({"to": "claimed", "reason": "x", "state": "won"}, ["state"]),
    ],
)
def test_malformed_transition_is_refused(body: Any, refused: list[str]) -> None:
    game = live_game()
    award = won(game)
    before = stored()

    response = Caller(game.organization).post(f"awards/{award.pk}/transition", body)

    award.refresh_from_db()
    assert errors(response) == refused
    assert (award.state, stored()) == ("won", before)


def test_claim_under_a_key_is_answered_again_after_the_award_moved_on() -> None:
    game = live_game()
    award = won(game)
    caller = Caller(game.organization)
    first = caller.post(f"awards/{award.pk}/claim", Idempotency_Key="k")
    caller.post(f"awards/{award.pk}/transition", {"to": "verified", "reason": "seen"})

    second = caller.post(f"awards/{award.pk}/claim", Idempotency_Key="k")

    assert (second.status_code, second.content) == (200, first.content)
    assert Play.objects.count() == 1
