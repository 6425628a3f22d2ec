"""Statements in the admin: pages, and a file of the whole."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identities.enums import StaffRole
from identities.models import Participant
from tests.factories.identities import ParticipantFactory
from tests.factories.values import AssetFactory, award, fund, mint, project_wallet
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import page
from tests.tokens.admin.scenario import step_url
from tokens.admin import statements
from tokens.admin.statements import statement_url
from tokens.models import Asset, Wallet

pytestmark = pytest.mark.django_db

VIEWERS = [role for role in StaffRole if role != StaffRole.ADMINISTRATOR]


@pytest.fixture
def asset() -> Asset:
    made: Asset = AssetFactory(symbol="BOLT")
    fund(made, 2000)
    award((made, 500), wallet="0xADA", request_id="=1+1")
    award((made, "20.5"), request_id="allowed")
    mint(made, 5, request_id="minted")
    return made


def auditor(asset: Asset) -> Client:
    return client_of(StaffRole.AUDITOR, asset.organization)


def wallet_query(asset: Asset) -> dict[str, object]:
    return {"wallet": project_wallet(asset).pk}


def ada() -> dict[str, object]:
    return {"participant": Participant.objects.get(source_id="ada").pk}


def exported(client: Client, asset: Asset, query: dict[str, object]) -> list[list[str]]:
    answer: Any = client.get(statement_url(asset, query, "export"))
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(io.StringIO(text)))


def test_a_project_wallets_statement_has_a_running_balance(asset: Asset) -> None:
    text = page(auditor(asset), statement_url(asset, wallet_query(asset)))

    assert "ada =1+1 -500 1,500" in text
    assert "+2,000 2,000" in text
    assert "allowed" not in text


def test_an_external_wallets_statement_is_of_all_who_were_paid_there(asset: Asset) -> None:
    award((asset, 1), wallet="0xADA", participant="bob")
    wallet = Wallet.objects.get(address="0xADA")

    text = page(auditor(asset), statement_url(asset, {"wallet": wallet.pk}))

    assert "bob" in text
    assert "+1 506" in text
    assert "minted +5 505" in text


def test_an_allowances_statement(asset: Asset) -> None:
    text = page(auditor(asset), statement_url(asset, ada()))

    assert "Allowance of ada" in text
    assert "minted -5 15.5" in text
    assert "allowed +20.5 20.5" in text
    assert "=1+1" not in text


def test_the_issuers_statement(asset: Asset) -> None:
    text = page(auditor(asset), statement_url(asset, {}))

    assert "allowed -20.5 -2,020.5" in text
    assert "-2,000 -2,000" in text


def test_a_long_statement_has_pages(asset: Asset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "ENTRIES_SHOWN", 2)
    for number in range(3):
        award((asset, 1), request_id=f"later-{number}", wallet="0xB0B")
    client = auditor(asset)
    query = wallet_query(asset)

    first = client.get(statement_url(asset, query))
    second = client.get(first.context["older_url"])
    third = client.get(second.context["older_url"])
    back = client.get(third.context["newer_url"])

    def shown(answer: Any) -> list[str]:
        return [row[-1] for row in answer.context["table"]["rows"]]

    assert [shown(each) for each in (first, second, third, back)] == [
        ["1,497", "1,498"], ["1,499", "1,500"], ["2,000"], ["1,499", "1,500"],
    ]  # fmt: skip
    assert not first.context["newer_url"]
    assert not third.context["older_url"]


def test_three_entries_take_the_queries_of_one() -> None:
    asset = AssetFactory()
    fund(asset, 10)
    client = auditor(asset)
    url = statement_url(asset, wallet_query(asset))
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)

    for _ in range(2):
        award((asset, 1), wallet="0xADA")

    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(one) == len(three)


def test_the_file_has_every_entry_and_no_live_formula(asset: Asset) -> None:
    rows = exported(auditor(asset), asset, wallet_query(asset))

    header, funded, paid = rows
    entries = [dict(zip(header, row, strict=True)) for row in (funded, paid)]
    assert [(each["amount"], each["balance"]) for each in entries] == [
        ("2000", "2000"), ("-500", "1500"),
    ]  # fmt: skip
    assert entries[1]["request_id"] == "'=1+1"


@pytest.mark.parametrize("view", ["statement", "export"])
@pytest.mark.parametrize("role", StaffRole)
def test_roles_that_see_the_ledger_see_statements(asset: Asset, role: StaffRole, view: str) -> None:
    answer = client_of(role, asset.organization).get(statement_url(asset, {}, view))

    assert answer.status_code == (200 if role in VIEWERS else 404)


@pytest.mark.parametrize("view", ["statement", "export"])
def test_another_organizations_statements_are_not_there(asset: Asset, view: str) -> None:
    client = auditor(AssetFactory())

    for query in ({}, wallet_query(asset), ada()):
        assert client.get(statement_url(asset, query, view)).status_code == 404


@pytest.mark.parametrize("view", ["statement", "export"])
@pytest.mark.parametrize("name", ["wallet", "participant"])
def test_another_organizations_rows_have_no_statement_of_ones_own_asset(
    asset: Asset, name: str, view: str
) -> None:
    row = project_wallet(AssetFactory()) if name == "wallet" else ParticipantFactory()

    answer = auditor(asset).get(statement_url(asset, {name: row.pk}, view))

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "query",
    [{"wallet": "zz"}, {"participant": "-1"}, {"before": "x"}, {"after": "9" * 30}, {"after": ""}],
    ids=str,
)
def test_an_address_that_makes_no_sense_is_not_found(
    asset: Asset, query: dict[str, object]
) -> None:
    assert auditor(asset).get(statement_url(asset, query)).status_code == 404


def test_a_statement_of_nothing_is_empty(asset: Asset) -> None:
    nobody = ParticipantFactory(organization=asset.organization)

    answer = auditor(asset).get(statement_url(asset, {"participant": nobody.pk}))

    assert (answer.status_code, answer.context["table"]["rows"]) == (200, [])


def test_the_assets_page_leads_to_its_statements(asset: Asset) -> None:
    shown = auditor(asset).get(step_url(asset, "change")).content.decode()

    for query in ({}, wallet_query(asset)):
        assert f'"{statement_url(asset, query)}"' in shown
