"""Replies of the database that never arrive: PayInGame's clients are awarded once all the same."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from identities.models import Participant
from tests.factories.values import AssetFactory, fund, held
from tests.resilience.proxy import CuttingProxy
from tests.tokens.dialects.payingame.calls import Caller, said
from tokens.models import Asset

CUTS = 100

serial = count()


@pytest.fixture
def bolt(transactional_db: None) -> Asset:
    asset: Asset = AssetFactory()
    fund(asset, 10_000)
    return asset


@pytest.mark.invariants
@pytest.mark.parametrize("wallet", ["", "0xADA"])
def test_an_award_is_made_once(wallet: str, bolt: Asset, database_proxy: CuttingProxy) -> None:
    caller, outcomes = Caller(bolt.organization), set()

    for number in range(CUTS):
        customer = f"lost-{next(serial)}"
        members: dict[str, Any] = {"RequestID": str(uuid4()), "Wallet": wallet}
        # each reply of the request in turn; a number past the last one cuts nothing
        database_proxy.cut_reply(number % 8)
        answer = caller.award(bolt, 5, CustomerID=customer, IsAllowance=not wallet, **members)
        database_proxy.disarm()
        outcomes.add((said(answer)["isError"], held(bolt, participant__source_id=customer)))

    assert outcomes == {("0", 5)}
    assert database_proxy.cuts >= CUTS // 8


@pytest.mark.parametrize("operation", ["UserToken", "Tokens"])
def test_a_read_is_made_again(operation: str, bolt: Asset, database_proxy: CuttingProxy) -> None:
    caller, outcomes = Caller(bolt.organization), set()

    for number in range(CUTS):
        customer = f"lost-{next(serial)}"
        database_proxy.cut_reply(number % 12)
        answer = caller.get(operation, bolt, customer)
        database_proxy.disarm()
        known = Participant.objects.filter(source_id=customer).count()
        outcomes.add((said(answer)["isError"], known))

    assert outcomes == {("0", int(operation == "UserToken"))}
    assert database_proxy.cuts >= CUTS // 12
