from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from identities.services.clock import database_now
from identities.services.participants import find_participant
from tokens.api.descriptions.payout_wallets import describe_payout_wallets
from tokens.api.serializers.wallets import PayoutWalletAnswer, PayoutWalletRequest
from tokens.models import PayoutWallet
from tokens.services.wallets import forget_payout_wallet, name_payout_wallet


@describe_payout_wallets
class PayoutWalletViewSet(PlatformViewSet):
    http_method_names = ["get", "head", "put", "delete"]
    scopes: ClassVar[Scopes] = {
        "retrieve": (Scope.READ, Scope.VALUES_MINT),
        **dict.fromkeys(("update", "destroy"), (Scope.VALUES_MINT,)),
    }
    queryset = PayoutWallet.objects.none()
    serializer_class = PayoutWalletAnswer
    pagination_class = None
    filter_backends = ()

    def get_queryset(self) -> QuerySet[PayoutWallet]:
        named = PayoutWallet.objects.filter(organization=self.organization)
        return named.select_related("participant", "wallet")

    def retrieve(self, request: Request, source_id: str) -> Response:
        return Response(PayoutWalletAnswer(self.find(participant__source_id=source_id)).data)

    def update(self, request: Request, source_id: str) -> HttpResponseBase:
        body = self.body(PayoutWalletRequest).validated_data

        def effect() -> tuple[int, Any]:
            named = name_payout_wallet(
                organization=self.organization,
                participant=find_participant(organization=self.organization, source_id=source_id),
                address=body["wallet"],
                at=database_now(),
            )
            return 200, PayoutWalletAnswer(named).data

        return self.answer_again(effect)

    def destroy(self, request: Request, source_id: str) -> HttpResponseBase:
        def effect() -> tuple[int, Any]:
            forget_payout_wallet(
                organization=self.organization,
                participant=find_participant(organization=self.organization, source_id=source_id),
            )
            return 204, None

        return self.answer_again(effect)
