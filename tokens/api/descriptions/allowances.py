"""What the OpenAPI document says of the operations on allowances."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.descriptions.examples import (
    ALLOWANCE,
    ASSET,
    EXACT,
    EXTERNAL_WALLET,
    MINT,
    SAME_AGAIN,
    STATEMENT_ENTRY,
)
from tokens.api.descriptions.statements import STATEMENT, describe_statement
from tokens.api.serializers.values import MintAnswer, MintRequest
from tokens.api.serializers.wallets import AllowanceAnswer

OWN = (
    "\n\nA participant's app may send his user token in the place of a key; `participant` can be"
    " left out then, and another's is refused: 403."
)
NO_KEYS = " His `request_id` alone makes it happen once: an `Idempotency-Key` is passed over."

describe_allowances = extend_schema_view(
    list=operation(
        summary="List a participant's allowances",
        description=(
            "What was awarded to the `participant`, and not minted yet, in one list. An unknown"
            " participant has none." + OWN
        ),
        answer=AllowanceAnswer(many=True),
        example=ALLOWANCE,
    ),
    mint=operation(
        summary="Mint an allowance",
        description=(
            "Moves an amount of the participant's mintable allowance to an external wallet. More"
            " than there is: 409 `allowance_exceeded`, with the `allowance`; where all that there"
            " is is not mintable: 403 `not_mintable`." + SAME_AGAIN + EXACT + OWN + NO_KEYS
        ),
        request=MintRequest,
        body={
            "participant": "customer-4711",
            "asset": ASSET["id"],
            "amount": "12.50",
            "wallet": EXTERNAL_WALLET,
            "request_id": "mint-1",
        },
        answer=MintAnswer,
        example=MINT,
    ),
)

describe_allowance_statements = extend_schema_view(
    statement=describe_statement(
        summary="Read the statement of an allowance",
        description=(
            "What a participant was awarded of an asset, and minted; `mintable` leaves out the"
            f" other kind of allowance. {STATEMENT}"
        ),
        example={**STATEMENT_ENTRY, "amount": "40.25", "balance": "80.62"},
    ),
)
