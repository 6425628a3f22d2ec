"""Allowances, mints and payout wallets over the platform API."""

from typing import Any
from uuid import uuid4

import pytest

from identities.models import Participant
from tests.factories.identities import ParticipantFactory
from tests.factories.values import AssetFactory, award, held, mint, project_wallet
from tests.identities.api.calls import Caller, errors, problem, stored
from tokens.models import Asset, Mint, PayoutWallet

pytestmark = pytest.mark.django_db(transaction=True)


def minting(asset: Asset, /, amount: Any = "2.50", **members: Any) -> dict[str, Any]:
    return {
        "participant": "ada", "asset": str(asset.pk), "amount": amount, "wallet": "0xADA",
        "request_id": "mint-1", **members,
    }  # fmt: skip


def test_allowances_are_one_list() -> None:
    bolt = AssetFactory(symbol="BOLT")
    nut = AssetFactory(symbol="NUT", campaign=bolt.campaign)
    award((nut, 3), is_mintable=False)
    award((bolt, "1.50"), is_mintable=False)
    award((bolt, "80.62"))
    award((bolt, 7), participant="bob")
    caller = Caller(bolt.organization)

    def listed(**query: Any) -> Any:
        return caller.get("allowances", {"participant": "ada", **query}).json()

    first, second, third = (
        {"asset": str(bolt.pk), "amount": "80.62", "mintable": True},
        {"asset": str(bolt.pk), "amount": "1.5", "mintable": False},
        {"asset": str(nut.pk), "amount": "3", "mintable": False},
    )
    assert listed() == [first, second, third]
    assert (listed(asset=nut.pk), listed(mintable="true")) == ([third], [first])
    assert listed(mintable="false") == [second, third]
    assert listed(participant="nobody") == []


@pytest.mark.usefixtures("credentials_stay_known")
def test_number_of_queries_is_constant(django_assert_num_queries: Any) -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    caller.get("assets")
    for rows, more in ((1, 1), (3, 2)):
        award(*((AssetFactory(campaign=bolt.campaign), 1) for _ in range(more)))
        with django_assert_num_queries(1):
            assert len(caller.get("allowances", {"participant": "ada"}).json()) == rows


def test_an_allowance_is_minted() -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    caller = Caller(bolt.organization)

    response = caller.post("allowances/mint", minting(bolt))

    made = Mint.objects.get()
    assert (response.status_code, made.client) == (200, caller.client)
    assert response.json() == {
        "request_id": "mint-1", "participant": "ada", "asset": str(bolt.pk), "amount": "2.5",
        "wallet": "0xADA", "minted_at": made.minted_at.isoformat().replace("+00:00", "Z"),
        "channel": "platform",
    }  # fmt: skip
    assert (held(bolt, kind="allowance"), held(bolt, kind="external")) == (7.5, 2.5)
    assert caller.get("mints").json()["results"] == [response.json()]


def test_all_of_an_allowance_is_minted() -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    caller = Caller(bolt.organization)
    caller.post("allowances/mint", minting(bolt, 10))

    assert caller.get("allowances?participant=ada").json() == [
        {"asset": str(bolt.pk), "amount": "0", "mintable": True}
    ]


def test_the_same_mint_again_answers_the_same() -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    caller = Caller(bolt.organization)
    first = caller.post("allowances/mint", minting(bolt))
    before = stored()

    again = caller.post("allowances/mint", minting(bolt, 2.5))

    assert (again.status_code, again.content) == (200, first.content)
    assert stored() == before


@pytest.mark.parametrize("change", [{"amount": 3}, {"wallet": "0xBOB"}], ids=str)
def test_the_same_id_with_other_content_is_a_conflict(change: dict[str, Any]) -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    caller = Caller(bolt.organization)
    caller.post("allowances/mint", minting(bolt))
    before = stored()

    assert problem(caller.post("allowances/mint", minting(bolt, **change))) == (409, "conflict")
    assert stored() == before


def test_more_than_the_allowance_is_refused_with_what_there_is() -> None:
    bolt = AssetFactory()
    award((bolt, "10.50"))
    award((bolt, 10), is_mintable=False)
    before = stored()

    response = Caller(bolt.organization).post("allowances/mint", minting(bolt, "10.51"))

    assert problem(response) == (409, "allowance_exceeded")
    assert response.json()["allowance"] == "10.5"
    assert stored() == before


