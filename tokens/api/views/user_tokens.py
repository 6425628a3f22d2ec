from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework.request import Request

from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Channel, Scope
from identities.models import ParticipantSession
from identities.services.clock import database_now
from identities.services.user_tokens import issue_user_token
from tokens.api.descriptions.user_tokens import describe_user_tokens
from tokens.api.serializers.wallets import UserTokenAnswer, UserTokenRequest

LIFETIME = timedelta(minutes=5)


@describe_user_tokens
class UserTokenViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {"create": (Scope.VALUES_MINT,)}
    queryset = ParticipantSession.objects.none()
    serializer_class = UserTokenAnswer
    pagination_class = None
    filter_backends = ()

    def create(self, request: Request) -> HttpResponseBase:
        body = self.body(UserTokenRequest).validated_data

        def effect() -> tuple[int, Any]:
            issued = issue_user_token(
                organization=self.organization,
                participant=body["participant"],
                channel=Channel.PLATFORM,
                at=database_now(),
                lifetime=LIFETIME,
            )
            return 201, UserTokenAnswer(issued).data

        # without a key the token is stored nowhere; issuing another does no harm
        return self.answer_named(effect)
