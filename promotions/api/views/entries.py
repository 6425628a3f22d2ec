from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.views import PlatformViewSet, Scopes, uuid_or_not_found
from identities.enums import Scope
from promotions.api.descriptions.entries import describe_entries
from promotions.api.filters import EntryFilterSet
from promotions.api.serializers import EntryAnswer, EntryRequest
from promotions.models import Entry
from promotions.services.entries import award_entry


@describe_entries
class EntryViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve"), (Scope.READ,)),
        "create": (Scope.ENTRIES_AWARD,),
    }
    queryset = Entry.objects.none()
    serializer_class = EntryAnswer
    filterset_class = EntryFilterSet
    paged_by = "entered_at"

    def get_queryset(self) -> QuerySet[Entry]:
        return Entry.objects.filter(organization=self.organization).select_related(
            "game", "participant"
        )

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda entries: [EntryAnswer(entry).data for entry in entries])

    def retrieve(self, request: Request, entry_id: str) -> Response:
        return Response(EntryAnswer(self.find(pk=uuid_or_not_found(entry_id))).data)

    def create(self, request: Request) -> HttpResponse:
        body = self.body(EntryRequest)

        def effect() -> tuple[int, Any]:
            awarded = award_entry(
                organization=self.organization, by=self.actor, **body.validated_data
            )
            return 201 if awarded.created else 200, EntryAnswer(awarded.entry).data

        return self.answer_once(effect)
