"""Awarding tokens, batches of codes, and voiding."""

from datetime import UTC, datetime, timedelta

import pytest

from identities.enums import Channel
from identities.services.actors import SYSTEM, Actor
from promotions.services.games import GameNotFound
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.drawings import drawing_game
from tests.factories.identities import ApiClientFactory, OrganizationFactory
from tests.factories.promotions import GameFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import redeem, token_for
from tokens.models import Token
from tokens.services.awarding import (
    AwardedToken,
    BatchQuantityOutOfRange,
    ExpiryNotInFuture,
    TokenSourceIdTaken,
    award_named_token,
    award_token,
    create_batch,
)
from tokens.services.codes import normalize_code
from tokens.services.voiding import TokenAlreadyRedeemed, void_token

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def award(**arguments: object) -> AwardedToken:
    game = arguments.pop("of", None) or live_game()
    return award_token(
        **{
            "organization": game.organization, "game": game.code, "participant": "ada",
            "by": SYSTEM, "at": NOW, **arguments,
        }
    )  # fmt: skip


def test_a_token_is_what_was_asked_for() -> None:
    game = live_game()
    by = Actor(channel=Channel.PLATFORM, client=ApiClientFactory(organization=game.organization))

    awarded = award(of=game, by=by, source_id="order-1", reason="bought", expires_at=NOW + HOUR)

    token = Token.objects.get(pk=awarded.token.pk)
    assert (token.game, token.participant.source_id, token.client) == (game, "ada", by.client)
    assert (token.source_id, token.reason, token.state) == ("order-1", "bought", "issued")
    assert (token.issued_at, token.expires_at, token.code) == (
        NOW, NOW + HOUR, awarded.token.code,
    )  # fmt: skip


def test_the_same_source_id_answers_the_same_token() -> None:
    game = live_game()

    first, again = (award(of=game, source_id="order-1") for _ in range(2))

    assert (first.token, first.created, again.created) == (again.token, True, False)


@pytest.mark.parametrize(
    "other", [{"participant": "eve"}, {"reason": "x"}, {"expires_at": NOW + HOUR}]
)
def test_a_source_id_stands_for_one_token(other: dict[str, object]) -> None:
    game = live_game()
    award(of=game, source_id="order-1")
    before = database_fingerprint()

    with pytest.raises(TokenSourceIdTaken):
        award(of=game, source_id="order-1", **other)

    assert database_fingerprint() == before


def test_a_named_token_is_the_same_whatever_else_is_told_of_it() -> None:
    first = award(source_id="order-1", reason="bought", expires_at=NOW + HOUR).token
    told = {"organization": first.organization, "game": first.game.code, "source_id": "order-1"}
    before = database_fingerprint()

    again = award_named_token(**told, participant="ada", reason="sold", by=SYSTEM, at=NOW)

    assert (again, database_fingerprint()) == (AwardedToken(first, created=False), before)


@pytest.mark.parametrize("other", ["participant", "game", "nobody"])
def test_a_named_token_is_of_one_participant_and_game(other: str) -> None:
    game = live_game()
    second = PrizeFactory(
        game__organization=game.organization, game__campaign__organization=game.organization
    ).game
    publish(second.campaign)
    if other == "nobody":
        token_for(game, source_id="order-1", participant=None)
    else:
        award(of=game, source_id="order-1")
    wanted = {"game": game.code, "participant": "ada"}
    wanted |= {"participant": {"participant": "eve"}, "game": {"game": second.code}}.get(other, {})
    before = database_fingerprint()

    with pytest.raises(TokenSourceIdTaken):
        award_named_token(
            organization=game.organization, source_id="order-1", by=SYSTEM, at=NOW, **wanted
        )

    assert database_fingerprint() == before


def test_organizations_have_their_own_source_ids() -> None:
    tokens = [award(source_id="order-1").token for _ in range(2)]

    assert tokens[0] != tokens[1]


@pytest.mark.parametrize("whose", ["unknown", "unpublished", "another's"])
def test_a_game_that_the_organization_has_not_published(whose: str) -> None:
    game = live_game()
    codes = {"unknown": "x", "unpublished": GameFactory(campaign=game.campaign).code,
             "another's": live_game().code}  # fmt: skip
    before = database_fingerprint()

    with pytest.raises(GameNotFound):
        award(of=game, game=codes[whose])

    assert database_fingerprint() == before


def test_a_drawing_is_no_game_that_tokens_are_for() -> None:
    game = drawing_game()
    before = database_fingerprint()

    with pytest.raises(GameNotFound):
        award(of=game)
    with pytest.raises(GameNotFound):
        create_batch(
            organization=game.organization, game=game.code, name="x", quantity=1, by=SYSTEM, at=NOW
        )

    assert database_fingerprint() == before


def test_an_expiry_lies_in_the_future() -> None:
    game = live_game()
    before = database_fingerprint()

    with pytest.raises(ExpiryNotInFuture):
        award(of=game, expires_at=NOW)

    assert database_fingerprint() == before


def batch(**arguments: object) -> list[Token]:
    game = live_game()
    made = create_batch(
        **{
            "organization": game.organization, "game": game.code, "name": "Flyers",
            "quantity": 3, "by": SYSTEM, "at": NOW, **arguments,
        }
    )  # fmt: skip
    return list(made.tokens.all())


def test_a_batch_has_codes_that_belong_to_nobody() -> None:
    tokens = batch(quantity=200)

    assert len({token.code for token in tokens}) == 200
    assert {(token.participant, token.state, token.issued_at) for token in tokens} == {
        (None, "issued", NOW)
    }


def test_a_printed_code_is_redeemed_by_whoever_names_himself() -> None:
    token = batch()[0]

    redeem(token, participant="ada")

    token.refresh_from_db()
    assert token.participant.source_id == "ada"


@pytest.mark.parametrize("quantity", [0, 10_001])
def test_a_batch_has_one_to_ten_thousand_codes(quantity: int) -> None:
    with pytest.raises(BatchQuantityOutOfRange):
        batch(quantity=quantity)


def test_a_batch_expires_in_the_future() -> None:
    with pytest.raises(ExpiryNotInFuture):
        batch(expires_at=NOW)


def void(token: Token, **arguments: object) -> Token:
    return void_token(
        **{
            "organization": token.organization, "code": token.code, "reason": "lost",
            "by": SYSTEM, "at": NOW, **arguments,
        }
    )  # fmt: skip


def test_voiding_again_changes_nothing() -> None:
    token = token_for(live_game())
    first = void(token)
    before = database_fingerprint()

    again = void(token, reason="found", at=NOW + HOUR)

    assert (again.voided_at, again.void_reason) == (first.voided_at, "lost")
    assert database_fingerprint() == before


def test_a_redeemed_token_is_not_voided() -> None:
    token = token_for(live_game())
    redeem(token)
    before = database_fingerprint()

    with pytest.raises(TokenAlreadyRedeemed):
        void(token)

    assert database_fingerprint() == before


def test_a_token_of_another_organization_is_not_found() -> None:
    with pytest.raises(Refused, match="token_not_found"):
        void(token_for(live_game()), organization=OrganizationFactory())


@pytest.mark.parametrize(
    ("written", "meant"),
    [("abcd-efgh", "ABCDEFGH"), ("OIL o i l", "011011"), ("0123 4567", "01234567")],
)
def test_a_code_is_read_as_people_write_it(written: str, meant: str) -> None:
    assert normalize_code(written) == meant
