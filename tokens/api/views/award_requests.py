from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponseBase
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.serializers import Shown
from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from tokens.api.descriptions.award_requests import describe_award_requests
from tokens.api.filters import AwardRequestFilterSet
from tokens.api.serializers.values import AwardRequestAnswer, AwardRequestRequest
from tokens.enums import AwardRequestState
from tokens.models import AwardedAmount, AwardRequest
from tokens.services.amounts import amount_text, canonical_request_id
from tokens.services.queues import places_of
from tokens.services.refusing import ValueRefused
from tokens.services.value_awards import RequestedAward, WantedAmount, request_award


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
        requests = AwardRequest.objects.in_organization(self.organization)
        amounts = Prefetch("amounts", AwardedAmount.objects.select_related("asset").order_by("id"))
        return requests.select_related("participant", "wallet").prefetch_related(amounts)

    def list(self, request: Request) -> Response:
        return self.answer_list(_award_requests)

    def retrieve(self, request: Request, request_id: str) -> Response:
        try:
            canonical = canonical_request_id(request_id)
        except ValueRefused:
            raise NotFound from None
        return Response(_award_requests([self.find(request_id=canonical)])[0])

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
            if awarded.replayed or awarded.state == AwardRequestState.QUEUED:
                answer: Any = _award_requests([self.find(pk=awarded.id)])[0]
            else:
                answer = _settled(awarded, body, self.actor.channel)
            return 200 if awarded.replayed else 201, answer

        return self.answer_named(effect)


def _award_requests(requests: list[AwardRequest]) -> list[Any]:
    places = places_of(requests)
    return [
        AwardRequestAnswer(Shown(request, queue=places.get(request.pk, []))).data
        for request in requests
    ]


def _settled(awarded: RequestedAward, body: dict[str, Any], channel: str) -> dict[str, Any]:
    """Return what ``AwardRequestAnswer`` would of what was settled at once, without reading it."""
    return {
        "request_id": awarded.request_id,
        "state": awarded.state,
        "campaign": str(body["campaign"]),
        "participant": body["participant"],
        "destination": "allowance" if awarded.wallet is None else "wallet",
        "mintable": body["mintable"] if awarded.wallet is None else None,
        "wallet": awarded.wallet,
        "amounts": [
            {"asset": str(asset), "amount": amount_text(amount)}
            for asset, amount in awarded.amounts.items()
        ],
        "queue": [],
        "requested_at": awarded.requested_at,
        "settled_at": awarded.settled_at,
        "cancelled_at": None,
        "cancel_reason": "",
        "play": None,
        "channel": channel,
    }
