"""What the OpenAPI document says of the operations on mints."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.descriptions.examples import MINT, RANGES
from tokens.api.serializers.values import MintAnswer

describe_mints = extend_schema_view(
    list=operation(
        summary="List mints",
        description="Newest first: what became of allowances." + RANGES,
        answer=MintAnswer(many=True),
        example=MINT,
    ),
)
