"""Statements of accounts: every transfer once, with what was held after it."""

import csv
import random
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, award, fund, game_that_pays, held, mint
from tokens.models import Account, Asset, AwardRequest, Transfer
from tokens.querysets import AccountQuerySet
from tokens.services.statement_csv import statement_csv
from tokens.services.statements import StatementEntry, statement_entries, statement_page

pytestmark = pytest.mark.django_db


def project(asset: Asset) -> AccountQuerySet:
    return Account.objects.of_asset(asset.pk).filter(kind="project")


def allowance(asset: Asset) -> AccountQuerySet:
    return Account.objects.of_asset(asset.pk).allowances()


def busy(asset: Asset, transfers: int = 60) -> None:
    """Fund, award and mint by chance, always the same."""
    chance = random.Random(4)
    fund(asset, 100)
    for _ in range(transfers):
        what = chance.choice(["fund", "pay", "allow", "mint"])
        if what == "fund":
            fund(asset, chance.randint(1, 5000) / Decimal(100))
        elif what == "pay":
            award((asset, chance.randint(1, 3000) / Decimal(100)), wallet="0xADA")
        else:
            award((asset, 3))
            if what == "mint":
                mint(asset, 2)


def paged(accounts: AccountQuerySet, size: int) -> list[StatementEntry]:
    """Return all entries, asked for page by page."""
    page = statement_page(accounts=accounts, size=size)
    entries = page.entries
    while page.has_older:
        page = statement_page(accounts=accounts, size=size, before=entries[-1].number)
        entries += page.entries
    return entries


@pytest.mark.parametrize("kind", ["project", "issuance", "allowance", "external"])
def test_the_balance_after_the_last_transfer_is_what_is_held(kind: str) -> None:
    bolt = AssetFactory()
    busy(bolt)
    accounts = Account.objects.of_asset(bolt.pk).filter(kind=kind)

    entries = paged(accounts, 7)

    assert entries[0].balance == held(bolt, kind=kind)
    assert entries[-1].balance == entries[-1].amount
    for newer, older in pairwise(entries):
        assert newer.number > older.number
        assert newer.balance == older.balance + newer.amount
    assert [*statement_entries(accounts=accounts)] == entries[::-1]


def test_an_account_that_a_transfer_touches_in_several_slots_has_one_entry_of_it() -> None:
    bolt = AssetFactory()
    funding = fund(bolt, 1600).funding
    made = award((bolt, 250), wallet="0xADA")

    entries = paged(project(bolt), 50)

    assert [(entry.amount, entry.balance) for entry in entries] == [(-250, 1350), (1600, 1600)]
    assert [entry.source_id for entry in entries] == [made.id, funding.pk]


def test_an_entry_says_what_it_belongs_to() -> None:
    bolt = AssetFactory()
    funded = fund(bolt, 10, request_id="fund-1").funding
    award((bolt, 4), request_id="award-1")
    minted = mint(bolt, 3, request_id="mint-1").mint
    granted = award((bolt, 1), wallet="0xADA", request_id="won-1")

    def told(accounts: AccountQuerySet) -> list[tuple[object, ...]]:
        return [
            (entry.kind, entry.source_id, entry.request_id, entry.participant)
            for entry in paged(accounts, 50)
        ]

    awarded = AwardRequest.objects.get(request_id="award-1")
    assert told(allowance(bolt)) == [
        ("mint", minted.pk, "mint-1", "ada"), ("award", awarded.pk, "award-1", "ada"),
    ]  # fmt: skip
    assert told(project(bolt)) == [
        ("award", granted.id, "won-1", "ada"), ("funding", funded.pk, "fund-1", None),
    ]  # fmt: skip
    entry = paged(allowance(bolt), 1)[0]
    transfer = Transfer.objects.get(pk=minted.transfer_id)
    assert (entry.transfer_id, entry.number) == (transfer.pk, transfer.number)
    assert (entry.posted_at, entry.play_id) == (transfer.posted_at, None)


def test_an_entry_names_the_play_that_won_it() -> None:
    bolt = AssetFactory()
    won = redeem(token_for(game_that_pays(bolt, 4)))

    (entry,) = paged(allowance(bolt), 50)

    assert (entry.amount, entry.play_id) == (4, won.play_id)


