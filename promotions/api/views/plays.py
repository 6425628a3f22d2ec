from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.serializers import Shown
from identities.api.views import PlatformViewSet, Scopes, uuid_or_not_found
from identities.enums import Scope
from promotions.api.descriptions.plays import describe_plays
from promotions.api.filters import PlayFilterSet
from promotions.api.published import published_prizes
from promotions.api.serializers import PlayAnswer
from promotions.models import Play


@describe_plays
class PlayViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = dict.fromkeys(("list", "retrieve"), (Scope.READ,))
    queryset = Play.objects.none()
    serializer_class = PlayAnswer
    filterset_class = PlayFilterSet
    paged_by = "played_at"

    def get_queryset(self) -> QuerySet[Play]:
        return Play.objects.filter(organization=self.organization).select_related(
            "game", "participant", "award"
        )

    def list(self, request: Request) -> Response:
        return self.answer_list(_plays)

    def retrieve(self, request: Request, play_id: str) -> Response:
        return Response(_plays([self.find(pk=uuid_or_not_found(play_id))])[0])


def _plays(plays: list[Play]) -> list[Any]:
    awards = {play.pk: play.award for play in plays if hasattr(play, "award")}
    prizes = published_prizes(awards.values())
    answers = []
    for play in plays:
        award = awards.get(play.pk)
        prize = None if award is None else prizes[award.pk]
        answers.append(PlayAnswer(Shown(play, award=award, prize=prize)).data)
    return answers
