"""Codes of a batch that become somebody's tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from identities.enums import ParticipantState
from identities.models import Participant
from identities.services.actors import SYSTEM
from promotions.models import Game
from promotions.services.refusals import Refused
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import live_game
from tests.factories.tokens import TokenBatchFactory, TokenFactory, redeem
from tokens.models import Token
from tokens.services.claiming import claim_code
from tokens.services.voiding import void_token

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def code_of(game: Game, **token: Any) -> Token:
    if "batch" not in token:
        token["batch"] = TokenBatchFactory(game=game)
    made = TokenFactory(game=game, participant=None, issued_at=NOW - HOUR, **token)
    made.refresh_from_db()
    return made


def somebody(game: Game, **participant: Any) -> Participant:
    return ParticipantFactory(organization=game.organization, **participant)


def claim(token: Token, **named: Any) -> Token:
    game = token.game
    return claim_code(
        **{
            "organization": game.organization, "game": game.code, "code": token.code, "at": NOW,
            **({} if "participant" in named else {"participant": somebody(game)}), **named,
        }
    )  # fmt: skip


def test_a_claimed_code_is_its_participants_who_can_redeem_it() -> None:
    code = code_of(live_game())
    ada = somebody(code.game)

    claimed = claim(code, participant=ada)

    code.refresh_from_db()
    assert (claimed, code.participant, code.claimed_at, code.state) == (code, ada, NOW, "issued")
    assert redeem(code).result == "won"
    code.refresh_from_db()
    assert (code.participant, code.claimed_at) == (ada, NOW)


def test_what_can_not_be_claimed_is_not_found() -> None:
    game = live_game()
    ada = somebody(game)
    claimed, redeemed, voided = code_of(game), code_of(game), code_of(game)
    claim(claimed, participant=ada)
    redeem(redeemed, participant="eve")
    void_token(organization=game.organization, code=voided.code, reason="x", by=SYSTEM, at=NOW)
    expired = code_of(game, expires_at=NOW)
    lone = TokenFactory(game=game)
    lone.refresh_from_db()
    of_nobody, free = code_of(game, batch=None), code_of(game)
    other = {"game": live_game().code}, {"organization": OrganizationFactory()}
    before = database_fingerprint()

    for code, named in (
        (claimed, {"participant": ada}),
        (claimed, {}),
        (redeemed, {}),
        (voided, {}),
        (expired, {}),
        (lone, {"participant": lone.participant}),
        (of_nobody, {}),
        (free, {"code": "N0B0DYS0C0DE0000"}),
        (free, other[0]),
        (free, other[1]),
    ):
        with pytest.raises(Refused, match="token_not_found"):
            claim(code, **{"participant": ada, **named})

    assert database_fingerprint() == before


@pytest.mark.parametrize("state", [ParticipantState.BLOCKED, ParticipantState.ERASED])
def test_who_is_not_active_claims_nothing(state: str) -> None:
    code = code_of(live_game())
    blocked = somebody(code.game, state=state)
    before = database_fingerprint()

    with pytest.raises(Refused, match="participant_blocked"):
        claim(code, participant=blocked)

    assert database_fingerprint() == before


@pytest.mark.django_db(transaction=True)
def test_one_of_ten_gets_the_code() -> None:
    code = code_of(live_game())
    people = [somebody(code.game) for _ in range(10)]

    outcomes = run_together(
        [lambda person=person: claim(code, participant=person) for person in people]
    )

    got = [outcome for outcome in outcomes if isinstance(outcome, Token)]
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, Refused)]
    code.refresh_from_db()
    assert ([token.participant for token in got], refused) == (
        [code.participant], ["token_not_found"] * 9,
    )  # fmt: skip
