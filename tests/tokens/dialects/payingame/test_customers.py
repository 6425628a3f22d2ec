"""User tokens and balances."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from identities.enums import Channel
from identities.models import Participant, ParticipantSession
from identities.services.user_tokens import find_user_token
from tests.factories.values import AssetFactory, award, fund
from tests.tokens.dialects.payingame.calls import Caller, said
from tokens.models import Asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def bolt() -> Asset:
    asset: Asset = AssetFactory(decimals=18)
    return asset


@pytest.fixture
def caller(bolt: Asset) -> Caller:
    return Caller(bolt.organization)


def test_a_user_token_is_valid_for_5_minutes(bolt: Asset, caller: Caller) -> None:
    token = said(caller.get("UserToken", bolt, "new"))["Token"]

    session = find_user_token(token=token, at=timezone.now())
    assert (session.participant.source_id, session.channel) == ("new", Channel.PAYINGAME)
    assert session.participant.organization == bolt.organization
    assert session.expires_at - session.created_at == timedelta(minutes=5)


def test_each_page_gets_a_token_of_its_own(bolt: Asset, caller: Caller) -> None:
    tokens = {said(caller.get("UserToken", bolt))["Token"] for _ in range(3)}

    assert len(tokens) == 3
    assert (ParticipantSession.objects.count(), Participant.objects.count()) == (3, 1)


def test_looking_creates_nobody(bolt: Asset, caller: Caller) -> None:
    assert said(caller.get("Tokens", bolt, "new"))["Data"] == {"Tokens": []}

    assert not Participant.objects.exists()


def test_what_waits_for_funds_is_not_shown(bolt: Asset, caller: Caller) -> None:
    award((bolt, 5), wallet="0xADA")

    assert said(caller.get("Tokens", bolt))["Data"] == {"Tokens": []}

    fund(bolt, 5)
    (shown,) = said(caller.get("Tokens", bolt))["Data"]["Tokens"]
    assert (shown["Total"], shown["Details"][0]["Wallet"]) == (5, "0xADA")


@pytest.mark.parametrize("amount", ["0.3", "80.62", "99999999999999999999.999999999999999999"])
def test_totals_are_written_digit_by_digit(bolt: Asset, caller: Caller, amount: str) -> None:
    award((bolt, amount))

    content = caller.get("Tokens", bolt).content

    shown = json.loads(content, parse_float=Decimal)["Data"]["Tokens"][0]
    assert shown["Total"] == Decimal(amount)
    assert f'"Total":{amount},'.encode() in content
    assert shown["Details"][0]["Amount"] == amount


def test_the_total_is_of_all_accounts(bolt: Asset, caller: Caller) -> None:
    fund(bolt, 100)
    award((bolt, "0.1"), wallet="0xADA")
    award((bolt, "0.2"))
    award((bolt, "0.000000000000000003"), is_mintable=False)

    (shown,) = json.loads(caller.get("Tokens", bolt).content, parse_float=Decimal)["Data"]["Tokens"]

    assert shown["Total"] == Decimal("0.300000000000000003")
    assert [(each["Wallet"], each["IsAllowance"]) for each in shown["Details"]] == [
        ("0xADA", False), ("", True), ("", True),
    ]  # fmt: skip


@pytest.mark.usefixtures("credentials_stay_known")
def test_the_number_of_queries_does_not_grow(
    bolt: Asset, caller: Caller, django_assert_num_queries: Any
) -> None:
    caller.get("Tokens", bolt)

    for count in (1, 3):
        while bolt.campaign.assets.count() < count:
            AssetFactory(campaign=bolt.campaign)
        for asset in bolt.campaign.assets.all():
            award((asset, 1))
        with django_assert_num_queries(3):
            answer = said(caller.get("Tokens", bolt))
        assert len(answer["Data"]["Tokens"]) == count
