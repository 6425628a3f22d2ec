from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from tokens.api.descriptions.fundings import describe_fundings
from tokens.api.filters import FundingFilterSet
from tokens.api.serializers.values import FundingAnswer
from tokens.models import Funding


@describe_fundings
class FundingViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {"list": (Scope.READ,)}
    queryset = Funding.objects.none()
    serializer_class = FundingAnswer
    filterset_class = FundingFilterSet
    paged_by = "proposed_at"

    def get_queryset(self) -> QuerySet[Funding]:
        return Funding.objects.in_organization(self.organization).select_related("wallet")

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda rows: [FundingAnswer(row).data for row in rows])