def test_what_is_not_mintable_is_refused() -> None:
    bolt = AssetFactory()
    award((bolt, 10), is_mintable=False)
    before = stored()

    response = Caller(bolt.organization).post("allowances/mint", minting(bolt))

    assert problem(response) == (403, "not_mintable")
    assert stored() == before


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"amount": "0"}, ["amount"]),
        ({"amount": -1}, ["amount"]),
        ({"amount": "Infinity"}, ["amount"]),
        ({"amount": "0.001"}, ["amount"]),
        ({"amount": "1e20"}, ["amount"]),
        ({"amount": None}, ["amount"]),
        ({"asset": str(uuid4())}, ["asset"]),
        ({"asset": "BOLT"}, ["asset"]),
        ({"participant": "nobody"}, ["participant"]),
        ({"participant": ""}, ["participant"]),
        ({"wallet": "a b"}, ["wallet"]),
        ({"wallet": None}, ["wallet"]),
        ({"request_id": "?"}, ["request_id"]),
        ({"mintable": True}, ["mintable"]),
    ],
)
def test_a_wrong_member_is_named(change: dict[str, Any], refused: list[str]) -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    before = stored()

    response = Caller(bolt.organization).post("allowances/mint", minting(bolt, **change))

    assert errors(response) == refused
    assert stored() == before


def test_nothing_is_minted_into_a_project_wallet() -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    body = minting(bolt, wallet=project_wallet(bolt).address)

    assert errors(Caller(bolt.organization).post("allowances/mint", body)) == ["wallet"]


def test_a_blocked_participant_mints_nothing() -> None:
    bolt = AssetFactory()
    award((bolt, 10))
    Participant.objects.update(state="blocked")
    before = stored()

    response = Caller(bolt.organization).post("allowances/mint", minting(bolt))

    assert problem(response) == (403, "participant_blocked")
    assert stored() == before


def test_mints_are_filtered() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    award((bolt, 10), (nut, 10))
    award((bolt, 10), participant="bob")
    first = mint(bolt, 1).mint
    second = mint(bolt, 1, participant="bob").mint
    third = mint(nut, 1).mint
    caller = Caller(bolt.organization)
    at = second.minted_at.isoformat()

    def found(**query: Any) -> list[str]:
        rows = caller.get("mints", query).json()["results"]
        return [row["request_id"] for row in rows]

    ids = [made.request_id for made in (third, second, first)]
    assert found() == ids
    assert (found(participant="bob"), found(asset=nut.pk)) == ([ids[1]], [ids[0]])
    assert (found(minted_after=at), found(minted_before=at)) == (ids[:2], ids[2:])


def test_a_payout_wallet_is_named_replaced_and_forgotten() -> None:
    ada = ParticipantFactory(source_id="ada/1 é")
    caller, path = Caller(ada.organization), "payout-wallets/ada/1%20%C3%A9"

    assert problem(caller.get(path)) == (404, "not_found")
    first = caller.put(path, {"wallet": "0xABC"})
    second = caller.put(path, {"wallet": "other"})

    named = PayoutWallet.objects.get()
    assert (first.status_code, first.json()["wallet"]) == (200, "0xABC")
    assert second.json() == caller.get(path).json() == {
        "participant": "ada/1 é", "wallet": "other",
        "named_at": named.named_at.isoformat().replace("+00:00", "Z"),
    }  # fmt: skip
    for _ in range(2):
        assert (caller.delete(path).status_code, caller.delete(path).content) == (204, b"")
    assert problem(caller.get(path)) == (404, "not_found")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_payout_wallet_of_nobody_is_not_found(method: str) -> None:
    arguments = [{"wallet": "0xABC"}] if method == "put" else []

    response = getattr(Caller(), method)("payout-wallets/nobody", *arguments)

    assert problem(response) == (404, "not_found")
    assert sum(stored().values()) == 0


@pytest.mark.parametrize("wallet", ["", "a b", None, 1, "project"])
def test_a_payout_wallet_that_is_none_is_named(wallet: Any) -> None:
    bolt = AssetFactory()
    ParticipantFactory(organization=bolt.organization, source_id="ada")
    wallet = project_wallet(bolt).address if wallet == "project" else wallet
    before = stored()

    response = Caller(bolt.organization).put("payout-wallets/ada", {"wallet": wallet})

    assert errors(response) == ["wallet"]
    assert stored() == before


@pytest.mark.parametrize("raw", [b"{", b"[]"])
def test_a_body_that_is_no_object_is_malformed(raw: bytes) -> None:
    assert problem(Caller().put("payout-wallets/ada", raw=raw)) == (400, "malformed")
