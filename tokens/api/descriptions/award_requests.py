"""What the OpenAPI document says of the operations on award requests."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.descriptions.examples import (
    ASSET,
    AWARD_REQUEST,
    EXACT,
    EXTERNAL_WALLET,
    QUEUED,
    RANGES,
    SAME_AGAIN,
)
from tokens.api.serializers.values import AwardRequestAnswer, AwardRequestRequest

describe_award_requests = extend_schema_view(
    list=operation(
        summary="List award requests",
        description="Newest first; what prizes awarded has a `play`." + RANGES,
        answer=AwardRequestAnswer(many=True),
        example=AWARD_REQUEST,
    ),
    retrieve=operation(
        summary="Fetch an award request",
        description=(
            "`queued` waits for funds of its project wallet; `queue` says at which place, for each"
            " of its assets. It is settled by the funding that is enough, and not before older ones"
            " that wait for one of its assets. As long as it waits staff can cancel it."
        ),
        path={"request_id": "The id that you gave it."},
        answer=AwardRequestAnswer,
        example=QUEUED,
    ),
    create=operation(
        summary="Award amounts",
        description=(
            "To a participant, who is created if unknown: all of the amounts, or none. Without"
            " `wallet` they become an allowance, `mintable` or not. To a `wallet` they are paid out"
            " of the campaign's project wallet at once; without funds the request is `queued`, and"
            " paid when funds are there, oldest first." + SAME_AGAIN + EXACT
        ),
        request=AwardRequestRequest,
        body={
            "request_id": AWARD_REQUEST["request_id"],
            "campaign": ASSET["campaign"],
            "participant": "customer-4711",
            "amounts": [{"asset": ASSET["id"], "amount": "40.25"}],
            "wallet": EXTERNAL_WALLET,
        },
        answer=AwardRequestAnswer,
        example=AWARD_REQUEST,
        statuses=(201, 200),
    ),
)
