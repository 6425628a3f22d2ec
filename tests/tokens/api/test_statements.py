"""Statements over the platform API: pages of JSON, or all of it as CSV."""

import csv
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.http import StreamingHttpResponse

from tests.factories.values import AssetFactory, award, fund, held, mint, project_wallet
from tests.identities.api.calls import Caller, errors, problem
from tokens.models import Asset, Transfer

pytestmark = pytest.mark.django_db

PATHS = [
    "wallets/{wallet}/statement?asset={asset}",
    "allowances/statement?participant=ada&asset={asset}",
]


def paths(asset: Asset) -> list[str]:
    wallet = project_wallet(asset).address
    return [path.format(wallet=wallet, asset=asset.pk) for path in PATHS]


def move(asset: Asset, times: int = 1) -> None:
    """Add so many entries to both statements."""
    for _ in range(times):
        fund(asset, 1)
        award((asset, 2))


def test_a_wallets_statement_has_the_balance_after_each_transfer() -> None:
    bolt = AssetFactory()
    fund(bolt, 100, request_id="fund-1")
    award((bolt, "40.25"), wallet="0xADA", request_id="award-1")
    transfer = Transfer.objects.first()
    assert transfer

    page = Caller(bolt.organization).get(paths(bolt)[0]).json()

    assert (page["next"], page["previous"]) == (None, None)
    assert page["results"][0] == {
        "number": transfer.number, "transfer": str(transfer.pk), "kind": "award",
        "posted_at": transfer.posted_at.isoformat().replace("+00:00", "Z"),
        "amount": "-40.25", "balance": "59.75", "request_id": "award-1", "participant": "ada",
        "play": None,
    }  # fmt: skip
    assert [
        (row["kind"], row["amount"], row["balance"], row["participant"]) for row in page["results"]
    ] == [("award", "-40.25", "59.75", "ada"), ("funding", "100", "100", None)]


def test_the_statement_of_an_external_wallet_is_of_one_asset() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    for asset in (bolt, nut):
        fund(asset, 10)
        award((asset, 1), wallet="0xADA")

    page = Caller(bolt.organization).get(f"wallets/0xada/statement?asset={nut.pk}").json()

    assert [row["balance"] for row in page["results"]] == ["1"]


def test_an_allowances_statement_tells_awards_and_mints() -> None:
    bolt = AssetFactory()
    award((bolt, 5))
    award((bolt, 3), is_mintable=False)
    mint(bolt, 2)
    caller = Caller(bolt.organization)

    def moved(query: str = "") -> list[tuple[str, str, str]]:
        rows = caller.get(paths(bolt)[1] + query).json()["results"]
        return [(row["kind"], row["amount"], row["balance"]) for row in rows]

    assert moved() == [("mint", "-2", "6"), ("award", "3", "8"), ("award", "5", "5")]
    assert moved("&mintable=true") == [("mint", "-2", "3"), ("award", "5", "5")]
    assert moved("&mintable=false") == [("award", "3", "3")]


def test_pages_follow_each_other_and_lead_back() -> None:
    bolt = AssetFactory()
    move(bolt, 5)
    caller = Caller(bolt.organization)

    def page(url: str) -> tuple[list[str], dict[str, Any]]:
        answer = caller.get(url.removeprefix("http://testserver/platform/v1/")).json()
        return [row["balance"] for row in answer["results"]], answer

    first, one = page(paths(bolt)[1] + "&page_size=2")
    move(bolt)
    second, two = page(one["next"])
    third, three = page(two["next"])
    back, four = page(three["previous"])
    _, five = page(four["previous"])
    newest, six = page(five["previous"])

    assert first + second + third == ["10", "8", "6", "4", "2"]
    assert (back, newest) == (second, ["12"])
    assert (one["previous"], three["next"], six["previous"]) == (None, None, None)


@pytest.mark.parametrize("cursor", ["x", "", "WyJhIl0:1abc:def"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    bolt = AssetFactory()

    response = Caller(bolt.organization).get(f"{paths(bolt)[0]}&cursor={cursor}")

    assert errors(response) == ["cursor"]


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.usefixtures("credentials_stay_known")
def test_number_of_queries_is_constant(index: int, django_assert_num_queries: Any) -> None:
    bolt = AssetFactory()
    caller = Caller(bolt.organization)
    caller.get("assets")
    path = paths(bolt)[index]
    for rows, more in ((1, 1), (3, 2)):
        move(bolt, more)
        with django_assert_num_queries(3 - index):
            assert len(caller.get(path).json()["results"]) == rows


def exported(caller: Caller, path: str, accept: str = "text/csv") -> list[dict[str, str]]:
    response = caller.get(path, Accept=accept)
    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="statement.csv"'
    text = b"".join(response).decode()  # type: ignore[arg-type]
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("accept", ["text/csv", "text/csv, */*;q=0.1"])
def test_all_of_it_is_csv_where_csv_is_accepted(accept: str) -> None:
    bolt = AssetFactory()
    move(bolt, 60)

    rows = exported(Caller(bolt.organization), paths(bolt)[0], accept)

    assert len(rows) == 60
    assert Decimal(rows[-1]["balance"]) == held(bolt, kind="project")


@pytest.mark.parametrize("index", [0, 1])
def test_a_csv_of_nothing_is_its_head(index: int) -> None:
    bolt = AssetFactory()
    assert exported(Caller(bolt.organization), paths(bolt)[index]) == []


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/csv"])
def test_all_else_is_json(accept: str) -> None:
    bolt = AssetFactory()

    response = Caller(bolt.organization).get(paths(bolt)[0], Accept=accept)

    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["assets", "wallets/0xADA/statement"])
def test_what_is_neither_is_not_answered(path: str) -> None:
    assert problem(Caller().get(path, Accept="text/html")) == (406, "not_acceptable")


@pytest.mark.parametrize("accept", ["text/csv", "application/json"])
@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("wallets/{wallet}/statement", ["asset"]),
        ("wallets/{wallet}/statement?asset=x", ["asset"]),
        ("wallets/{wallet}/statement?asset={asset}&participant=ada", ["participant"]),
        ("allowances/statement", ["asset", "participant"]),
        ("allowances/statement?asset={asset}", ["participant"]),
        ("allowances/statement?participant=ada", ["asset"]),
        ("allowances/statement?participant=ada&asset={asset}&mintable=1", ["mintable"]),
    ],
)
def test_a_parameter_that_is_missing_or_wrong_is_named(
    path: str, refused: list[str], accept: str
) -> None:
    bolt = AssetFactory()
    path = path.format(wallet=project_wallet(bolt).address, asset=bolt.pk)

    assert errors(Caller(bolt.organization).get(path, Accept=accept)) == refused


def test_an_unknown_wallet_is_not_found() -> None:
    response = Caller().get(f"wallets/0xADA/statement?asset={uuid4()}", Accept="text/csv")

    assert problem(response) == (404, "not_found")
