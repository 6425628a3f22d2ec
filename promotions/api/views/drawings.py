from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.serializers import Shown
from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from promotions.api.descriptions.drawings import describe_drawings
from promotions.api.filters import DrawnEntryFilterSet
from promotions.api.published import count_ranks, published_prizes
from promotions.api.serializers import DrawingAnswer, DrawnEntryAnswer
from promotions.models import Drawing, DrawnEntry


@describe_drawings
class DrawingViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = dict.fromkeys(("drawing", "drawn_entries"), (Scope.READ,))
    queryset = DrawnEntry.objects.none()
    serializer_class = DrawnEntryAnswer
    filterset_class = DrawnEntryFilterSet
    paged_by = "rank"
    pages_ascend = True

    def get_queryset(self) -> QuerySet[DrawnEntry]:
        # as its rows, they know their drawing without a query for each
        drawn = self._find_drawing().drawn_entries
        return drawn.select_related("entry__participant", "award", "replaces__replaced")

    @action(detail=True)
    def drawing(self, request: Request, code: str) -> Response:
        drawing = self._find_drawing()
        shown = Shown(drawing, passed_over=len(drawing.passed_over), **count_ranks(drawing))
        return Response(DrawingAnswer(shown).data)

    @action(detail=True)
    def drawn_entries(self, request: Request, code: str) -> Response:
        return self.answer_list(_drawn_entries)

    def _find_drawing(self) -> Drawing:
        drawings = Drawing.objects.filter(game__organization=self.organization)
        drawing = drawings.filter(game__code=self.kwargs["code"]).first()
        if drawing is None:
            raise NotFound
        return drawing


def _drawn_entries(drawn: list[DrawnEntry]) -> list[Any]:
    awards = {row.pk: row.award for row in drawn if hasattr(row, "award")}
    prizes = published_prizes(awards.values())
    answers = []
    for row in drawn:
        award = awards.get(row.pk)
        prize = None if award is None else prizes[award.pk]
        answers.append(DrawnEntryAnswer(Shown(row, award=award, prize=prize)).data)
    return answers
