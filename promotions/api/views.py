from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from identities.api.serializers import Shown
from identities.api.views import PlatformViewSet, Scopes, uuid_or_not_found
from identities.enums import Scope
from identities.services.clock import database_now
from promotions.api import problems
from promotions.api.descriptions import (
    describe_awards,
    describe_entries,
    describe_games,
    describe_plays,
)
from promotions.api.filters import AwardFilterSet, EntryFilterSet, PlayFilterSet
from promotions.api.published import (
    public_prize,
    published_prizes,
    ranked_entries,
    remaining_units,
)
from promotions.api.serializers import (
    AwardAnswer,
    ClaimRequest,
    DrawingAnswer,
    EntryAnswer,
    EntryRequest,
    GameAnswer,
    PlayAnswer,
    PrizesAnswer,
    ReplaceRequest,
    RevisionAnswer,
    TransitionRequest,
)
from promotions.models import Award, Drawing, Entry, Game, Play
from promotions.services.awards import claim_award, transition_award
from promotions.services.entries import award_entry
from promotions.services.replacements import replace_winner

__all__ = ["AwardViewSet", "EntryViewSet", "GameViewSet", "PlayViewSet", "problems"]


@describe_games
class GameViewSet(PlatformViewSet):
    # a client app, which may only redeem, shows its games too
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(
            ("list", "retrieve", "prizes", "revision"), (Scope.READ, Scope.TOKENS_REDEEM)
        ),
        "drawing": (Scope.READ,),
    }
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

    @action(detail=True)
    def drawing(self, request: Request, code: str) -> Response:
        drawing = Drawing.objects.filter(game=self.find(code=code)).first()
        if drawing is None:
            raise NotFound
        shown = Shown(drawing, passed_over=len(drawing.passed_over), **ranked_entries(drawing))
        return Response(DrawingAnswer(shown).data)


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


def _game(game: Game) -> Any:
    return GameAnswer(Shown(game, phase=game.phase(timezone.now()))).data


def _plays(plays: list[Play]) -> list[Any]:
    awards = {play.pk: play.award for play in plays if hasattr(play, "award")}
    prizes = published_prizes(awards.values())
    answers = []
    for play in plays:
        award = awards.get(play.pk)
        prize = None if award is None else prizes[award.pk]
        answers.append(PlayAnswer(Shown(play, award=award, prize=prize)).data)
    return answers


def _awards(awards: list[Award]) -> list[Any]:
    prizes = published_prizes(awards)
    return [
        AwardAnswer(Shown(award, prize=prizes[award.pk], game=award.prize.game.code)).data
        for award in awards
    ]
