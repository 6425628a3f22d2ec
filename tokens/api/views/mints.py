from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from tokens.api.descriptions.mints import describe_mints
from tokens.api.filters import MintFilterSet
from tokens.api.serializers.values import MintAnswer
from tokens.models import Mint


@describe_mints
class MintViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {"list": (Scope.READ,)}
    queryset = Mint.objects.none()
    serializer_class = MintAnswer
    filterset_class = MintFilterSet
    paged_by = "minted_at"

    def get_queryset(self) -> QuerySet[Mint]:
        mints = Mint.objects.filter(organization=self.organization)
        return mints.select_related("participant", "wallet")

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda rows: [MintAnswer(row).data for row in rows])
