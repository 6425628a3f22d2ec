"""The same scenarios through every door: the same rows are written, the same refusals are seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse

from identities.models import Organization
from promotions.enums import Refusal
from tests.factories.promotions import PrizeFactory, publish
from tests.factories.tokens import TokenBatchFactory, TokenFactory
from tests.parity.doors import DOORS, Door, Won
from tests.parity.rows import Rows, rows_of
from tests.parity.scenes import make_organization, participant
from tokens.models import Token

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

# a refusal ends its transaction, so that of the test can't be around it
REFUSING = pytest.mark.django_db(transaction=True)
EVERY_DOOR = pytest.mark.parametrize("door_class", DOORS, ids=lambda door: door.name)


def awarded(door: Door, game: str, source_id: str = "order-1") -> str:
    """Award a token to Ada and return its code."""
    return door.code_in(door.award(game=game, participant="ada", source_id=source_id))


def issued(organization: Organization, game: str, **token: object) -> str:
    """Issue a token as staff do, and return its code."""
    at = datetime.now(UTC) - timedelta(minutes=1)
    game_row = organization.games.get(code=game)
    owner = token.pop("participant", None) or participant(organization, "ada")
    made = TokenFactory(game=game_row, participant=owner, issued_at=at, **token)
    made.refresh_from_db()
    code: str = made.code
    return code


def batch_code(organization: Organization) -> str:
    game = organization.games.get(code="wins")
    made = TokenFactory(game=game, participant=None, batch=TokenBatchFactory(game=game))
    made.refresh_from_db()
    code: str = made.code
    return code


RESULTS: dict[str, Won] = {
    "wins": Won("cup"),
    "loses": Won(),
    "wins-token": Won(None, "wins"),
    "limited": Won("cup"),
}


@pytest.mark.parametrize("game", RESULTS)
def test_every_door_writes_the_same_rows(game: str) -> None:
    written: list[Rows] = []
    for door_class in DOORS:
        door = door_class(make_organization())
        door.redeem(game=game, code=awarded(door, game))
        written.append(rows_of(door.organization))

    assert written == [written[0]] * len(DOORS)
    assert len(written[0]["Play"]) == 1


@pytest.mark.parametrize("redeeming", DOORS, ids=lambda door: f"redeemed by {door.name}")
@pytest.mark.parametrize("awarding", DOORS, ids=lambda door: f"awarded by {door.name}")
@pytest.mark.parametrize("game", ["wins", "loses", "wins-token"])
def test_a_token_of_one_door_is_played_at_another(
    game: str, awarding: type[Door], redeeming: type[Door]
) -> None:
    organization = make_organization()

    code = awarded(awarding(organization), game)
    response = redeeming(organization).redeem(game=game, code=code)

    assert redeeming(organization).won_in(response) == RESULTS[game]
    token = Token.objects.get(code=code)
    assert (token.state, token.channel) == ("redeemed", awarding.channel)
    assert token.play.channel == redeeming.channel


@EVERY_DOOR
def test_a_token_is_played_once(door_class: type[Door]) -> None:
    door = door_class(make_organization())
    code = awarded(door, "wins")
    first = door.redeem(game="wins", code=code)
    before = rows_of(door.organization)

    again = door.redeem(game="wins", code=code)

    assert door.says_again(first, again)
    assert rows_of(door.organization) == before


@EVERY_DOOR
def test_a_token_of_one_source_id_is_awarded_once(door_class: type[Door]) -> None:
    door = door_class(make_organization())

    codes = {awarded(door, "wins") for _ in range(3)}

    assert len(codes) == (1 if door.has_source_ids else 3)
    assert Token.objects.count() == len(codes)


def limited(organization: Organization) -> str:
    door = DOORS[0](organization)
    door.redeem(game="limited", code=awarded(door, "limited"))
    return issued(organization, "limited")


REFUSED: dict[str, tuple[str, Refusal, Callable[[Organization], str]]] = {
    "unknown": ("wins", Refusal.TOKEN_NOT_FOUND, lambda _: "0123456789ABCDEF"),
    "another organization's": (
        "wins", Refusal.TOKEN_NOT_FOUND, lambda _: issued(make_organization(), "wins"),
    ),
    "of another game": ("loses", Refusal.WRONG_GAME, lambda own: issued(own, "wins")),
    "voided": (
        "wins", Refusal.TOKEN_VOIDED,
        lambda own: issued(own, "wins", state="voided", voided_at=datetime.now(UTC)),
    ),
    "expired": (
        "wins", Refusal.TOKEN_EXPIRED, lambda own: issued(own, "wins", expires_at=datetime.now(UTC))
    ),
    "of nobody": ("wins", Refusal.TOKEN_UNASSIGNED, batch_code),
    "ended": ("ended", Refusal.NOT_LIVE, lambda own: issued(own, "ended")),
    "paused": ("paused", Refusal.PAUSED, lambda own: issued(own, "paused")),
    "beyond the limit": ("limited", Refusal.LIMIT_REACHED, limited),
    "of a blocked participant": (
        "wins", Refusal.PARTICIPANT_BLOCKED,
        lambda own: issued(own, "wins", participant=participant(own, "blocked")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
@REFUSING
def test_every_door_refuses_to_redeem_alike(case: str) -> None:
    game, refusal, make = REFUSED[case]
    for door in [door_class(make_organization()) for door_class in DOORS]:
        code = make(door.organization)
        before = rows_of(door.organization)

        response = door.redeem(game=game, code=code)

        assert door.says(response) == door.refused(refusal)
        assert rows_of(door.organization) == before


def award_beyond_the_limit(door: Door) -> HttpResponse:
    awarded(DOORS[0](door.organization), "awarded-once", "order-0")
    return door.award(game="awarded-once", participant="ada", source_id="order-1")


NOT_AWARDED: dict[str, tuple[Refusal, Callable[[Door], HttpResponse]]] = {
    "beyond the limit": (Refusal.LIMIT_REACHED, award_beyond_the_limit),
    "blocked": (
        Refusal.PARTICIPANT_BLOCKED,
        lambda door: door.award(game="wins", participant="blocked", source_id="order-1"),
    ),
}


@pytest.mark.parametrize("case", NOT_AWARDED)
@REFUSING
def test_every_door_refuses_to_award_alike(case: str) -> None:
    refusal, award = NOT_AWARDED[case]
    for door in [door_class(make_organization()) for door_class in DOORS]:
        response = award(door)

        assert door.says(response) == door.not_awarded(refusal)
        assert door.organization.tokens.filter(source_id="order-1").count() == 0


@pytest.mark.parametrize("game", ["nothing", "another-organizations"])
@REFUSING
def test_no_door_awards_for_a_game_that_is_not_there(game: str) -> None:
    publish(PrizeFactory(game__code="another-organizations").game.campaign)
    for door in [door_class(make_organization()) for door_class in DOORS]:
        before = rows_of(door.organization)

        response = door.award(game=game, participant="ada", source_id="order-1")

        assert response.status_code == door.status_of_unknown_game
        assert rows_of(door.organization) == before
