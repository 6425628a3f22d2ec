"""What the OpenAPI document says of the operations on plays."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from promotions.api.descriptions.examples import PLAY
from promotions.api.serializers import PlayAnswer

describe_plays = extend_schema_view(
    list=operation(
        summary="List plays",
        description="Newest first. What a voucher prize's code is, only its redemption tells.",
        answer=PlayAnswer(many=True),
        example=PLAY,
    ),
    retrieve=operation(
        summary="Fetch a play",
        description="A play never changes; its award does.",
        path={"play_id": "The play's id."},
        answer=PlayAnswer,
        example=PLAY,
    ),
)
