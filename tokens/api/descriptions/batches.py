"""What the OpenAPI document says of the operations on batches."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.serializers.batches import BatchAnswer, BatchRequest

BATCH = {
    "id": "019a9c3f-7777-7b11-8c41-0d3c5a1f9e02",
    "game": "spring-wheel",
    "name": "Flyer, week 19",
    "quantity": 5000,
    "expires_at": None,
    "created_at": "2026-05-01T08:00:00Z",
}

describe_batches = extend_schema_view(
    list=operation(
        summary="List batches",
        description="Newest first.",
        answer=BatchAnswer(many=True),
        example=BATCH,
    ),
    retrieve=operation(
        summary="Fetch a batch",
        description="Its codes are the tokens of `/tokens?batch=`.",
        path={"batch_id": "The batch's id."},
        answer=BatchAnswer,
        example=BATCH,
    ),
    create=operation(
        summary="Make a batch of codes",
        description="1 to 10,000 codes that belong to nobody until they are redeemed.",
        request=BatchRequest,
        body={"game": "spring-wheel", "name": "Flyer, week 19", "quantity": 5000},
        answer=BatchAnswer,
        example=BATCH,
        statuses=(201,),
    ),
)
