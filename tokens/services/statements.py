"""Statements: what came into accounts and went out of them, with the balance after each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from tokens.enums import TransferKind
from tokens.querysets import AccountQuerySet

# above all numbers of transfers, and below
NEWEST, OLDEST = 2**63 - 1, 0
# entries that an export holds in memory
CHUNK = 1000

# Numbers and amounts of a page's transfers. Each account is asked for a page by its index: of all
# that they answer the page has no other entry.
ENTRIES = """
SELECT number, sum(amount) AS amount
FROM unnest(%(accounts)s::uuid[]) AS account(id)
CROSS JOIN LATERAL (
    SELECT number, sum(amount) AS amount FROM tokens_posting
    WHERE account_id = account.id AND number > %(after)s AND number < %(before)s
    GROUP BY number ORDER BY number {order} LIMIT %(size)s
) AS newest
GROUP BY number ORDER BY number {order} LIMIT %(size)s
"""

# What each transfer belongs to: exactly one of these three
DESCRIBED = """
SELECT transfer.id, entry.number, transfer.kind, transfer.posted_at, entry.amount, {balance},
    coalesce(award.id, funding.id, mint.id),
    coalesce(award.request_id, funding.request_id, mint.request_id),
    participant.source_id, award.granted_by_id
FROM entry
JOIN tokens_transfer AS transfer ON transfer.number = entry.number
LEFT JOIN tokens_awardrequest AS award ON award.transfer_id = transfer.id
LEFT JOIN tokens_funding AS funding ON funding.transfer_id = transfer.id
LEFT JOIN tokens_mint AS mint ON mint.transfer_id = transfer.id
LEFT JOIN identities_participant AS participant
    ON participant.id = coalesce(award.participant_id, mint.participant_id)
ORDER BY entry.number {order}
"""

# Counted back from what the accounts hold, in one statement: both are of the same instant
PAGE = """
WITH entry AS MATERIALIZED ({entries}),
held AS (
    SELECT coalesce(sum(amount), 0) AS amount FROM tokens_balance
    WHERE account_id = ANY (%(accounts)s::uuid[])
),
newer AS (
    SELECT coalesce(sum(amount), 0) AS amount FROM tokens_posting
    WHERE account_id = ANY (%(accounts)s::uuid[]) AND number > (SELECT max(number) FROM entry)
)
{described}
"""
BALANCE_COUNTED_BACK = """
(SELECT held.amount - newer.amount FROM held, newer) - coalesce(sum(entry.amount)
    OVER (ORDER BY entry.number DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
"""
PAGES = {
    order: PAGE.format(
        entries=ENTRIES.format(order=order),
        described=DESCRIBED.format(order="DESC", balance=BALANCE_COUNTED_BACK),
    )
    for order in ("ASC", "DESC")
}

WHOLE = """
WITH entry AS (
    SELECT number, sum(amount) AS amount FROM tokens_posting
    WHERE account_id = ANY (%(accounts)s::uuid[]) GROUP BY number
)
{described}
"""
ALL = WHOLE.format(
    described=DESCRIBED.format(
        order="ASC", balance="sum(entry.amount) OVER (ORDER BY entry.number)"
    )
)


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """What one transfer moved into the accounts (above zero) or out of them.

    ``source_id`` is the primary key of what the transfer belongs to, which ``kind`` tells: an award
    request, a funding or a mint; ``request_id`` is what its client calls it. ``participant`` is a
    source_id, ``play_id`` of a play that won it; none of both where there is none.
    """

    transfer_id: UUID
    number: int
    kind: TransferKind
    posted_at: datetime
    amount: Decimal
    balance: Decimal
    source_id: UUID
    request_id: str
    participant: str | None
    play_id: UUID | None


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Entries, the newest first, and whether there are newer and older ones."""

    entries: list[StatementEntry]
    has_newer: bool
    has_older: bool


def statement_page(
    *,
    accounts: AccountQuerySet,
    size: int,
    before: int | None = None,
    after: int | None = None,
) -> StatementPage:
    """Return *size* entries of the statement of *accounts* together, all of one asset.

    The newest ones; or those that are next to the transfer of number *before*, and older; or those
    next to the one of number *after*, and newer. ``balance`` is what the accounts held after each.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            PAGES["DESC" if after is None else "ASC"],
            {
                "accounts": _ids(accounts), "size": size + 1,
                "before": NEWEST if before is None else before,
                "after": OLDEST if after is None else after,
            },
        )  # fmt: skip
        found = [_entry(row) for row in cursor.fetchall()]
    more = len(found) > size
    if after is not None:
        return StatementPage(found[-size:], has_newer=more, has_older=True)
    return StatementPage(found[:size], has_newer=before is not None, has_older=more)


def statement_entries(*, accounts: AccountQuerySet) -> Iterator[StatementEntry]:
    """Yield the whole statement of *accounts*, all of one asset, the oldest entry first.

    It is of one instant, and read from the database in pieces.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(ALL, {"accounts": _ids(accounts)})
        while rows := cursor.fetchmany(CHUNK):
            yield from map(_entry, rows)


def _ids(accounts: AccountQuerySet) -> list[UUID]:
    return list(accounts.order_by().values_list("pk", flat=True))


def _entry(row: tuple[Any, ...]) -> StatementEntry:
    transfer_id, number, kind, *rest = row
    return StatementEntry(transfer_id, number, TransferKind(kind), *rest)
