from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.instants import instant_text
from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Channel, Scope
from identities.services.api_clients import refuse_guesser
from identities.services.clock import database_now
from identities.services.lost_connections import call_again_if_lost
from identities.services.metrics import count_redemption
from promotions.enums import Refusal
from promotions.services.refusals import Refused
from tokens.api.descriptions.tokens import describe_tokens
from tokens.api.filters import TokenFilterSet
from tokens.api.serializers.tokens import (
    RedeemRequest,
    TokenAnswer,
    TokenRequest,
    VoidRequest,
)
from tokens.models import Token
from tokens.services.awarding import award_token
from tokens.services.codes import normalize_code
from tokens.services.guessing import guesses_counted
from tokens.services.redemption import Redemption, redeem_token
from tokens.services.voiding import void_token

# how long a repeated redemption waits for its first call to end
RETRY_SECONDS = 5
PAUSE_SECONDS = 0.05


@describe_tokens
class TokenViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve"), (Scope.TOKENS_READ, Scope.READ)),
        "create": (Scope.TOKENS_AWARD,),
        "redeem": (Scope.TOKENS_REDEEM,),
        "void": (Scope.TOKENS_VOID,),
    }
    queryset = Token.objects.none()
    serializer_class = TokenAnswer
    filterset_class = TokenFilterSet
    paged_by = "issued_at"

    def get_queryset(self) -> QuerySet[Token]:
        return Token.objects.in_organization(self.organization).select_related(
            "game", "participant"
        )

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda tokens: [_token(token) for token in tokens])

    def retrieve(self, request: Request, code: str) -> Response:
        with guesses_counted(client_id=self.admission.client.pk):
            refuse_guesser(
                client_id=self.admission.client.pk,
                maximum=settings.API_WRONG_CODES_PER_MINUTE,
            )
            token = self.get_queryset().filter(code=normalize_code(code)).first()
            if token is None:
                raise Refused(Refusal.TOKEN_NOT_FOUND)
        return Response(_token(token))

    def create(self, request: Request) -> HttpResponse:
        body = self.body(TokenRequest)

        def effect() -> tuple[int, Any]:
            awarded = award_token(
                organization=self.organization,
                by=self.actor,
                at=database_now(),
                **body.validated_data,
            )
            return 201 if awarded.created else 200, _token(awarded.token)

        return self.answer_once(effect)

    @action(detail=True, methods=["post"])
    def redeem(self, request: Request, code: str) -> HttpResponse:
        names = self.body(RedeemRequest).validated_data if self.raw_body else {}
        if not names:
            self.raw_body = b""  # an empty object asks for what no body asks for
        key = self.idempotency_key

        def redeem() -> Redemption:
            return redeem_token(
                organization_id=self.organization.pk,
                code=normalize_code(code),
                channel=Channel.PLATFORM,
                client_id=self.admission.client.pk,
                request_id=self.actor.request_id,
                idempotency_key=key,
                request_sha256=None if key is None else self.request_sha256,
                wrong_codes_maximum=settings.API_WRONG_CODES_PER_MINUTE,
                **names,
            )

        with guesses_counted(client_id=self.admission.client.pk):
            redemption = call_again_if_lost(redeem, lambda: _once_ended(redeem))
        count_redemption(result=redemption.result, replayed=redemption.replayed)
        return HttpResponse(_redemption(redemption), content_type="application/json")

    @action(detail=True, methods=["post"])
    def void(self, request: Request, code: str) -> HttpResponse:
        body = self.body(VoidRequest)

        def effect() -> tuple[int, Any]:
            refuse_guesser(
                client_id=self.admission.client.pk,
                maximum=settings.API_WRONG_CODES_PER_MINUTE,
            )
            token = void_token(
                organization=self.organization,
                code=normalize_code(code),
                by=self.actor,
                at=database_now(),
                **body.validated_data,
            )
            return 200, _token(token)

        with guesses_counted(client_id=self.admission.client.pk):
            return self.answer_once(effect)


def _token(token: Token) -> Any:
    return TokenAnswer(token, context={"at": timezone.now()}).data


def _redemption(redemption: Redemption) -> str:
    """Write the answer by hand: this is what the platform does most."""
    award = redemption.award and {
        "id": str(redemption.award["id"]),
        "state": redemption.award["state"],
        "claim_by": redemption.award["claim_by"] and instant_text(redemption.award["claim_by"]),
    }
    return json.dumps(
        {
            "result": redemption.result,
            "replayed": redemption.replayed,
            "play": {
                "id": str(redemption.play_id),
                "played_at": instant_text(redemption.played_at),
            },
            "prize": redemption.prize,
            "award": award,
            "granted": redemption.granted,
        },
        separators=(",", ":"),
    )


def _once_ended(redeem: Callable[[], Redemption]) -> Redemption:
    """Redeem again; the first call, whose connection died, may still hold the idempotency key."""
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            return redeem()
        except Refused as refused:
            if refused.code != "in_progress" or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE_SECONDS)
