from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from promotions.models import Entry, Game
from promotions.services.campaigns import pause_campaign
from tests.factories.drawings import drawing_game, drawn, ended_drawing, enter, published
from tests.factories.identities import ParticipantFactory, UserFactory
from tests.factories.promotions import LimitFactory, live_game
from tests.identities.api.calls import Caller, errors, problem, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credentials_stay_known")]


def text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def scene() -> tuple[Game, Caller]:
    game = drawing_game()
    return game, Caller(game.organization)


def body(game: Game, **members: object) -> dict[str, object]:
    return {"game": game.code, "participant": "ada", **members}


def test_entry_is_awarded_and_answered() -> None:
    game, caller = scene()

    response = caller.post("entries", body(game, source_id="e-1"), X_Request_ID="mine")

    entry = Entry.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": str(entry.pk),
        "game": game.code,
        "participant": "ada",
        "source_id": "e-1",
        "entered_at": text(entry.entered_at),
    }
    assert (entry.client, entry.channel, entry.request_id) == (caller.client, "platform", "mine")
    assert caller.get(f"entries/{entry.pk}").json() == response.json()
    assert caller.get("entries").json()["results"] == [response.json()]


def test_entry_without_a_source_id_is_another_each_time() -> None:
    game, caller = scene()

    answers = [caller.post("entries", body(game)) for _ in range(2)]

    assert [(answer.status_code, answer.json()["source_id"]) for answer in answers] == [
        (201, None), (201, None),
    ]  # fmt: skip
    assert answers[0].json()["id"] != answers[1].json()["id"]


def test_same_source_id_again_answers_the_same_entry() -> None:
    game, caller = scene()
    first = caller.post("entries", body(game, source_id="e-1"))

    again = caller.post("entries", body(game, source_id="e-1"))

    assert (again.status_code, again.json()) == (200, first.json())


def test_same_source_id_with_other_content_is_a_conflict() -> None:
    game, caller = scene()
    caller.post("entries", body(game, source_id="e-1"))
    before = stored()

    response = caller.post("entries", body(game, source_id="e-1", participant="grace"))

    assert problem(response) == (409, "conflict")
    assert stored() == before


def test_same_key_again_answers_the_same_entry() -> None:
    game, caller = scene()

    answers = [caller.post("entries", body(game), Idempotency_Key="k") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert Entry.objects.count() == 1


def test_game_that_is_played_is_no_drawing() -> None:
    game = live_game()
    caller = Caller(game.organization)
    before = stored()

    answers = [
        caller.post("entries", {"game": code, "participant": "ada"})
        for code in (game.code, "nothing")
    ]

    assert [errors(answer) for answer in answers] == [["game"], ["game"]]
    assert answers[0].content == answers[1].content
    assert stored() == before


@pytest.mark.parametrize("path", ["tokens", "batches"])
def test_tokens_are_not_awarded_for_a_drawing(path: str) -> None:
    game, caller = scene()
    members = {"participant": "ada"} if path == "tokens" else {"name": "Flyer", "quantity": 1}
    before = stored()

    answers = [caller.post(path, {"game": code, **members}) for code in (game.code, "nothing")]

    assert [errors(answer) for answer in answers] == [["game"], ["game"]]
    assert answers[0].content == answers[1].content
    assert stored() == before


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, ["game", "participant"]),
        ({"game": 1, "participant": ""}, ["game", "participant"]),
        ({"game": "x", "participant": "a\n"}, ["participant"]),
        ({"game": "x", "participant": "a", "source_id": ""}, ["source_id"]),
        ({"game": "x", "participant": "a", "entered_at": "2026-01-01T00:00:00Z"}, ["entered_at"]),
    ],
)
def test_request_that_is_not_valid_is_refused(sent: Any, wrong: list[str]) -> None:
    caller = Caller()
    before = stored()

    response = caller.post("entries", sent)

    assert errors(response) == wrong
    assert stored() == before


def test_refusals_are_answered_by_their_codes() -> None:
    game = drawing_game(publishes=False)
    LimitFactory(campaign=game.campaign, counts="entries", window="campaign")
    published(game)
    caller = Caller(game.organization)
    ParticipantFactory(organization=game.organization, source_id="blocked", state="blocked")
    caller.post("entries", body(game))
    before = stored()

    limited = caller.post("entries", body(game))
    blocked = caller.post("entries", body(game, participant="blocked"))
    pause_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="x", at=datetime.now(UTC))
    paused = caller.post("entries", body(game))

    assert problem(limited) == (409, "limit_reached")
    assert (limited.json()["limit"]["counts"], limited.json()["retry_at"]) == ("entries", None)
    assert problem(blocked) == (403, "participant_blocked")
    assert problem(paused) == (409, "paused")
    assert stored() == before


def test_drawing_that_has_ended_is_not_live() -> None:
    game = ended_drawing("ada")
    caller = Caller(game.organization)

    ended = caller.post("entries", body(game))
    drawn(game)
    over = caller.post("entries", body(game))

    assert problem(ended) == problem(over) == (409, "not_live")
    assert ended.json()["opens_at"] is None


def test_entries_are_filtered() -> None:
    game, caller = scene()
    other = drawing_game(organization=game.organization)
    start = game.published.starts_at
    first = enter(game, "ada", at=start)
    second = enter(game, "grace", at=start + timedelta(hours=1))
    third = enter(other, "ada", at=start + timedelta(hours=2))

    def found(**query: str) -> list[str]:
        return [row["id"] for row in caller.get("entries", query).json()["results"]]

    assert found() == [str(third.pk), str(second.pk), str(first.pk)]
    assert found(participant="ada") == [str(third.pk), str(first.pk)]
    assert found(game=game.code) == [str(second.pk), str(first.pk)]
    assert found(entered_after=text(second.entered_at)) == [str(third.pk), str(second.pk)]
    assert found(entered_before=text(second.entered_at)) == [str(first.pk)]


def test_number_of_queries_is_constant(django_assert_num_queries: Any) -> None:
    game, caller = scene()
    enter(game)
    caller.get("entries")

    with django_assert_num_queries(1):
        caller.get("entries")
    for number in range(2):
        enter(game, f"person-{number}")
    with django_assert_num_queries(1):
        assert len(caller.get("entries").json()["results"]) == 3
