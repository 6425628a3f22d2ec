"""What the OpenAPI document says of the operations on payout wallets."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.descriptions.examples import EXTERNAL_WALLET, PAYOUT_WALLET
from tokens.api.serializers.wallets import PayoutWalletAnswer, PayoutWalletRequest

PAYOUT_PATH = {"source_id": "The participant's, URL-encoded, slashes too."}

describe_payout_wallets = extend_schema_view(
    retrieve=operation(
        summary="Fetch a participant's payout wallet",
        description="None was named: 404.",
        path=PAYOUT_PATH,
        answer=PayoutWalletAnswer,
        example=PAYOUT_WALLET,
    ),
    update=operation(
        summary="Name a participant's payout wallet",
        description=(
            "Prizes of kind `value` whose destination is a wallet are paid there from now on."
            " Without one they become an allowance that the participant can mint."
        ),
        path=PAYOUT_PATH,
        request=PayoutWalletRequest,
        body={"wallet": EXTERNAL_WALLET},
        answer=PayoutWalletAnswer,
        example=PAYOUT_WALLET,
    ),
    destroy=operation(
        summary="Forget a participant's payout wallet",
        description="Nothing that was won before is moved. None was named: 204 all the same.",
        path=PAYOUT_PATH,
        answer=None,
        example=None,
        statuses=(204,),
    ),
)
