from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.authentication import (
    ApiKeyAuthentication,
    UserAdmission,
    UserTokenAuthentication,
)
from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Channel, Scope
from identities.services.actors import Actor
from tokens.api.descriptions.allowances import describe_allowance_statements, describe_allowances
from tokens.api.filters import AllowanceFilterSet, AllowanceStatementFilterSet
from tokens.api.problems import OtherParticipant
from tokens.api.serializers.values import MintAnswer, MintRequest
from tokens.api.serializers.wallets import AllowanceAnswer
from tokens.api.statements import StatementViewSet
from tokens.models import Account
from tokens.services.minting import mint_allowance


@describe_allowances
class AllowanceViewSet(PlatformViewSet):
    """For API clients, and for participants with a user token, who have their own only."""

    authentication_classes = (UserTokenAuthentication, ApiKeyAuthentication)
    scopes: ClassVar[Scopes] = {"list": (Scope.READ,), "mint": (Scope.VALUES_MINT,)}
    queryset = Account.objects.none()
    serializer_class = AllowanceAnswer
    filterset_class = AllowanceFilterSet
    pagination_class = None

    @property
    def user(self) -> UserAdmission | None:
        """The participant who sends this, with his user token; none for an API client."""
        return self.request.auth if isinstance(self.request.auth, UserAdmission) else None

    @property
    def actor(self) -> Actor:
        if self.user is None:
            return super().actor
        return Actor(channel=Channel.PLATFORM)

    def get_queryset(self) -> QuerySet[Account]:
        allowances = Account.objects.in_organization(self.organization).allowances()
        return allowances.with_balance().order_by("asset__symbol", "asset_id", "-is_mintable")

    def list(self, request: Request) -> Response:
        participant = self.participant(request.query_params.get("participant"))
        own = self.get_queryset().filter(participant__source_id=participant)
        return Response([AllowanceAnswer(one).data for one in self.filter_queryset(own)])

    @action(detail=False, methods=["post"])
    def mint(self, request: Request) -> HttpResponseBase:
        body = self.body(MintRequest).validated_data
        participant = self.participant(body.get("participant"))

        def effect() -> tuple[int, Any]:
            minted = mint_allowance(
                organization=self.organization,
                request_id=body["request_id"],
                participant=participant,
                asset_id=body["asset"],
                amount=body["amount"],
                wallet=body["wallet"],
                by=self.actor,
            )
            return 200, MintAnswer(minted.mint).data

        # keys are API clients': with a user token the request_id alone counts
        return self.answer_named(effect) if self.user is None else self.answer_again(effect)

    def participant(self, named: str | None) -> str:
        """Return the source_id of whom the request is about: *named*, or the one who sends it."""
        if self.user is None:
            if named is None:
                raise ValidationError({"participant": ["This field is required."]})
            return named
        own = self.user.participant.source_id
        if named not in (None, own):
            raise OtherParticipant
        return own


@describe_allowance_statements
class AllowanceStatementViewSet(StatementViewSet):
    scopes: ClassVar[Scopes] = {"statement": (Scope.READ,)}
    filterset_class = AllowanceStatementFilterSet

    def get_queryset(self) -> QuerySet[Account]:
        return Account.objects.in_organization(self.organization).allowances()

    @action(detail=False)
    def statement(self, request: Request) -> HttpResponseBase:
        return self.answer_statement()
