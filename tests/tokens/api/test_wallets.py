"""Assets, wallets and funding over the platform API."""

from typing import Any
from uuid import uuid4

import pytest

from tests.factories.tokens import redeem, token_for
from tests.factories.values import (
    AssetFactory,
    award,
    fund,
    game_that_pays,
    held,
    mint,
    project_wallet,
)
from tests.identities.api.calls import Caller, errors, problem, stored
from tokens.models import Asset, Wallet

pytestmark = pytest.mark.django_db(transaction=True)


def funding(asset: Asset, /, amount: Any = "100.50", **members: Any) -> dict[str, Any]:
    return {"asset": str(asset.pk), "amount": amount, "request_id": "fund-1", **members}


def path_of(asset: Asset) -> str:
    return f"wallets/{project_wallet(asset).address}"


def test_an_asset_is_fetched() -> None:
    bolt = AssetFactory(name="Bolts", symbol="BOLT", decimals=2, contract="0xC0", chain_name="E")

    answer = Caller(bolt.organization).get(f"assets/{bolt.pk}").json()

    assert answer == {
        "id": str(bolt.pk), "campaign": str(bolt.campaign_id), "name": "Bolts", "symbol": "BOLT",
        "decimals": 2, "contract": "0xC0", "chain_name": "E",
        "project_wallet": project_wallet(bolt).address, "created_at": answer["created_at"],
    }  # fmt: skip


def test_assets_are_listed_by_campaign() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign__organization=bolt.organization)
    caller = Caller(bolt.organization)

    def found(**query: Any) -> list[str]:
        return [row["id"] for row in caller.get("assets", query).json()["results"]]

    assert found() == [str(nut.pk), str(bolt.pk)]
    assert found(campaign=bolt.campaign_id) == [str(bolt.pk)]
    assert problem(caller.get(f"assets/{uuid4()}")) == (404, "not_found")


def test_a_project_wallet_says_what_it_holds() -> None:
    bolt = AssetFactory(symbol="BOLT")
    nut = AssetFactory(symbol="NUT", campaign=bolt.campaign)
    fund(bolt, "100.50")

    answer = Caller(bolt.organization).get(path_of(bolt)).json()

    assert answer == {
        "address": project_wallet(bolt).address, "kind": "project",
        "campaign": str(bolt.campaign_id), "created_at": answer["created_at"],
        "balances": [
            {"asset": str(bolt.pk), "amount": "100.5"}, {"asset": str(nut.pk), "amount": "0"},
        ],
    }  # fmt: skip


def test_an_external_wallet_holds_what_all_participants_were_paid() -> None:
    bolt = AssetFactory()
    fund(bolt, 100)
    for name in ("ada", "bob"):
        award((bolt, 10), wallet="0xABC", participant=name)
    caller = Caller(bolt.organization)

    answer = caller.get("wallets/0xabc").json()

    assert (answer["address"], answer["kind"], answer["campaign"]) == ("0xABC", "external", None)
    assert answer["balances"] == [{"asset": str(bolt.pk), "amount": "20"}]


@pytest.mark.parametrize("address", ["0xABC", "%C3%A9", "a%20b", "x" * 300])
def test_an_unknown_address_is_not_found(address: str) -> None:
    assert problem(Caller().get(f"wallets/{address}")) == (404, "not_found")


def test_wallets_are_filtered() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign__organization=bolt.organization)
    fund(bolt, 100)
    award((bolt, 10), wallet="0xABC")
    caller = Caller(bolt.organization)
    own, other = project_wallet(bolt).address, project_wallet(nut).address

    def found(**query: Any) -> list[str]:
        return [row["address"] for row in caller.get("wallets", query).json()["results"]]

    assert found() == ["0xABC", other, own]
    assert (found(kind="project"), found(kind="external")) == ([other, own], ["0xABC"])
    assert found(campaign=nut.campaign_id) == [other]
    assert found(asset=bolt.pk) == ["0xABC", own]


def test_funding_settles_what_waits() -> None:
    bolt = AssetFactory()
    waiting = [award((bolt, 50), wallet="0xABC").request_id for _ in range(3)]
    caller = Caller(bolt.organization)

    response = caller.post(f"{path_of(bolt)}/fund", funding(bolt))

    assert response.status_code == 200
    assert response.json() == {"request_id": "fund-1", "settled": waiting[:2]}
    assert held(bolt, kind="project") == 0.5


def test_the_same_funding_again_answers_the_same() -> None:
    bolt = AssetFactory()
    award((bolt, 50), wallet="0xABC")
    caller = Caller(bolt.organization)

    first = caller.post(f"{path_of(bolt)}/fund", funding(bolt))
    before = stored()
    again = caller.post(f"{path_of(bolt)}/fund", funding(bolt, 100.5))

    assert (again.status_code, again.content) == (200, first.content)
    assert stored() == before


def test_the_same_id_with_other_content_is_a_conflict() -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    caller.post(f"{path_of(bolt)}/fund", funding(bolt))
    before = stored()

    response = caller.post(f"{path_of(bolt)}/fund", funding(bolt, 101))

    assert problem(response) == (409, "conflict")
    assert stored() == before


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"amount": 0}, ["amount"]),
        ({"amount": "-1"}, ["amount"]),
        ({"amount": "NaN"}, ["amount"]),
        ({"amount": "1e20"}, ["amount"]),
        ({"amount": 0.001}, ["amount"]),
        ({"asset": str(uuid4())}, ["asset"]),
        ({"request_id": "a b"}, ["request_id"]),
        ({"reason": "x"}, ["reason"]),
    ],
)
def test_a_wrong_member_is_named(change: dict[str, Any], refused: list[str]) -> None:
    bolt = AssetFactory()
    before = stored()

    response = Caller(bolt.organization).post(f"{path_of(bolt)}/fund", funding(bolt, **change))

    assert errors(response) == refused
    assert stored() == before


