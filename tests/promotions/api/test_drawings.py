from typing import Any
from urllib.parse import parse_qs, urlsplit
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


def row(
    game: Game, ranked: DrawnEntry, state: str | None, replaces: int | None = None
) -> dict[str, Any]:
    """Return how a rank is shown, whose award is in *state* if it has one."""
    award = state and {
        "id": str(ranked.award.pk), "state": state, "claim_by": text(ranked.award.claim_by),
    }  # fmt: skip
    return {
        "rank": ranked.rank,
        "entry": str(ranked.entry_id),
        "participant": ranked.entry.participant.source_id,
        "replaces": replaces,
        "prize": state and prize_of(game),
        "award": award,
    }


def test_drawing_is_answered() -> None:
    game, drawing, caller = scene()

    answer = caller.get(f"games/{game.code}/drawing").json()

    assert answer == {
        "entries": 4,
        "participants": 4,
        "passed_over": 0,
        "entries_sha256": drawing.entries_sha256,
        "drawn_at": text(drawing.drawn_at),
        "winners": 2,
        "alternates": 1,
    }


def test_drawn_entries_are_listed_by_rank() -> None:
    game, _, caller = scene()
    first, second, third = DrawnEntry.objects.all()

    answer = caller.get(f"games/{game.code}/drawn-entries").json()

    assert (answer["next"], answer["previous"]) == (None, None)
    assert answer["results"] == [
        row(game, first, "won"),
        row(game, second, "won"),
        row(game, third, None),
    ]


def ranks_of(caller: Caller, url: str) -> tuple[list[int], dict[str, Any]]:
    page = caller.get(url.removeprefix("http://testserver/platform/v1/")).json()
    return [shown["rank"] for shown in page["results"]], page


def test_pages_of_drawn_entries_follow_each_other_and_lead_back() -> None:
    # more than nine: ranks are numbers, not text
    game = ended_drawing(*(f"p-{n}" for n in range(11)), quantity=10, alternates=9)
    drawn(game)
    caller = Caller(game.organization)

    first, page = ranks_of(caller, f"games/{game.code}/drawn-entries?page_size=4")
    second, page_2 = ranks_of(caller, page["next"])
    third, page_3 = ranks_of(caller, page_2["next"])
    back, page_4 = ranks_of(caller, page_3["previous"])
    start, page_5 = ranks_of(caller, page_4["previous"])

    assert (first, second, third) == ([1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11])
    assert (back, start) == (second, first)
    assert (page["previous"], page_3["next"], page_5["previous"]) == (None, None, None)


def test_drawn_entries_are_filtered_by_participant() -> None:
    game, _, caller = scene()
    second = DrawnEntry.objects.get(rank=2)
    path = f"games/{game.code}/drawn-entries"

    found = caller.get(path, {"participant": second.entry.participant.source_id}).json()

    assert [shown["rank"] for shown in found["results"]] == [2]
    assert caller.get(path, {"participant": "nobody"}).json()["results"] == []
    assert errors(caller.get(path, {"rank": "1"})) == ["rank"]


def test_cursor_of_another_list_is_refused() -> None:
    game, _, caller = scene()
    following = caller.get("entries", {"page_size": "1"}).json()["next"]
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]

    refused = caller.get(f"games/{game.code}/drawn-entries", {"cursor": cursor})

    assert errors(refused) == ["cursor"]


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
    assert caller.get(f"games/{game.code}/drawn-entries").json()["results"] == [
        row(game, first, "won"),
        row(game, second, "disqualified"),
        row(game, third, "won", replaces=2),
    ]
    answer = caller.get(f"games/{game.code}/drawing").json()
    assert (answer["winners"], answer["alternates"]) == (2, 1)


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


@pytest.mark.parametrize("what", ["drawing", "drawn-entries"])
@pytest.mark.parametrize("kind", ["not drawn", "played", "unknown"])
def test_no_drawing_is_not_found(kind: str, what: str) -> None:
    game = {"not drawn": ended_drawing, "played": live_game, "unknown": drawing_game}[kind]()
    code = "nothing" if kind == "unknown" else game.code

    assert problem(Caller(game.organization).get(f"games/{code}/{what}")) == (404, "not_found")


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
    listed = []
    for people in (1, 3):
        game = ended_drawing(*(f"p-{n}" for n in range(people)), quantity=2, alternates=9)
        drawn(game)
        caller = Caller(game.organization)
        caller.get("games")
        with django_assert_num_queries(2):
            caller.get(f"games/{game.code}/drawing")
        with django_assert_num_queries(3):
            answer = caller.get(f"games/{game.code}/drawn-entries").json()
        listed.append(len(answer["results"]))

    assert listed == [1, 3]


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

    answer = Caller(game.organization).get(f"games/{game.code}/drawn-entries").json()

    assert [drawn["participant"] for drawn in answer["results"]] == ["erased-1"]
