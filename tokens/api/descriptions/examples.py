"""What the OpenAPI document shows of value tokens."""

from typing import Any

ASSET: dict[str, Any] = {
    "id": "019a9c50-0000-7c55-8f0a-000000000001",
    "campaign": "019a9c30-0000-7000-8000-000000000001",
    "name": "Bolts",
    "symbol": "BOLT",
    "decimals": 2,
    "contract": "0x4A7d1c0b5fE2930c8A6eD31b2A7c0f9b15c0a9E2",
    "chain_name": "Ethereum",
    "project_wallet": "0x6b1f8c0d2e4a79350f1c2b3d4e5f60718293a4b5",
    "created_at": "2026-05-01T08:00:00Z",
}
EXTERNAL_WALLET = "0x52908400098527886E0F7030069857D2E4169EE7"
WALLET = {
    "address": ASSET["project_wallet"],
    "kind": "project",
    "campaign": ASSET["campaign"],
    "balances": [{"asset": ASSET["id"], "amount": "9959.75"}],
    "created_at": "2026-05-01T08:00:00Z",
}
ALLOWANCE = {"asset": ASSET["id"], "amount": "80.62", "mintable": True}
AWARD_REQUEST: dict[str, Any] = {
    "request_id": "5f0c7f3e-58f5-4f06-a5a5-7f4c1ad1f6d1",
    "state": "settled",
    "campaign": ASSET["campaign"],
    "participant": "customer-4711",
    "destination": "wallet",
    "mintable": None,
    "wallet": EXTERNAL_WALLET,
    "amounts": [{"asset": ASSET["id"], "amount": "40.25"}],
    "queue": [],
    "requested_at": "2026-05-04T10:15:00.5Z",
    "settled_at": "2026-05-04T10:15:00.5Z",
    "cancelled_at": None,
    "cancel_reason": "",
    "play": None,
    "channel": "platform",
}
QUEUED = {
    **AWARD_REQUEST,
    "state": "queued",
    "queue": [{"asset": ASSET["id"], "place": 3, "missing": "120.75"}],
    "settled_at": None,
}
FUNDING = {
    "request_id": "funds-2026-05",
    "wallet": ASSET["project_wallet"],
    "asset": ASSET["id"],
    "amount": "10000",
    "state": "posted",
    "reason": "",
    "proposed_at": "2026-05-02T08:00:00Z",
    "decided_at": "2026-05-02T08:00:00Z",
    "channel": "platform",
}
MINT = {
    "request_id": "mint-1",
    "participant": "customer-4711",
    "asset": ASSET["id"],
    "amount": "12.5",
    "wallet": EXTERNAL_WALLET,
    "minted_at": "2026-05-05T12:00:00Z",
    "channel": "platform",
}
STATEMENT_ENTRY = {
    "number": 4712,
    "transfer": "019a9c51-0000-7c55-8f0a-000000000002",
    "kind": "award",
    "posted_at": "2026-05-04T10:15:00.5Z",
    "amount": "-40.25",
    "balance": "9959.75",
    "request_id": AWARD_REQUEST["request_id"],
    "participant": "customer-4711",
    "play": None,
}
PAYOUT_WALLET = {
    "participant": "customer-4711",
    "wallet": EXTERNAL_WALLET,
    "named_at": "2026-05-03T09:00:00Z",
}
RANGES = " Ranges are half-open: `_after` is included, `_before` is not."
EXACT = (
    " Amounts are exact: a text or a number above 0 and below 10^20, with no more places than the"
    " asset has."
)
SAME_AGAIN = (
    " The same `request_id` with the same content again answers the same, and moves nothing; with"
    " other content: 409."
)
