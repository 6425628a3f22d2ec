"""Statements as CSV (RFC 4180), for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from tokens.querysets import AccountQuerySet
from tokens.services.amounts import amount_text
from tokens.services.statements import StatementEntry, statement_entries

COLUMNS = (
    "number", "posted_at", "kind", "amount", "balance", "request_id", "participant", "play",
    "transfer",
)  # fmt: skip

# how spreadsheets know a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statement_csv(*, accounts: AccountQuerySet) -> Iterator[str]:
    """Yield the lines of the statement of *accounts*, all of one asset, the oldest entry first.

    Instants are UTC; amounts have the places that they need. A text that a spreadsheet would take
    for a formula begins with an apostrophe.
    """
    yield _line(COLUMNS)
    for entry in statement_entries(accounts=accounts):
        yield _line(_cells(entry))


def _cells(entry: StatementEntry) -> tuple[str, ...]:
    return (
        str(entry.number), entry.posted_at.isoformat().replace("+00:00", "Z"), entry.kind,
        amount_text(entry.amount), amount_text(entry.balance),
        _text(entry.request_id), _text(entry.participant or ""),
        "" if entry.play_id is None else str(entry.play_id), str(entry.transfer_id),
    )  # fmt: skip


def _text(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


def _line(cells: tuple[str, ...]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
