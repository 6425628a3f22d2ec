"""What the OpenAPI document says of the operations on user tokens."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.serializers.wallets import UserTokenAnswer, UserTokenRequest

describe_user_tokens = extend_schema_view(
    create=operation(
        summary="Issue a user token",
        description=(
            "For a participant, who is created if unknown. For 5 minutes his app sends it in the"
            " place of a key, `Authorization: Bearer …`, to list his allowances and to mint them,"
            " and for nothing else. Earlier ones stay valid. Who is blocked: 403. With an"
            " `Idempotency-Key` the answer, and so the token, is stored to be answered again."
        ),
        request=UserTokenRequest,
        body={"participant": "customer-4711"},
        answer=UserTokenAnswer,
        example={
            "token": "B1479D7E-2C64-4C10-9C5E-6C1B7F1B0F4A",
            "expires_at": "2026-05-05T12:05:00Z",
        },
        statuses=(201,),
    ),
)
