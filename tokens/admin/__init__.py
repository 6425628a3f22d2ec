"""The admin of tokens; importing it registers every model."""

from tokens.admin import (
    assets,
    award_requests,
    batches,
    fundings,
    grants,
    ledger,
    mints,
    participants,
    tokens,
    transfers,
    wallets,
)

__all__ = [
    "assets",
    "award_requests",
    "batches",
    "fundings",
    "grants",
    "ledger",
    "mints",
    "participants",
    "tokens",
    "transfers",
    "wallets",
]
