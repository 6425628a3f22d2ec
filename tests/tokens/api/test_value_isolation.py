"""What is of another organization's ledger is answered byte for byte like what does not exist."""

from typing import Any
from uuid import uuid4

import pytest

from tests.factories.identities import ParticipantFactory
from tests.factories.values import AssetFactory, award, fund, mint, project_wallet
from tests.identities.api.calls import Caller, errors, stored
from tokens.models import Asset, PayoutWallet
from tokens.services.wallets import name_payout_wallet

# a refusal of the database ends the transaction that it is raised in
pytestmark = pytest.mark.django_db(transaction=True)

FUND = {"asset": "{asset}", "amount": 1, "request_id": "r"}
MINT = {**FUND, "participant": "{participant}", "wallet": "0xNEW"}
CALLS: list[tuple[str, str, Any]] = [
    ("get", "assets/{asset}", None),
    ("get", "assets?campaign={campaign}", None),
    ("get", "wallets/{wallet}", None),
    ("get", "wallets/{external}", None),
    ("get", "wallets?asset={asset}", None),
    ("get", "wallets?campaign={campaign}", None),
    ("get", "wallets/{wallet}/statement?asset={asset}", None),
    ("get", "wallets/{external}/statement?asset={asset}", None),
    ("post", "wallets/{wallet}/fund", FUND),
    ("get", "allowances?participant={participant}", None),
    ("get", "allowances/statement?participant={participant}&asset={asset}", None),
    ("post", "allowances/mint", MINT),
    ("get", "award-requests/{request}", None),
    ("get", "award-requests?participant={participant}", None),
    ("get", "award-requests?campaign={campaign}", None),
    ("get", "fundings?asset={asset}", None),
    ("get", "fundings?campaign={campaign}", None),
    ("get", "mints?participant={participant}", None),
    ("get", "payout-wallets/{participant}", None),
    ("put", "payout-wallets/{participant}", {"wallet": "0xNEW"}),
    ("delete", "payout-wallets/{participant}", None),
]


def theirs() -> tuple[Asset, dict[str, str]]:
    """Return an asset, and the names of one of each resource of its organization."""
    bolt = AssetFactory()
    fund(bolt, 100)
    paid = award((bolt, 1), wallet="0xTHEIRS", participant="theirs")
    award((bolt, 10), participant="theirs")
    mint(bolt, 1, participant="theirs", wallet="0xTHEIRS")
    name_payout_wallet(
        organization=bolt.organization,
        participant=bolt.organization.participants.get(),
        address="0xTHEIRS",
        at=bolt.created_at,
    )
    return bolt, {
        "asset": str(bolt.pk), "campaign": str(bolt.campaign_id), "participant": "theirs",
        "wallet": project_wallet(bolt).address, "external": "0xTHEIRS", "request": paid.request_id,
    }  # fmt: skip


def nobodys() -> dict[str, str]:
    ids = {name: str(uuid4()) for name in ("asset", "campaign", "request")}
    return {**ids, "participant": "nobody", "wallet": "0xNOBODY", "external": "0xNOBODY"}


def send(caller: Caller, method: str, path: str, body: Any, names: dict[str, str]) -> Any:
    arguments = []
    if body is not None:
        arguments = [
            {name: value.format(**names) if isinstance(value, str) else value
             for name, value in body.items()}
        ]  # fmt: skip
    return getattr(caller, method)(path.format(**names), *arguments)


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_call_is_answered_as_if_it_did_not_exist(method: str, path: str, body: Any) -> None:
    _, names = theirs()
    caller = Caller()
    before = stored()

    answers = [send(caller, method, path, body, existing) for existing in (names, nobodys())]

    assert answers[0].status_code == answers[1].status_code
    assert answers[0].content == answers[1].content
    assert answers[0]["Content-Type"] == answers[1]["Content-Type"]
    assert stored() == before


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
def test_the_same_call_of_its_own_client_finds_it(method: str, path: str, body: Any) -> None:
    bolt, names = theirs()
    caller = Caller(bolt.organization)
    missing = send(caller, method, path, body, nobodys())

    found = send(caller, method, path, body, names)

    assert (found.status_code, found.content) != (missing.status_code, missing.content)


def test_another_organizations_campaign_and_asset_are_none() -> None:
    bolt, names = theirs()
    own = AssetFactory()
    caller = Caller(own.organization)
    before = stored()

    def refused(campaign: object, asset: object) -> list[str]:
        amounts = [{"asset": str(asset), "amount": 1}]
        body = {"request_id": "r", "campaign": str(campaign), "participant": "ada"}
        return errors(caller.post("award-requests", {**body, "amounts": amounts}))

    assert refused(names["campaign"], bolt.pk) == ["campaign"]
    assert refused(own.campaign_id, bolt.pk) == ["amounts"]
    path = f"wallets/{project_wallet(own).address}/fund"
    assert errors(caller.post(path, {"asset": str(bolt.pk), "amount": 1, "request_id": "r"})) == [
        "asset"
    ]
    assert stored() == before


def test_organizations_have_the_same_names_for_their_own() -> None:
    bolt, names = theirs()
    own = AssetFactory()
    ParticipantFactory(organization=own.organization, source_id="theirs")
    caller = Caller(own.organization)
    body = {
        "request_id": names["request"], "campaign": str(own.campaign_id), "participant": "theirs",
        "amounts": [{"asset": str(own.pk), "amount": 1}], "wallet": "0xTHEIRS",
    }  # fmt: skip

    assert caller.post("award-requests", body).status_code == 201
    assert caller.put("payout-wallets/theirs", {"wallet": "0xTHEIRS"}).status_code == 200
    assert PayoutWallet.objects.filter(organization=bolt.organization).count() == 1
    assert caller.get("wallets/0xTHEIRS").json()["balances"] == []
