from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.views import PlatformViewSet, Scopes, uuid_or_not_found
from identities.enums import Scope
from identities.services.clock import database_now
from tokens.api.descriptions.batches import describe_batches
from tokens.api.filters import BatchFilterSet
from tokens.api.serializers.batches import BatchAnswer, BatchRequest
from tokens.models import TokenBatch
from tokens.services.awarding import create_batch


@describe_batches
class BatchViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve"), (Scope.TOKENS_READ, Scope.READ)),
        "create": (Scope.TOKENS_AWARD,),
    }
    queryset = TokenBatch.objects.none()
    serializer_class = BatchAnswer
    filterset_class = BatchFilterSet
    paged_by = "created_at"

    def get_queryset(self) -> QuerySet[TokenBatch]:
        return TokenBatch.objects.filter(organization=self.organization).select_related("game")

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda batches: [BatchAnswer(batch).data for batch in batches])

    def retrieve(self, request: Request, batch_id: str) -> Response:
        return Response(BatchAnswer(self.find(pk=uuid_or_not_found(batch_id))).data)

    def create(self, request: Request) -> HttpResponse:
        body = self.body(BatchRequest)

        def effect() -> tuple[int, Any]:
            batch = create_batch(
                organization=self.organization,
                by=self.actor,
                at=database_now(),
                **body.validated_data,
            )
            return 201, BatchAnswer(batch).data

        return self.answer_once(effect)
