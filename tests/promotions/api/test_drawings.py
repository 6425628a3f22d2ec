from typing import Any
from uuid import uuid4

import pytest

from identities.models import Participant
from promotions.models import Award, Drawing, DrawnEntry, Game
from tests.factories.drawings import drawing_game, drawn, ended_drawing
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for
from tests.identities.api.calls import Caller, errors, problem, stored
from tests.promotions.api.test_entries import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credentials_stay_known")]

PEOPLE = ("ada", "edith", "grace", "hedy")


def scene() -> tuple[Game, Drawing, Caller]:
    """Four participants, two winners, one alternate."""
    game = ended_drawing(*PEOPLE, quantity=2, alternates=1, claim_seconds=3600)
    return game, drawn(game), Caller(game.organization)


def prize_of(game: Game) -> dict[str, Any]:
    prize = game.prizes.get()
    members = {"code": prize.code, "name": prize.name, "description": "", "kind": "physical"}
    return {**members, "value": None, "currency": "", "image_url": ""}


def row(game: Game, ranked: DrawnEntry, state: str | None) -> dict[str, Any]:
    """Return how a rank is shown, whose award is in *state* if it has one."""
    award = state and {
        "id": str(ranked.award.pk), "state": state, "claim_by": text(ranked.award.claim_by),
    }  # fmt: skip
    return {
        "rank": ranked.rank,
        "entry": str(ranked.entry_id),
        "participant": ranked.entry.participant.source_id,
        "prize": state and prize_of(game),
        "award": award,
    }


def test_drawing_is_answered() -> None:
    game, drawing, caller = scene()
    first, second, third = DrawnEntry.objects.all()

    answer = caller.get(f"games/{game.code}/drawing").json()

    assert answer == {
        "entries": 4,
        "participants": 4,
        "passed_over": 0,
        "entries_sha256": drawing.entries_sha256,
        "drawn_at": text(drawing.drawn_at),
        "winners": [row(game, first, "won"), row(game, second, "won")],
        "alternates": [{**row(game, third, None), "replaces": None}],
    }


def test_winner_is_replaced() -> None:
    game, _, caller = scene()
    first, second, third = DrawnEntry.objects.all()

    response = caller.post(f"awards/{second.award.pk}/replace", {"reason": "not reached"})

    award = Award.objects.get(drawn_entry=third)
    third.refresh_from_db()
    assert response.status_code == 200
    assert response.json() == {
        "id": str(award.pk),
        "state": "won",
        "claim_by": text(award.claim_by),
        "won_at": text(award.won_at),
        "play": None,
        "entry": str(third.entry_id),
        "game": game.code,
        "participant": third.entry.participant.source_id,
        "prize": prize_of(game),
    }
    answer = caller.get(f"games/{game.code}/drawing").json()
    assert answer["winners"] == [row(game, first, "won"), row(game, second, "disqualified")]
    assert answer["alternates"] == [{**row(game, third, "won"), "replaces": 2}]


def test_award_of_a_drawing_is_answered_and_filtered() -> None:
    game, _, caller = scene()
    played = redeem(token_for(other := live_game(), participant=None), participant="x")
    award = Award.objects.get(drawn_entry__rank=1)

    answer = caller.get(f"awards/{award.pk}").json()

    assert (answer["play"], answer["entry"]) == (None, str(award.drawn_entry.entry_id))
    assert answer["game"] == game.code
    assert len(caller.get("awards", {"game": game.code}).json()["results"]) == 2
    assert caller.get(f"awards/{played.award['id']}").status_code == 404
    assert Caller(other.organization).get("awards").json()["results"][0]["entry"] is None


@pytest.mark.parametrize("kind", ["not drawn", "played", "unknown"])
def test_no_drawing_is_not_found(kind: str) -> None:
    game = {"not drawn": ended_drawing, "played": live_game, "unknown": drawing_game}[kind]()
    code = "nothing" if kind == "unknown" else game.code

    assert problem(Caller(game.organization).get(f"games/{code}/drawing")) == (404, "not_found")


def test_no_alternate_left_is_a_conflict() -> None:
    _, _, caller = scene()
    first, second = Award.objects.all()
    caller.post(f"awards/{first.pk}/replace", {"reason": "x"})
    before = stored()

    again = caller.post(f"awards/{first.pk}/replace", {"reason": "x"})
    none_left = caller.post(f"awards/{second.pk}/replace", {"reason": "x"})

    assert problem(again) == problem(none_left) == (409, "conflict")
    assert again.json()["detail"] == "An alternate has taken its place already."
    assert none_left.json()["detail"] == "No alternate is left."
    assert stored() == before


def test_award_of_a_play_is_not_replaced() -> None:
    game = live_game()
    caller, award = Caller(game.organization), redeem(token_for(game)).award
    before = stored()

    response = caller.post(f"awards/{award['id']}/replace", {"reason": "x"})

    assert problem(response) == (409, "conflict")
    assert stored() == before


def test_replacement_needs_a_reason_and_an_award() -> None:
    _, _, caller = scene()
    award, before = Award.objects.first(), stored()

    assert errors(caller.post(f"awards/{award.pk}/replace", {})) == ["reason"]
    assert errors(caller.post(f"awards/{award.pk}/replace", {"reason": ""})) == ["reason"]
    unknown = caller.post(f"awards/{uuid4()}/replace", {"reason": "x"})
    assert problem(unknown) == (404, "not_found")
    assert stored() == before


def test_number_of_queries_is_constant(django_assert_num_queries: Any) -> None:
    counted = []
    for people in (1, 3):
        game = ended_drawing(*(f"p-{n}" for n in range(people)), quantity=2, alternates=9)
        drawn(game)
        caller = Caller(game.organization)
        caller.get("games")
        with django_assert_num_queries(4):
            answer = caller.get(f"games/{game.code}/drawing").json()
        counted.append(len(answer["winners"]) + len(answer["alternates"]))

    assert counted == [1, 3]


def test_list_of_awards_asks_the_same_number_of_queries(django_assert_num_queries: Any) -> None:
    game = ended_drawing("ada", "edith", "grace", quantity=3)
    caller = Caller(game.organization)
    drawn(game)
    caller.get("games")

    with django_assert_num_queries(2):
        answer = caller.get("awards").json()

    assert len(answer["results"]) == 3


def test_participant_of_a_drawing_is_told_by_his_present_source_id() -> None:
    game = ended_drawing("ada")
    drawn(game)
    Participant.objects.update(source_id="erased-1")

    answer = Caller(game.organization).get(f"games/{game.code}/drawing").json()

    assert [winner["participant"] for winner in answer["winners"]] == ["erased-1"]
