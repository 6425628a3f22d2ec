from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from tokens.api.descriptions.award_requests import describe_award_requests
from tokens.api.filters import AwardRequestFilterSet
from tokens.api.serializers.values import AwardRequestAnswer, AwardRequestRequest
from tokens.models import AwardRequest
from tokens.services.amounts import canonical_request_id
from tokens.services.refusing import ValueRefused
from tokens.services.value_awards import WantedAmount, request_award


@describe_award_requests
class AwardRequestViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve"), (Scope.READ,)),
        "create": (Scope.VALUES_AWARD,),
    }
    queryset = AwardRequest.objects.none()
    serializer_class = AwardRequestAnswer
    filterset_class = AwardRequestFilterSet
    paged_by = "requested_at"

    def get_queryset(self) -> QuerySet[AwardRequest]:
        requests = AwardRequest.objects.in_organization(self.organization).with_queue_place()
        return requests.select_related("participant", "wallet").prefetch_related("amounts")

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda rows: [AwardRequestAnswer(row).data for row in rows])

    def retrieve(self, request: Request, request_id: str) -> Response:
        try:
            canonical = canonical_request_id(request_id)
        except ValueRefused:
            raise NotFound from None
        return Response(AwardRequestAnswer(self.find(request_id=canonical)).data)

    def create(self, request: Request) -> HttpResponseBase:
        body = self.body(AwardRequestRequest).validated_data
        amounts = [WantedAmount(wanted["asset"], wanted["amount"]) for wanted in body["amounts"]]

        def effect() -> tuple[int, Any]:
            awarded = request_award(
                organization=self.organization,
                request_id=body["request_id"],
                campaign_id=body["campaign"],
                participant=body["participant"],
                amounts=amounts,
                wallet=body["wallet"],
                is_mintable=body["mintable"],
                by=self.actor,
            )
            answer = AwardRequestAnswer(self.find(pk=awarded.id)).data
            return 200 if awarded.replayed else 201, answer

        return self.answer_named(effect)
