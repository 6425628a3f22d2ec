from datetime import UTC, datetime, timedelta

import pytest

from identities.enums import Channel
from identities.services.actors import Actor
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for
from tokens.models import Token
from tokens.services.reissuing import TokenNotReissuable, reissue_token
from tokens.services.voiding import void_token

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
STAFF = Actor(channel=Channel.ADMIN)


def reissue(token: Token, **changes: object) -> Token:
    arguments = {"organization": token.organization, "code": token.code, **changes}
    return reissue_token(reason="lost", by=STAFF, at=NOW, **arguments)


def void(token: Token) -> Token:
    return void_token(
        organization=token.organization, code=token.code, reason="lost", by=STAFF, at=NOW
    )


def test_a_voided_token_is_reissued_to_its_participant() -> None:
    token = void(token_for(live_game()))

    again = reissue(token)

    assert (again.participant, again.game, again.reissues, again.expires_at) == (
        token.participant,
        token.game,
        token,
        None,
    )
    assert redeem(again).result == "won"


def test_a_reissued_token_lasts_as_long_as_the_old_one() -> None:
    issued_at = NOW - timedelta(days=9)
    token = token_for(live_game(), issued_at=issued_at, expires_at=issued_at + timedelta(days=5))

    assert reissue(token).expires_at == NOW + timedelta(days=5)


def test_a_token_is_reissued_once() -> None:
    token = void(token_for(live_game()))
    reissue(token)
    before = database_fingerprint()

    with pytest.raises(TokenNotReissuable):
        reissue(token)

    assert database_fingerprint() == before


def test_a_token_that_can_be_redeemed_is_not_reissued() -> None:
    token = token_for(live_game())
    before = database_fingerprint()

    with pytest.raises(TokenNotReissuable):
        reissue(token)

    assert database_fingerprint() == before


def test_a_redeemed_token_is_not_reissued() -> None:
    token = token_for(live_game())
    redeem(token)
    before = database_fingerprint()

    with pytest.raises(TokenNotReissuable):
        reissue(token)

    assert database_fingerprint() == before


def test_a_token_of_another_organization_is_not_found() -> None:
    token = void(token_for(live_game()))
    other = live_game().organization
    before = database_fingerprint()

    with pytest.raises(Refused) as refused:
        reissue(token, organization=other)

    assert (refused.value.code, database_fingerprint()) == ("token_not_found", before)
