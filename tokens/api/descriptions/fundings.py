"""What the OpenAPI document says of the operations on fundings."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.descriptions.examples import FUNDING, RANGES
from tokens.api.serializers.values import FundingAnswer

describe_fundings = extend_schema_view(
    list=operation(
        summary="List fundings",
        description=(
            "Newest first. What staff proposed moves nothing before another of them approves it,"
            " and then it is `posted`." + RANGES
        ),
        answer=FundingAnswer(many=True),
        example=FUNDING,
    ),
)
