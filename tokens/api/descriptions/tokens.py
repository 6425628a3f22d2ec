"""What the OpenAPI document says of the operations on tokens."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from promotions.api.descriptions.examples import AWARD, PLAY, PRIZE
from tokens.api.serializers.tokens import (
    RedeemRequest,
    RedemptionAnswer,
    TokenAnswer,
    TokenRequest,
    VoidRequest,
)

TOKEN = {
    "id": "019a9c3f-0a4e-7b11-8c41-0d3c5a1f9e02",
    "code": "7K3M9QX2ZT5R8WVA",
    "game": "spring-wheel",
    "participant": "customer-4711",
    "source_id": "order-2026-0815",
    "reason": "order above 50 EUR",
    "state": "issued",
    "issued_at": "2026-05-04T09:31:00Z",
    "expires_at": "2026-06-01T00:00:00Z",
    "claimed_at": None,
    "redeemed_at": None,
    "voided_at": None,
    "void_reason": "",
    "batch": None,
}
TOKEN_PATH = {"code": "The token's code; spaces, hyphens and small letters do no harm."}
GUESSES = " Unknown codes are counted: over a number in a minute, all codes are answered 429."

describe_tokens = extend_schema_view(
    list=operation(
        summary="List tokens",
        description="Newest first. Ranges are half-open: `_after` is included, `_before` is not.",
        answer=TokenAnswer(many=True),
        example=TOKEN,
    ),
    retrieve=operation(
        summary="Fetch a token",
        description="`state` is `expired` for an issued token past `expires_at`." + GUESSES,
        path=TOKEN_PATH,
        answer=TokenAnswer,
        example=TOKEN,
    ),
    create=operation(
        summary="Award a token",
        description=(
            "To a participant, who is created if unknown. The same `source_id` again answers the"
            " same token, 200, or 409 if anything differs."
        ),
        request=TokenRequest,
        body={
            "game": "spring-wheel",
            "participant": "customer-4711",
            "source_id": "order-2026-0815",
            "reason": "order above 50 EUR",
            "expires_at": "2026-06-01T00:00:00Z",
        },
        answer=TokenAnswer,
        example=TOKEN,
        statuses=(201, 200),
    ),
    redeem=operation(
        summary="Redeem a token",
        description=(
            "Plays the token's game, once: redeeming it again answers the same result, `replayed`,"
            " for ever. `participant` is needed for a token of nobody; `game` makes sure which game"
            " is played. A loss is a result. Refusals leave the token as it was. A voucher's code"
            " is in `granted`, here only; so is what was granted at once: a `token` of another"
            " game, a `badge`, or a `value`, `{kind, asset, symbol, amount, destination, wallet}`."
            " No body and `{}` are the same request." + GUESSES
        ),
        path=TOKEN_PATH,
        request=RedeemRequest,
        body={"participant": "customer-4711"},
        answer=RedemptionAnswer,
        example={
            "result": "won",
            "replayed": False,
            "play": {"id": PLAY["id"], "played_at": PLAY["played_at"]},
            "prize": PRIZE,
            "award": AWARD,
            "granted": [
                {"kind": "token", "code": "9XJ2M4T6QK8R3VWZ", "game": "bonus-round"},
                {
                    "kind": "value",
                    "asset": "019a9c50-0000-7c55-8f0a-000000000001",
                    "symbol": "BOLT",
                    "amount": "12.5",
                    "destination": "allowance",
                    "wallet": None,
                },
            ],
        },
    ),
    void=operation(
        summary="Void a token",
        description=(
            "Nobody can redeem it any more. Voiding it again answers it unchanged; a redeemed"
            " token: 409." + GUESSES
        ),
        path=TOKEN_PATH,
        request=VoidRequest,
        body={"reason": "order was returned"},
        answer=TokenAnswer,
        example={
            **TOKEN,
            "state": "voided",
            "voided_at": "2026-05-05T12:00:00Z",
            "void_reason": "order was returned",
        },
    ),
)
