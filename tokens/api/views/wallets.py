from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.serializers import Shown
from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from tokens.api.descriptions.wallets import describe_wallet_statements, describe_wallets
from tokens.api.filters import StatementFilterSet, WalletFilterSet
from tokens.api.serializers.values import FundAnswer, FundRequest
from tokens.api.serializers.wallets import WalletAnswer
from tokens.api.statements import StatementViewSet
from tokens.models import Account, Wallet
from tokens.services.fundings import fund_wallet
from tokens.services.wallets import balances_of, find_wallet


@describe_wallets
class WalletViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve"), (Scope.READ,)),
        "fund": (Scope.VALUES_FUND,),
    }
    queryset = Wallet.objects.none()
    serializer_class = WalletAnswer
    filterset_class = WalletFilterSet
    paged_by = "created_at"

    def get_queryset(self) -> QuerySet[Wallet]:
        return Wallet.objects.in_organization(self.organization)

    def list(self, request: Request) -> Response:
        return self.answer_list(_wallets)

    def retrieve(self, request: Request, address: str) -> Response:
        wallet = find_wallet(organization=self.organization, address=address)
        return Response(_wallets([wallet])[0])

    @action(detail=True, methods=["post"])
    def fund(self, request: Request, address: str) -> HttpResponseBase:
        body = self.body(FundRequest).validated_data

        def effect() -> tuple[int, Any]:
            posted = fund_wallet(
                organization=self.organization,
                address=address,
                asset_id=body["asset"],
                amount=body["amount"],
                request_id=body["request_id"],
                by=self.actor,
            )
            return 200, FundAnswer(posted).data

        return self.answer_named(effect)


@describe_wallet_statements
class WalletStatementViewSet(StatementViewSet):
    scopes: ClassVar[Scopes] = {"statement": (Scope.READ,)}
    filterset_class = StatementFilterSet

    def get_queryset(self) -> QuerySet[Account]:
        wallet = find_wallet(organization=self.organization, address=self.kwargs["address"])
        return Account.objects.in_wallet(wallet)

    @action(detail=True)
    def statement(self, request: Request, address: str) -> HttpResponseBase:
        return self.answer_statement()


def _wallets(wallets: list[Wallet]) -> list[Any]:
    held = balances_of(wallets=wallets)
    return [
        WalletAnswer(Shown(wallet, balances=held.get(wallet.pk, []))).data for wallet in wallets
    ]
