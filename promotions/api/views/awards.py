from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.serializers import Shown
from identities.api.views import PlatformViewSet, Scopes, uuid_or_not_found
from identities.enums import Scope
from identities.services.clock import database_now
from promotions.api.descriptions.awards import describe_awards
from promotions.api.filters import AwardFilterSet
from promotions.api.published import published_prizes
from promotions.api.serializers import AwardAnswer, ClaimRequest, ReplaceRequest, TransitionRequest
from promotions.models import Award
from promotions.services.awards import claim_award, transition_award
from promotions.services.replacements import replace_winner


@describe_awards
class AwardViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve"), (Scope.READ,)),
        **dict.fromkeys(("claim", "transition", "replace"), (Scope.AWARDS_WRITE,)),
    }
    queryset = Award.objects.none()
    serializer_class = AwardAnswer
    filterset_class = AwardFilterSet
    paged_by = "won_at"

    def get_queryset(self) -> QuerySet[Award]:
        return (
            Award.objects.filter(organization=self.organization)
            .select_related("play", "drawn_entry__drawing", "prize__game", "participant")
            .defer("prize__moments_csv")
        )

    def list(self, request: Request) -> Response:
        return self.answer_list(_awards)

    def retrieve(self, request: Request, award_id: str) -> Response:
        return Response(self._answer(uuid_or_not_found(award_id)))

    @action(detail=True, methods=["post"])
    def claim(self, request: Request, award_id: str) -> HttpResponse:
        pk = uuid_or_not_found(award_id)
        body = self.body(ClaimRequest)

        def effect() -> tuple[int, Any]:
            claim_award(
                organization=self.organization,
                award_id=pk,
                by=self.actor,
                at=database_now(),
                **body.validated_data,
            )
            return 200, self._answer(pk)

        return self.answer_once(effect)

    @action(detail=True, methods=["post"])
    def transition(self, request: Request, award_id: str) -> HttpResponse:
        pk = uuid_or_not_found(award_id)
        body = self.body(TransitionRequest)

        def effect() -> tuple[int, Any]:
            transition_award(
                organization=self.organization,
                award_id=pk,
                by=self.actor,
                at=database_now(),
                **body.validated_data,
            )
            return 200, self._answer(pk)

        return self.answer_once(effect)

    @action(detail=True, methods=["post"])
    def replace(self, request: Request, award_id: str) -> HttpResponse:
        pk = uuid_or_not_found(award_id)
        body = self.body(ReplaceRequest)

        def effect() -> tuple[int, Any]:
            replacing = replace_winner(
                organization=self.organization,
                award_id=pk,
                by=self.actor,
                at=database_now(),
                **body.validated_data,
            )
            return 200, self._answer(replacing.pk)

        return self.answer_once(effect)

    def _answer(self, pk: Any) -> Any:
        return _awards([self.find(pk=pk)])[0]


def _awards(awards: list[Award]) -> list[Any]:
    prizes = published_prizes(awards)
    return [
        AwardAnswer(Shown(award, prize=prizes[award.pk], game=award.prize.game.code)).data
        for award in awards
    ]
