"""Redemption for clients that are not told a result again."""

from typing import Any

import pytest

from identities.enums import Channel
from identities.models import ApiClient
from promotions.models import Play
from promotions.services.refusals import Refused
from tests.factories.identities import ApiClientFactory
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for
from tests.identities.api.test_lost_connections import kill_connection
from tokens.models import Token
from tokens.services.redemption import Redemption, redeem_token_once

# a connection that dies takes its transaction along
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]


@pytest.fixture
def token() -> Token:
    return token_for(live_game())


@pytest.fixture
def client(token: Token) -> ApiClient:
    return ApiClientFactory(organization=token.organization)


def redeem_once(token: Token, client: ApiClient, **arguments: Any) -> Redemption:
    return redeem_token_once(
        **{
            "organization_id": token.organization_id, "code": token.code, "channel": Channel.EPRIZE,
            "client_id": client.pk, "request_id": "r-1", "wrong_codes_maximum": 60, **arguments,
        }
    )  # fmt: skip


def test_a_token_is_redeemed_and_then_replayed(token: Token, client: ApiClient) -> None:
    first, second = redeem_once(token, client), redeem_once(token, client)

    assert (first.replayed, second.replayed) == (False, True)
    assert first.participant_id == second.participant_id == token.participant_id


def test_a_dead_connection_is_replaced(token: Token, client: ApiClient) -> None:
    kill_connection()

    assert redeem_once(token, client).replayed is False
    assert Play.objects.count() == 1


def test_what_the_request_itself_redeemed_is_not_replayed(token: Token, client: ApiClient) -> None:
    redeem_once(token, client)
    kill_connection()

    assert redeem_once(token, client).replayed is False
    assert Play.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"request_id": "r-2"}, {"request_id": ""}, {"channel": Channel.PLATFORM}]
)
def test_what_another_request_redeemed_is_replayed(
    other: dict[str, str], token: Token, client: ApiClient
) -> None:
    redeem_once(token, client, **other)
    kill_connection()

    assert redeem_once(token, client).replayed is True


def test_what_another_client_redeemed_is_replayed(token: Token, client: ApiClient) -> None:
    redeem(token, request_id="r-1", channel=Channel.EPRIZE)
    kill_connection()

    assert redeem_once(token, client).replayed is True


def test_a_refusal_is_no_result_the_second_time_either(token: Token, client: ApiClient) -> None:
    kill_connection()

    with pytest.raises(Refused, match="wrong_game"):
        redeem_once(token, client, game="another")
