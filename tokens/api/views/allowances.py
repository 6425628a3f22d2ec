from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from tokens.api.descriptions.allowances import describe_allowance_statements, describe_allowances
from tokens.api.filters import AllowanceFilterSet, AllowanceStatementFilterSet
from tokens.api.serializers.values import MintAnswer, MintRequest
from tokens.api.serializers.wallets import AllowanceAnswer
from tokens.api.statements import StatementViewSet
from tokens.models import Account
from tokens.services.minting import mint_allowance


@describe_allowances
class AllowanceViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {"list": (Scope.READ,), "mint": (Scope.VALUES_MINT,)}
    queryset = Account.objects.none()
    serializer_class = AllowanceAnswer
    filterset_class = AllowanceFilterSet
    pagination_class = None

    def get_queryset(self) -> QuerySet[Account]:
        allowances = Account.objects.in_organization(self.organization).allowances()
        return allowances.with_balance().order_by("asset__symbol", "asset_id", "-is_mintable")

    def list(self, request: Request) -> Response:
        allowances = self.filter_queryset(self.get_queryset())
        return Response([AllowanceAnswer(allowance).data for allowance in allowances])

    @action(detail=False, methods=["post"])
    def mint(self, request: Request) -> HttpResponseBase:
        body = self.body(MintRequest).validated_data

        def effect() -> tuple[int, Any]:
            minted = mint_allowance(
                organization=self.organization,
                request_id=body["request_id"],
                participant=body["participant"],
                asset_id=body["asset"],
                amount=body["amount"],
                wallet=body["wallet"],
                by=self.actor,
            )
            return 200, MintAnswer(minted.mint).data

        return self.answer_named(effect)


@describe_allowance_statements
class AllowanceStatementViewSet(StatementViewSet):
    scopes: ClassVar[Scopes] = {"statement": (Scope.READ,)}
    filterset_class = AllowanceStatementFilterSet

    def get_queryset(self) -> QuerySet[Account]:
        return Account.objects.in_organization(self.organization).allowances()

    @action(detail=False)
    def statement(self, request: Request) -> HttpResponseBase:
        return self.answer_statement()
