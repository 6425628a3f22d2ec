"""What AwardTokens leaves behind."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from identities.enums import Channel
from identities.models import Participant
from tests.database import run_together
from tests.factories.values import AssetFactory, award, fund, held
from tests.tokens.dialects.payingame.calls import OK, Caller, refusal, said
from tokens.models import Asset, AwardRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def bolt() -> Asset:
    asset: Asset = AssetFactory(decimals=18)
    return asset


@pytest.fixture
def caller(bolt: Asset) -> Caller:
    return Caller(bolt.organization)


def test_an_allowance_is_kept_for_a_customer_who_is_created(bolt: Asset, caller: Caller) -> None:
    request_id = str(uuid4())

    assert said(caller.award(bolt, 5, RequestID=request_id.upper(), IsMintable=False)) == OK

    made = AwardRequest.objects.get()
    assert (made.request_id, made.channel) == (request_id, Channel.PAYINGAME)
    assert (made.client.organization, made.campaign) == (bolt.organization, bolt.campaign)
    assert made.participant == Participant.objects.get(source_id="ada")
    assert held(bolt, kind="allowance", is_mintable=False) == 5


@pytest.mark.parametrize(
    ("amount", "stored"),
    [
        (b"80.62", "80.62"),
        (b"1E2", "100"),
        (b"0.1", "0.1"),
        # beyond a binary float
        (b"12345678901234567890.123456789012345678", "12345678901234567890.123456789012345678"),
        (b'"0.000000000000000001"', "0.000000000000000001"),
        (b'"007.50"', "7.5"),
        (b"1." + b"0" * 98, "1"),
    ],
)
def test_amounts_are_exact(bolt: Asset, caller: Caller, amount: bytes, stored: str) -> None:
    body = caller_body(caller, bolt).replace(b'"AMOUNT"', amount)

    assert said(caller.post(body)) == OK

    assert held(bolt, kind="allowance") == Decimal(stored)


def caller_body(caller: Caller, asset: Asset) -> bytes:
    return (
        f'{{"ApiKey":"{caller.key}","RequestID":"{uuid4()}","ProjectGuid":"{asset.campaign_id}",'
        f'"IsAllowance":true,"IsMintable":true,"CustomerID":"ada",'
        f'"Tokens":[{{"Guid":"{asset.pk}","Amount":"AMOUNT","ContractGuid":"{asset.contract}"}}]}}'
    ).encode()


def test_a_wallet_is_paid_at_once(bolt: Asset, caller: Caller) -> None:
    fund(bolt, 100)

    assert said(caller.award(bolt, 40, IsAllowance=False, Wallet="0xADA")) == OK

    assert held(bolt, kind="external", wallet__address="0xADA") == 40
    assert held(bolt, kind="project") == 60


def test_an_award_that_waits_is_no_error_and_settled_oldest_first(
    bolt: Asset, caller: Caller
) -> None:
    ids = [str(uuid4()) for _ in range(2)]

    for request_id, amount in zip(ids, (100, 1), strict=True):
        response = caller.award(
            bolt, amount, RequestID=request_id, IsAllowance=False, Wallet="0xADA"
        )
        assert said(response) == OK

    assert set(AwardRequest.objects.values_list("state", flat=True)) == {"queued"}
    assert fund(bolt, 99).settled == []
    assert fund(bolt, 2).settled == ids


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_all_amounts_are_awarded_or_none(bolt: Asset, caller: Caller) -> None:
    unknown = str(uuid4())
    tokens = [
        {"Guid": guid, "Amount": 1, "ContractGuid": bolt.contract}
        for guid in (str(bolt.pk), unknown)
    ]

    text = refusal(caller.award(bolt, Tokens=tokens))

    assert text == f"Unknown token {unknown.upper()}"
    assert held(bolt, kind="allowance") == 0


def test_the_same_request_awards_once_however_it_is_written(bolt: Asset, caller: Caller) -> None:
    request_id = str(uuid4())
    split = [
        {"Guid": str(bolt.pk).upper(), "Amount": part, "ContractGuid": bolt.contract.lower()}
        for part in ("2.50", 0.5)
    ]

    caller.award(bolt, 3, RequestID=request_id)
    again = caller.award(bolt, RequestID=request_id.upper(), Tokens=split, Wallet="0xADA")

    assert said(again) == OK
    assert held(bolt, kind="allowance") == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
@pytest.mark.parametrize(
    "change",
    [
        {"CustomerID": "bob"}, {"IsMintable": False}, {"IsAllowance": False, "Wallet": "0xADA"},
        {"amount": 6},
    ],
    ids=str,
)  # fmt: skip
def test_the_same_id_with_other_content_awards_nothing(
    bolt: Asset, caller: Caller, change: dict[str, Any]
) -> None:
    request_id = str(uuid4())
    caller.award(bolt, 5, RequestID=request_id)

    response = caller.award(bolt, **{"amount": 5, "RequestID": request_id, **change})

    assert refusal(response) == "RequestID belongs to another request"
    assert (held(bolt, kind="allowance"), AwardRequest.objects.count()) == (5, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
@pytest.mark.parametrize("is_allowance", [True, False])
def test_the_same_request_at_once_awards_once(
    bolt: Asset, caller: Caller, *, is_allowance: bool
) -> None:
    fund(bolt, 100)
    members = {"RequestID": str(uuid4()), "IsAllowance": is_allowance, "Wallet": "0xADA"}

    answers = run_together([lambda: said(caller.award(bolt, 5, **members))] * 10)

    assert answers == [OK] * 10
    assert held(bolt, participant__source_id="ada") == 5
    assert AwardRequest.objects.count() == 1


def test_one_id_of_two_organizations_is_two_requests(bolt: Asset, caller: Caller) -> None:
    request_id = award((AssetFactory(), 1)).request_id

    assert said(caller.award(bolt, RequestID=request_id)) == OK
    assert AwardRequest.objects.filter(request_id=request_id).count() == 2


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_the_type_of_a_body_makes_no_difference(
    bolt: Asset, caller: Caller, content_type: str
) -> None:
    body = caller_body(caller, bolt).replace(b'"AMOUNT"', b"1")
    path = "/rest/PayIngame/PublicAPI/AwardTokens"

    assert said(caller.http.generic("POST", path, body, content_type)) == OK


def test_as_many_tokens_as_may_be(bolt: Asset, caller: Caller) -> None:
    one = {"Guid": str(bolt.pk), "Amount": 1, "ContractGuid": bolt.contract}

    assert said(caller.award(bolt, Tokens=[one] * 1000)) == OK
    text = refusal(caller.award(bolt, Tokens=[one] * 1001))

    assert text == "Tokens must contain at most 1000 items"
    assert held(bolt, kind="allowance") == 1000
