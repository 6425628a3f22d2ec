"""What is of another organization is answered byte for byte like what does not exist."""

from typing import Any
from uuid import uuid4

import pytest

from identities.models import Organization, Participant
from promotions.models import Award, DrawnEntry, Play
from tests.factories.drawings import drawn, ended_drawing
from tests.factories.promotions import live_game
from tests.factories.tokens import TokenBatchFactory, redeem, token_for
from tests.identities.api.calls import Caller, stored
from tokens.models import Token, TokenBatch

# a refusal of the database ends the transaction that it is raised in
pytestmark = pytest.mark.django_db(transaction=True)

CALLS: list[tuple[str, str, Any]] = [
    ("get", "participants/{participant}", None),
    ("get", "games/{game}", None),
    ("get", "games/{game}/prizes", None),
    ("get", "games/{raffle}/drawing", None),
    ("get", "games/{raffle}/drawn-entries", None),
    ("get", "entries/{entry}", None),
    ("get", "entries?game={raffle}", None),
    ("get", "entries?participant={winner}", None),
    ("post", "awards/{drawn}/replace", {"reason": "x"}),
    ("get", "plays/{play}", None),
    ("get", "awards/{award}", None),
    ("post", "awards/{award}/claim", {}),
    ("post", "awards/{award}/transition", {"to": "disqualified", "reason": "x"}),
    ("get", "tokens/{token}", None),
    ("post", "tokens/{token}/redeem", None),
    ("post", "tokens/{token}/redeem", {"participant": "ada"}),
    ("post", "tokens/{token}/void", {"reason": "x"}),
    ("get", "batches/{batch}", None),
    ("get", "tokens?game={game}", None),
    ("get", "tokens?participant={participant}", None),
    ("get", "tokens?batch={batch}", None),
    ("get", "plays?game={game}", None),
    ("get", "plays?participant={participant}", None),
    ("get", "awards?game={game}", None),
    ("get", "awards?participant={participant}", None),
    ("get", "batches?game={game}", None),
]


def theirs() -> dict[str, str]:
    """Return the names of one of each resource, of an organization of its own."""
    game = live_game()
    batch = TokenBatchFactory(game=game)
    token_for(game, participant=None, batch=batch)
    redeem(token_for(game))
    participant, award = Participant.objects.get(), Award.objects.get()
    raffle = ended_drawing("winner", "alternate", organization=game.organization, alternates=1)
    drawing = drawn(raffle)
    first = DrawnEntry.objects.select_related("award", "entry__participant").get(
        drawing=drawing, rank=1
    )
    return {
        "participant": participant.source_id,
        "game": game.code,
        "raffle": raffle.code,
        "entry": str(first.entry_id),
        "winner": first.entry.participant.source_id,
        "drawn": str(first.award.pk),
        "play": str(Play.objects.get().pk),
        "award": str(award.pk),
        "token": Token.objects.get(state="issued").code,
        "batch": str(TokenBatch.objects.get().pk),
    }


def nobodys() -> dict[str, str]:
    ids = {name: str(uuid4()) for name in ("play", "award", "batch", "entry", "drawn")}
    names = {"participant": "nobody", "winner": "nobody", "game": "nothing", "raffle": "nothing"}
    return {**names, "token": "N0B0DYSC0DE00000", **ids}


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_call_is_answered_as_if_it_did_not_exist(method: str, path: str, body: Any) -> None:
    names, caller = theirs(), Caller()
    arguments = [] if body is None else [body]
    before = stored()

    answers = [
        getattr(caller, method)(path.format(**existing), *arguments)
        for existing in (names, nobodys())
    ]

    assert answers[0].status_code == answers[1].status_code
    assert answers[0].content == answers[1].content
    assert answers[0]["Content-Type"] == answers[1]["Content-Type"]
    assert stored() == before


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_the_same_call_of_its_own_client_finds_it(method: str, path: str, body: Any) -> None:
    names = theirs()
    caller = Caller(Organization.objects.get())
    missing = getattr(caller, method)(path.format(**nobodys()), *([] if body is None else [body]))

    found = getattr(caller, method)(path.format(**names), *([] if body is None else [body]))

    assert found.content != missing.content


@pytest.mark.parametrize("path", ["tokens", "batches", "entries"])
def test_game_of_another_organization_is_none(path: str) -> None:
    names, caller = theirs(), Caller()
    members = {"name": "Flyer", "quantity": 1} if path == "batches" else {"participant": "ada"}
    theirs_code = names["raffle" if path == "entries" else "game"]
    before = stored()

    answers = [caller.post(path, {"game": code, **members}) for code in (theirs_code, "nothing")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].content == answers[1].content
    assert stored() == before


def test_participant_of_another_organization_is_none_of_ours() -> None:
    names = theirs()
    game = live_game()

    response = Caller(game.organization).post(
        "tokens", {"game": game.code, "participant": names["participant"]}
    )

    assert response.status_code == 201
    assert Participant.objects.filter(source_id=names["participant"]).count() == 2
