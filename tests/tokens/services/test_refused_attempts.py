"""Refused attempts are recorded for tokens that exist, whatever door they came through."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from identities.enums import Channel, ParticipantState
from promotions.enums import LimitPer, Refusal
from promotions.models import Game
from promotions.services.refusals import Refused
from tests.database import database_fingerprint, run_together
from tests.factories.identities import ApiClientFactory, ParticipantFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    live_game,
    publish,
)
from tests.factories.tokens import TokenBatchFactory, redeem, token_for
from tests.parity.doors import DOORS, Door, EprizeDoor
from tokens.models import ATTEMPTS_A_DAY, RefusedAttempt, RefusedDay, Token

# a refusal of the database ends the transaction that it is raised in
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.invariants,
    pytest.mark.usefixtures("credentials_stay_known"),
]

PAST = datetime(2026, 1, 1, 12, tzinfo=UTC)


def try_it(token: Token, **arguments: object) -> str:
    """Redeem *token*, which is refused, and return why."""
    with pytest.raises(Refused) as refused:
        redeem(token, **arguments)
    return refused.value.code


def expired_token(game: Game | None = None) -> Token:
    return token_for(game or live_game(), issued_at=PAST, expires_at=PAST + timedelta(days=1))


def limited_game() -> Game:
    """Return a live game of which a participant may play one a day."""
    game = PrizeFactory().game
    LimitFactory(campaign=game.campaign, per=LimitPer.PARTICIPANT, maximum=1)
    publish(game.campaign)
    return game


def test_an_attempt_says_when_why_and_who() -> None:
    game = limited_game()
    first = token_for(game)
    token = token_for(game, participant=first.participant)
    client = ApiClientFactory(organization=game.organization)
    redeem(first)
    before = datetime.now(UTC)

    with pytest.raises(Refused) as refused:
        redeem(token, client_id=client.pk, request_id="mine", channel=Channel.ITA_GAMES)

    attempt = RefusedAttempt.objects.get()
    assert refused.value.detail["limit"]["maximum"] == 1
    assert before <= attempt.refused_at <= datetime.now(UTC)
    assert (attempt.refusal, attempt.detail) == ("limit_reached", refused.value.detail)
    assert (attempt.channel, attempt.client, attempt.request_id) == ("ita_games", client, "mine")
    assert (attempt.day.token, attempt.organization) == (token, game.organization)
    assert (attempt.number, attempt.participant) == (1, token.participant)


@pytest.mark.parametrize("door", DOORS)
def test_every_door_records(door: type[Door]) -> None:
    token = expired_token()
    said = door(token.organization)

    answer = said.redeem(game=token.game.code, code=token.code)

    attempt = RefusedAttempt.objects.get()
    assert said.says(answer) == said.refused(Refusal.TOKEN_EXPIRED)
    assert (attempt.refusal, attempt.channel) == ("token_expired", door.channel)
    assert attempt.client is not None
    assert attempt.request_id


@pytest.mark.parametrize("door", DOORS)
def test_codes_that_are_not_there_leave_no_record(door: type[Door]) -> None:
    token = token_for(live_game())
    other = live_game()

    door(token.organization).redeem(game=token.game.code, code="00000000")
    door(other.organization).redeem(game=other.code, code=token.code)

    assert not RefusedDay.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_the_wrong_game_is_recorded_where_it_is_told(door: type[Door]) -> None:
    token = token_for(live_game())
    other = GameFactory(campaign=token.game.campaign)

    door(token.organization).redeem(game=other.code, code=token.code)

    # an unknown token would be answered the same, and must take as long
    recorded = [] if door is EprizeDoor else ["wrong_game"]
    assert list(RefusedAttempt.objects.values_list("refusal", flat=True)) == recorded


def test_what_is_redeemed_leaves_no_record() -> None:
    token = token_for(live_game())

    for _ in range(2):
        redeem(token)

    assert not RefusedDay.objects.exists()


def test_an_attempt_is_of_who_was_named() -> None:
    token = token_for(live_game())
    somebody = ParticipantFactory(organization=token.organization)

    assert try_it(token, participant=somebody.source_id) == "not_eligible"
    assert try_it(token, participant="nobody") == "not_eligible"

    attempts = RefusedAttempt.objects.order_by("number")
    assert [attempt.participant for attempt in attempts] == [somebody, None]


def test_a_code_of_nobody_is_recorded_with_who_tried_it() -> None:
    game = live_game()
    batch = TokenBatchFactory(game=game)
    token = token_for(game, participant=None, batch=batch)
    blocked = ParticipantFactory(organization=game.organization, state=ParticipantState.BLOCKED)

    assert try_it(token) == "token_unassigned"
    assert try_it(token, participant=blocked.source_id) == "participant_blocked"

    attempts = RefusedAttempt.objects.order_by("number")
    assert [attempt.participant for attempt in attempts] == [None, blocked]


def test_each_day_of_utc_has_its_own_first_attempts() -> None:
    token = token_for(live_game(), issued_at=PAST, expires_at=PAST + timedelta(days=1))
    midnight = datetime(2026, 5, 4, tzinfo=UTC)

    for at in [midnight - timedelta(microseconds=1)] + [midnight] * (ATTEMPTS_A_DAY + 3):
        try_it(token, at=at)

    days = RefusedDay.objects.order_by("refused_on")
    assert [(day.refused_on, day.refusals, day.attempts.count()) for day in days] == [
        (date(2026, 5, 3), 1, 1),
        (date(2026, 5, 4), ATTEMPTS_A_DAY + 3, ATTEMPTS_A_DAY),
    ]


def test_fifty_refusals_at_once_stay_within_the_bound() -> None:
    token = expired_token()
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)

    refused = run_together([partial(try_it, token, at=at)] * 50)

    assert refused == ["token_expired"] * 50
    day = RefusedDay.objects.get()
    assert day.refusals == 50
    numbers = day.attempts.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, ATTEMPTS_A_DAY + 1))


def test_a_record_that_fails_leaves_the_refusal_as_it_is(caplog: Any) -> None:
    token = expired_token()

    # an id that is no client's: the record's foreign key refuses it
    assert try_it(token, client_id=token.pk) == "token_expired"

    assert "refused_attempt_not_recorded" in caplog.text
    assert not RefusedDay.objects.exists()


def test_within_a_callers_transaction_nothing_is_recorded() -> None:
    token = expired_token()
    before = database_fingerprint()

    with pytest.raises(Refused), transaction.atomic():
        redeem(token)

    assert database_fingerprint() == before


def test_the_record_does_not_wait_for_the_disk() -> None:
    token = expired_token()
    record = "SELECT record_refusal_v1(%s, %s, NULL, 'paused', '{}', 'platform', NULL, '', NULL)"

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute(record, [token.organization_id, token.code])
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)


def test_a_draft_campaigns_token_is_recorded_too() -> None:
    game = PrizeFactory(game__campaign=CampaignFactory()).game
    token = token_for(game)

    assert try_it(token) == "not_live"

    assert RefusedAttempt.objects.get().refusal == "not_live"