def test_another_campaigns_asset_is_named() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign__organization=bolt.organization)

    response = Caller(bolt.organization).post(f"{path_of(bolt)}/fund", funding(nut))

    assert errors(response) == ["asset"]


def test_only_project_wallets_are_funded() -> None:
    bolt = AssetFactory()
    fund(bolt, 10)
    award((bolt, 10), wallet="0xABC")
    caller = Caller(bolt.organization)
    before = stored()

    answers = [caller.post(f"wallets/{name}/fund", funding(bolt)) for name in ("0xABC", "0xDEF")]

    assert [problem(answer) for answer in answers] == [(404, "not_found")] * 2
    assert stored() == before


def test_fundings_are_listed() -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    caller.post(f"{path_of(bolt)}/fund", funding(bolt))

    (row,) = caller.get("fundings").json()["results"]

    assert row == {
        "request_id": "fund-1", "wallet": project_wallet(bolt).address, "asset": str(bolt.pk),
        "amount": "100.5", "state": "posted", "reason": "", "channel": "platform",
        "proposed_at": row["proposed_at"], "decided_at": row["decided_at"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"asset": "bolt"}, 1), ({"campaign": "bolt"}, 1), ({"state": "posted"}, 2),
        ({"state": "proposed"}, 0), ({"proposed_after": "2020-01-01T00:00:00Z"}, 2),
        ({"proposed_before": "2020-01-01T00:00:00Z"}, 0),
    ],
)  # fmt: skip
def test_fundings_are_filtered(query: dict[str, str], found: int) -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign__organization=bolt.organization)
    fund(bolt, 1)
    fund(nut, 1)
    names = {"asset": str(bolt.pk), "campaign": str(bolt.campaign_id)}
    query = {name: names.get(name, value) for name, value in query.items()}

    assert len(Caller(bolt.organization).get("fundings", query).json()["results"]) == found


def fill(asset: Asset, rows: int) -> None:
    for _ in range(rows):
        other = AssetFactory(campaign__organization=asset.organization)
        fund(other, 100)
        award((other, 1), wallet=f"0x{other.pk.hex}")
        award((asset, 5000), wallet=f"0x{other.pk.hex}")
        award((asset, 2))
        mint(asset, 1)


@pytest.mark.usefixtures("credentials_stay_known")
@pytest.mark.parametrize(
    ("path", "queries"),
    [("assets", 1), ("wallets", 2), ("award-requests", 4), ("fundings", 1), ("mints", 1)],
)
def test_number_of_queries_is_constant(
    path: str, queries: int, django_assert_num_queries: Any
) -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    caller.get(path)
    fill(bolt, 1)
    with django_assert_num_queries(queries):
        first = caller.get(path)
    fill(bolt, 2)

    with django_assert_num_queries(queries):
        second = caller.get(path)

    assert len(second.json()["results"]) > len(first.json()["results"]) + 1


@pytest.mark.parametrize(
    ("path", "query", "refused"),
    [
        ("assets", "campaign=x", ["campaign"]),
        ("assets", "symbol=BOLT", ["symbol"]),
        ("wallets", "kind=own", ["kind"]),
        ("wallets", "asset=1", ["asset"]),
        ("award-requests", "state=paid", ["state"]),
        ("award-requests", "requested_after=today", ["requested_after"]),
        ("fundings", "state=", ["state"]),
        ("mints", "participant=%00", ["participant"]),
        ("mints", "wallet=x", ["wallet"]),
        ("allowances", "", ["participant"]),
        ("allowances", "participant=", ["participant"]),
        ("allowances", "participant=ada&mintable=yes", ["mintable"]),
        ("allowances", "participant=ada&page_size=x", []),
    ],
)
def test_a_filter_that_says_nothing_is_refused(path: str, query: str, refused: list[str]) -> None:
    response = Caller().get(f"{path}?{query}")

    assert (errors(response) if refused else []) == refused


def test_a_prize_pays_to_the_payout_wallet() -> None:
    bolt = AssetFactory()
    fund(bolt, 100)
    token = token_for(game_that_pays(bolt, "2.50", destination="wallet"))
    assert token.participant
    caller = Caller(bolt.organization)
    caller.put(f"payout-wallets/{token.participant.source_id}", {"wallet": "0xADA"})

    answer = caller.post(f"tokens/{token.code}/redeem").json()

    assert answer["granted"] == [
        {
            "kind": "value", "asset": str(bolt.pk), "symbol": bolt.symbol, "amount": "2.5",
            "destination": "wallet", "wallet": "0xADA",
        }
    ]  # fmt: skip
    assert Wallet.objects.filter(address="0xADA").count() == 1


def test_a_prize_is_told_as_an_allowance_where_no_wallet_was_named() -> None:
    bolt = AssetFactory()
    won = redeem(token_for(game_that_pays(bolt, 2, destination="wallet")))

    assert won.granted[0]["destination"] == "allowance"
    assert won.granted[0]["wallet"] is None