def test_accounts_of_several_participants_in_a_wallet_have_one_statement() -> None:
    bolt = AssetFactory()
    fund(bolt, 100)
    for number in range(6):
        award((bolt, number + 1), wallet="0xBOTH", participant=["ada", "bob"][number % 2])
    accounts = Account.objects.of_asset(bolt.pk).filter(kind="external")

    entries = paged(accounts, 2)

    assert accounts.count() == 2
    assert [entry.amount for entry in entries] == [6, 5, 4, 3, 2, 1]
    assert [entry.balance for entry in entries] == [21, 15, 10, 6, 3, 1]
    assert [entry.participant for entry in entries] == ["bob", "ada"] * 3


def test_pages_lead_forth_and_back() -> None:
    bolt = AssetFactory()
    for _ in range(5):
        award((bolt, 1))
    accounts = allowance(bolt)
    first = statement_page(accounts=accounts, size=2)
    second = statement_page(accounts=accounts, size=2, before=first.entries[-1].number)
    third = statement_page(accounts=accounts, size=2, before=second.entries[-1].number)

    back = statement_page(accounts=accounts, size=2, after=third.entries[0].number)
    start = statement_page(accounts=accounts, size=2, after=back.entries[0].number)

    assert [entry.balance for entry in first.entries + second.entries + third.entries] == [
        5, 4, 3, 2, 1,
    ]  # fmt: skip
    assert (back.entries, start.entries) == (second.entries, first.entries)
    assert [(page.has_newer, page.has_older) for page in (first, second, third, back, start)] == [
        (False, True),
        (True, True),
        (True, False),
        (True, True),
        (False, True),
    ]


def test_what_no_account_was_moved_in_has_no_entries() -> None:
    page = statement_page(accounts=project(AssetFactory()), size=2)

    assert (page.entries, page.has_newer, page.has_older) == ([], False, False)
    assert [*statement_entries(accounts=Account.objects.none())] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_is_constant(rows: int, django_assert_num_queries: Any) -> None:
    bolt = AssetFactory()
    for _ in range(rows):
        award((bolt, 1))

    with django_assert_num_queries(2):
        assert len(statement_page(accounts=allowance(bolt), size=50).entries) == rows


def test_an_export_reads_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    bolt = AssetFactory()
    for _ in range(5):
        award((bolt, 1))
    monkeypatch.setattr("tokens.services.statements.CHUNK", 2)

    entries = statement_entries(accounts=allowance(bolt))

    assert next(entries).balance == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '\\_django\\_curs%%'")
        assert cursor.fetchone() == (1,)
    assert [entry.balance for entry in entries] == [2, 3, 4, 5]


def rows_of(accounts: AccountQuerySet) -> list[dict[str, str]]:
    return list(csv.DictReader("".join(statement_csv(accounts=accounts)).splitlines()))


def test_a_csv_has_a_line_for_each_entry_the_oldest_first() -> None:
    bolt = AssetFactory()
    fund(bolt, 100, request_id="fund-1")
    made = award((bolt, "40.50"), wallet="0xADA", request_id="award-1")
    transfer = AwardRequest.objects.get(pk=made.id).transfer
    assert transfer

    rows = rows_of(project(bolt))

    assert rows[1] == {
        "number": str(transfer.number),
        "posted_at": transfer.posted_at.isoformat().replace("+00:00", "Z"),
        "kind": "award", "amount": "-40.5", "balance": "59.5", "request_id": "award-1",
        "participant": "ada", "play": "", "transfer": str(transfer.pk),
    }  # fmt: skip
    assert [row["request_id"] for row in rows] == ["fund-1", "award-1"]
    assert (rows[0]["amount"], rows[0]["participant"]) == ("100", "")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_text_is_no_formula_but_a_negative_number_is_a_number(name: str) -> None:
    bolt = AssetFactory()
    award((bolt, 1), request_id=name, participant=name)
    mint(bolt, 1, request_id="mint-1", participant=name)

    issued, minted = rows_of(allowance(bolt))

    assert (issued["request_id"], issued["participant"]) == (f"'{name}", f"'{name}")
    assert minted["amount"] == "-1"


def test_a_csv_holds_the_separators_that_a_name_has() -> None:
    bolt = AssetFactory()
    award((bolt, 1), participant='a,"b"')

    assert [row["participant"] for row in rows_of(allowance(bolt))] == ['a,"b"']
