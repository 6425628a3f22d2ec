"""What the OpenAPI document says of the operations on assets."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from tokens.api.descriptions.examples import ASSET
from tokens.api.serializers.wallets import AssetAnswer

describe_assets = extend_schema_view(
    list=operation(
        summary="List assets",
        description="Newest first: the value tokens that campaigns award amounts of.",
        answer=AssetAnswer(many=True),
        example=ASSET,
    ),
    retrieve=operation(
        summary="Fetch an asset",
        description="`project_wallet` is where its campaign holds what it can pay to wallets.",
        path={"asset_id": "The asset's id."},
        answer=AssetAnswer,
        example=ASSET,
    ),
)
