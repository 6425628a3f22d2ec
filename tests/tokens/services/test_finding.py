"""Tokens by code or source_id, of a participant, and expired ones."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from identities.models import Organization, Participant
from promotions.models import Game
from promotions.services.games import GameNotFound
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import GameFactory, live_game
from tests.factories.tokens import TokenBatchFactory, TokenFactory, redeem, token_for
from tokens.models import Token
from tokens.services.finding import (
    TokenPage,
    expired_tokens,
    find_token,
    find_token_of_game,
    tokens_of,
)

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def test_a_token_is_found_by_its_code_as_people_write_it() -> None:
    token = token_for(live_game())
    written = "-".join(token.code[place : place + 4] for place in range(0, 16, 4)).lower()

    assert find_token(organization=token.organization, name=written) == token


def test_a_token_is_found_by_its_source_id_as_it_is() -> None:
    token = TokenFactory(source_id="order 1")

    assert find_token(organization=token.organization, name="order 1") == token
    with pytest.raises(Refused, match="token_not_found"):
        find_token(organization=token.organization, name="ORDER 1")


@pytest.mark.parametrize("is_first", [True, False])
def test_a_code_counts_where_another_token_has_it_as_source_id(*, is_first: bool) -> None:
    game = GameFactory()
    if is_first:
        TokenFactory(game=game, source_id="ABCDEFGH")
    token = TokenFactory(game=game, code="ABCDEFGH")
    if not is_first:
        TokenFactory(game=game, source_id="ABCDEFGH")

    assert find_token(organization=game.organization, name="ABCDEFGH") == token


@pytest.mark.parametrize("name", ["code", "source_id"])
def test_a_token_of_another_organization_is_not_found(name: str) -> None:
    token = TokenFactory(code="ABCDEFGH", source_id="order-1")

    with pytest.raises(Refused, match="token_not_found"):
        find_token(organization=OrganizationFactory(), name=getattr(token, name))


def of(organization: Organization, participant: str, *, creates: bool = True) -> list[Token]:
    return tokens_of(organization=organization, participant=participant, creates_unknown=creates)


def test_a_participant_has_his_tokens_newest_first() -> None:
    ada = ParticipantFactory(source_id="ada")
    game = GameFactory(organization=ada.organization, campaign__organization=ada.organization)
    older, newer = (
        TokenFactory(game=game, participant=ada, issued_at=NOW - age) for age in (HOUR, 0 * HOUR)
    )
    TokenFactory(game=game)
    ParticipantFactory(source_id="ada")

    assert of(ada.organization, "ada") == [newer, older]


def test_nobody_known_is_created_where_that_is_asked_for() -> None:
    organization = OrganizationFactory()

    first, again = of(organization, "ada"), of(organization, "ada")

    known = Participant.objects.values_list("organization", "source_id")
    assert (first, again, list(known)) == ([], [], [(organization.pk, "ada")])


def test_nobody_known_stays_unknown_where_that_is_not_asked_for() -> None:
    organization = OrganizationFactory()
    before = database_fingerprint()

    assert of(organization, "ada", creates=False) == []
    assert database_fingerprint() == before


def expired(game: Game, page: int = 1, size: int = 10, at: datetime = NOW) -> TokenPage:
    return expired_tokens(
        organization=game.organization, game=game.code, at=at, page=page, size=size
    )


def expiring(game: Game, hours: int, **token: Any) -> Token:
    made: Token = TokenFactory(
        game=game, issued_at=NOW - 48 * HOUR, expires_at=NOW - hours * HOUR, **token
    )
    return made


def test_expired_tokens_come_in_the_order_of_their_expiry_page_by_page() -> None:
    game = live_game()
    tokens = [expiring(game, hours) for hours in (1, 3, 2)]

    pages = [expired(game, page=page, size=2) for page in (1, 2, 3)]

    assert [page.tokens for page in pages] == [[tokens[1], tokens[2]], [tokens[0]], []]
    assert [page.total for page in pages] == [3, 3, 3]


def test_a_token_expires_at_its_expiry() -> None:
    game = live_game()
    token = expiring(game, 1)

    totals = [expired(game, at=token.expires_at + step).total for step in (-HOUR / 1e6, 0 * HOUR)]

    assert totals == [0, 1]


def test_only_what_could_still_have_been_redeemed_expires() -> None:
    game = live_game()
    redeemed = token_for(game, expires_at=NOW + HOUR, issued_at=NOW - HOUR)
    redeem(redeemed)
    expiring(game, 1, state="voided", voided_at=NOW)
    token_for(game)
    expiring(live_game(), 1)
    printed = expiring(game, 1, participant=None, batch=TokenBatchFactory(game=game))

    assert expired(game, at=NOW + 2 * HOUR) == TokenPage([printed], 1)


def test_a_draft_has_no_tokens() -> None:
    assert expired(GameFactory()) == TokenPage([], 0)


def test_tokens_of_a_game_of_another_organization_are_not_listed() -> None:
    game = live_game()

    with pytest.raises(GameNotFound):
        expired_tokens(organization=OrganizationFactory(), game=game.code, at=NOW, page=1, size=1)


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_is_constant(rows: int, django_assert_num_queries: Any) -> None:
    game = live_game()
    ada = ParticipantFactory(organization=game.organization)
    for hours in range(1, rows + 1):
        expiring(game, hours, participant=ada)

    with django_assert_num_queries(3):
        tokens = of(game.organization, ada.source_id, creates=False)
        names = [token.game.published.document["name"] for token in tokens]
    with django_assert_num_queries(5):
        page = expired(game)
        names += [token.game.published.document["name"] for token in page.tokens]

    assert names == [game.name] * 2 * rows


def test_a_token_is_found_in_its_game_only() -> None:
    token, other = token_for(live_game()), GameFactory()
    named = {"organization": token.organization, "game": token.game.code, "code": token.code}

    assert find_token_of_game(**named) == token
    for wrong in ({"game": other.code}, {"code": "X"}, {"organization": other.organization}):
        with pytest.raises(Refused, match="token_not_found"):
            find_token_of_game(**{**named, **wrong})


def test_expired_tokens_are_read_in_the_order_of_their_index() -> None:
    tokens = Token.objects.filter(game=GameFactory()).in_phase("expired", at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")

    plan = tokens.order_by("expires_at", "id").explain()

    assert "token_expiring_of_game" in plan
    assert "Sort" not in plan
