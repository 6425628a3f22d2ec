from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.serializers import Shown
from identities.api.views import PlatformViewSet, Scopes
from identities.enums import Scope
from promotions.api.descriptions.games import describe_games
from promotions.api.published import public_prize, remaining_units
from promotions.api.serializers import GameAnswer, PrizesAnswer, RevisionAnswer
from promotions.models import Game


@describe_games
class GameViewSet(PlatformViewSet):
    # a client app, which may only redeem, shows its games too
    scopes: ClassVar[Scopes] = dict.fromkeys(
        ("list", "retrieve", "prizes", "revision"), (Scope.READ, Scope.TOKENS_REDEEM)
    )
    queryset = Game.objects.none()
    serializer_class = GameAnswer
    paged_by = "created_at"

    def get_queryset(self) -> QuerySet[Game]:
        return (
            Game.objects.published()
            .filter(organization=self.organization)
            .select_related("campaign", "published__revision", "published__seal__revision")
            .defer(
                "published__seal__seed",
                "published__seal__draw_key",
                "published__seal__revision__snapshot",
            )
        )

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda games: [_game(game) for game in games])

    def retrieve(self, request: Request, code: str) -> Response:
        return Response(_game(self.find(code=code)))

    @action(detail=True)
    def prizes(self, request: Request, code: str) -> Response:
        game: Game = self.find(code=code)
        document: dict[str, Any] = game.published.document  # type: ignore[union-attr]
        remaining = None
        if game.published.revision.snapshot["publishes_stock"]:  # type: ignore[union-attr, index]
            remaining = remaining_units(game, timezone.now())
        results = [
            {
                **public_prize(prize),
                "quantity": prize["quantity"],
                "remaining": None if remaining is None else remaining.get(prize["id"], 0),
            }
            for prize in document["prizes"]
            if not prize.get("presentation", {}).get("is_hidden")
        ]
        return Response(PrizesAnswer({"results": results}).data)

    @action(detail=True)
    def revision(self, request: Request, code: str) -> Response:
        game: Game = self.find(code=code)
        return Response(RevisionAnswer(game.published.seal).data)  # type: ignore[union-attr]


def _game(game: Game) -> Any:
    return GameAnswer(Shown(game, phase=game.phase(timezone.now()))).data
