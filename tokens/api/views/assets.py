from __future__ import annotations

from typing import ClassVar

from django.db.models import OuterRef, QuerySet, Subquery
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.views import PlatformViewSet, Scopes, uuid_or_not_found
from identities.enums import Scope
from tokens.api.descriptions.assets import describe_assets
from tokens.api.filters import AssetFilterSet
from tokens.api.serializers.wallets import AssetAnswer
from tokens.models import Asset, Wallet


@describe_assets
class AssetViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = dict.fromkeys(("list", "retrieve"), (Scope.READ,))
    queryset = Asset.objects.none()
    serializer_class = AssetAnswer
    filterset_class = AssetFilterSet
    paged_by = "created_at"

    def get_queryset(self) -> QuerySet[Asset]:
        own = Wallet.objects.filter(campaign=OuterRef("campaign"))
        return Asset.objects.filter(organization=self.organization).annotate(
            project_wallet=Subquery(own.values("address"))
        )

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda assets: [AssetAnswer(asset).data for asset in assets])

    def retrieve(self, request: Request, asset_id: str) -> Response:
        return Response(AssetAnswer(self.find(pk=uuid_or_not_found(asset_id))).data)
