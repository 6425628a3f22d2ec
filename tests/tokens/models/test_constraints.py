"""Every named rule of the tables, broken by going round the services."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.database import named_rules, named_triggers, store_again, violated_by
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import GameFactory, PrizeFactory, live_game
from tests.factories.tokens import TokenBatchFactory, TokenFactory, redeem, refused, token_for
from tests.tokens.models import test_ledger_constraints, test_ledger_triggers
from tokens.models import RefusedDay, Token, TokenBatch, TokenGrant

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def change(**values: object) -> None:
    Token.objects.filter(pk=TokenFactory().pk).update(**values)


def change_redeemed(**values: object) -> None:
    token = token_for(live_game())
    redeem(token)
    Token.objects.filter(pk=token.pk).update(**values)


def two_in_the_place_of(token: Token) -> None:
    for _ in range(2):
        TokenFactory(game=token.game, reissues=token)


def two_with_one_source_id() -> None:
    first = TokenFactory(source_id="order-1")
    TokenFactory(game=first.game, source_id="order-1")


VIOLATIONS: dict[str, Callable[[], object]] = {
    "token_code_unique": lambda: TokenFactory.create_batch(2, code="ABCDEFGH"),
    "token_source_id_unique": two_with_one_source_id,
    "token_reissued_once": lambda: two_in_the_place_of(TokenFactory()),
    "token_code_in_alphabet": lambda: change(code="ABCDEFGU"),
    "token_state_known": lambda: change(state="eaten"),
    "token_redeemed_iff_played": lambda: change(state="redeemed", redeemed_at=NOW),
    "token_voided_iff_instant": lambda: change(state="voided"),
    "token_redeemed_by_somebody": lambda: change_redeemed(participant=None),
    "token_claimed_of_batch_by_somebody": lambda: change(claimed_at=NOW),
    "token_period_in_order": lambda: TokenFactory(issued_at=NOW, expires_at=NOW),
    "token_game_in_organization": lambda: change(organization=OrganizationFactory()),
    "token_participant_in_organization": lambda: change(participant=ParticipantFactory()),
    "token_grant_valid_seconds_positive": lambda: TokenGrant.objects.create(
        prize=PrizeFactory(), game=GameFactory(), valid_seconds=0
    ),
    "refused_day_of_token_unique": lambda: store_again(refused(TokenFactory()).day),
    "refused_day_has_refusals": lambda: RefusedDay.objects.create(
        token=TokenFactory(), refused_on=NOW, refusals=0
    ),
    "refused_attempt_number_unique": lambda: store_again(refused(TokenFactory())),
    "refused_attempt_among_the_first": lambda: refused(TokenFactory(), number=21),
    "refused_attempt_code_recorded": lambda: refused(TokenFactory(), refusal="token_not_found"),
    "refused_attempt_participant_in_organization": lambda: refused(
        TokenFactory(), participant=ParticipantFactory()
    ),
    "token_batch_quantity_positive": lambda: TokenBatchFactory(quantity=0),
    "token_batch_game_in_organization": lambda: TokenBatch.objects.filter(
        pk=TokenBatchFactory().pk
    ).update(organization=OrganizationFactory()),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_named_rule_holds(name: str) -> None:
    assert violated_by(VIOLATIONS[name]) == name


@pytest.mark.parametrize(
    "values",
    [
        {"state": "issued"},
        {"play": None},
        {"redeemed_at": None},
        {"state": "voided", "voided_at": NOW},
    ],
)
def test_a_redeemed_token_stays_with_its_play(values: dict[str, object]) -> None:
    assert violated_by(lambda: change_redeemed(**values)) == "token_redeemed_iff_played"


@pytest.mark.parametrize("code", ["ABCDEFG", "abcdefgh", "ABCD-EFG", "ABCDEFGH\n"])
def test_a_code_has_at_least_eight_characters_of_the_alphabet(code: str) -> None:
    assert violated_by(lambda: change(code=code)) == "token_code_in_alphabet"


def test_a_token_may_expire_an_instant_after_it_was_issued() -> None:
    assert (
        violated_by(lambda: TokenFactory(issued_at=NOW, expires_at=NOW + timedelta(microseconds=1)))
        is None
    )


def test_every_named_rule_is_tried() -> None:
    of_ledger = (test_ledger_constraints.VIOLATIONS.keys() - test_ledger_constraints.BY_TRIGGER) | (
        test_ledger_constraints.REFERRED_TO
    )

    assert named_rules("tokens") == VIOLATIONS.keys() | of_ledger


def test_every_trigger_is_tried() -> None:
    assert named_triggers("tokens") == test_ledger_triggers.STOPPED.keys() | (
        test_ledger_triggers.WRITING
    )
