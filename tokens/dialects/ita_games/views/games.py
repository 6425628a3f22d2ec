from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.clock import database_now
from identities.services.lost_connections import call_again_if_lost
from promotions.services.game_types import create_game_type, put_game_type
from promotions.services.games import content_of, create_game, find_game, put_game
from tokens.dialects.ita_games.descriptions import games as descriptions
from tokens.dialects.ita_games.serializers.games import (
    Game,
    GamePostResponse,
    GameType,
    GameTypePath,
    GameTypePostResponse,
)
from tokens.dialects.ita_games.views.base import ItaView

WRITERS = (Scope.GAMES_WRITE,)
# what staff see the campaign called that new games are in
DRAFTS = "ITA Group Games"


@descriptions.create_game
class GamesView(ItaView):
    scopes: ClassVar = {"POST": WRITERS}
    contract = Game

    def post(self, request: Request) -> HttpResponse:
        body = self.read()

        def create() -> str:
            game = create_game(
                organization=self.admission.organization,
                code=body.validated_data["code"] or None,
                content=body.content(),
                drafts_name=DRAFTS,
                by=self.actor,
                at=database_now(),
            )
            return game.code

        return self.respond(GamePostResponse({"code": self.once(create)}), 201)


@descriptions.get_game
@descriptions.put_game
class GameView(ItaView):
    scopes: ClassVar = {"GET": (Scope.READ,), "PUT": WRITERS}
    contract = Game

    def get(self, request: Request, game: str) -> HttpResponse:
        found = find_game(organization=self.admission.organization, code=game)
        return self.respond(Game((found.code, content_of(found))))

    def put(self, request: Request, game: str) -> HttpResponse:
        body = self.read(code=game)

        def put() -> Any:
            return put_game(
                organization=self.admission.organization,
                code=game,
                content=body.content(),
                drafts_name=DRAFTS,
                by=self.actor,
                at=database_now(),
            )

        return self.respond(GamePostResponse(call_again_if_lost(put, put)))


@descriptions.create_game_type
class GameTypesView(ItaView):
    scopes: ClassVar = {"POST": WRITERS}
    contract = GameType

    def post(self, request: Request) -> HttpResponse:
        body = self.read()

        def create() -> str:
            game_type = create_game_type(
                organization=self.admission.organization,
                source_id=body.validated_data["source_id"],
                content=body.content(),
                by=self.actor,
                at=database_now(),
            )
            return str(game_type.source_id)

        return self.respond(GameTypePostResponse({"source_id": self.once(create)}), 201)


@descriptions.put_game_type
class GameTypeView(ItaView):
    scopes: ClassVar = {"PUT": WRITERS}
    contract = GameType

    def put(self, request: Request, game_type: str) -> HttpResponse:
        path: dict[str, Any] = self.read_path(GameTypePath, source_id=game_type)
        body = self.read(**path)

        def put() -> Any:
            return put_game_type(
                organization=self.admission.organization,
                content=body.content(),
                by=self.actor,
                at=database_now(),
                **path,
            )

        return self.respond(GameTypePostResponse(call_again_if_lost(put, put)))
