"""What the OpenAPI document says of the operations on wallets."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.descriptions.examples import (
    ASSET,
    AWARD_REQUEST,
    EXACT,
    SAME_AGAIN,
    STATEMENT_ENTRY,
    WALLET,
)
from tokens.api.descriptions.statements import STATEMENT, describe_statement
from tokens.api.serializers.values import FundAnswer, FundRequest
from tokens.api.serializers.wallets import WalletAnswer

WALLET_PATH = {"address": "The wallet's address, URL-encoded; hexadecimal in any case of letters."}

describe_wallets = extend_schema_view(
    list=operation(
        summary="List wallets",
        description=(
            "Newest first: the wallets that campaigns pay from, `project`, and those that were"
            " paid to, `external`."
        ),
        answer=WalletAnswer(many=True),
        example=WALLET,
    ),
    retrieve=operation(
        summary="Fetch a wallet",
        description="`balances` of an external wallet are what this platform has paid there.",
        path=WALLET_PATH,
        answer=WalletAnswer,
        example=WALLET,
    ),
    fund=operation(
        summary="Fund a project wallet",
        description=(
            "Issues an amount into it, and settles the award requests that waited for it, the"
            " oldest first: `settled` are their ids. An external wallet: 404; an asset that is"
            " none of the wallet's campaign: 422." + SAME_AGAIN + EXACT
        ),
        path=WALLET_PATH,
        request=FundRequest,
        body={"asset": ASSET["id"], "amount": "10000", "request_id": "funds-2026-05"},
        answer=FundAnswer,
        example={"request_id": "funds-2026-05", "settled": [AWARD_REQUEST["request_id"]]},
    ),
)

describe_wallet_statements = extend_schema_view(
    statement=describe_statement(
        summary="Read a wallet's statement",
        description=f"What came into a wallet of an asset, and went out of it. {STATEMENT}",
        path=WALLET_PATH,
        example=STATEMENT_ENTRY,
    ),
)
