from __future__ import annotations

import uuid
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.lost_connections import call_again_if_lost
from identities.services.metrics import count_redemption
from tokens.dialects.ita_games.descriptions import game_plays as descriptions
from tokens.dialects.ita_games.serializers.game_plays import (
    GamePlayRequest,
    StartGamePlayResponse,
)
from tokens.dialects.ita_games.views.base import ItaView
from tokens.services.game_plays import preview_game_play, start_game_play


@descriptions.start_game_play
class StartGamePlayView(ItaView):
    scopes: ClassVar = {"POST": (Scope.TOKENS_REDEEM,)}
    contract = GamePlayRequest

    def post(self, request: Request) -> HttpResponse:
        body = self.read()
        start = partial(
            start_game_play,
            organization=self.admission.organization,
            by=self.actor,
            wrong_codes_maximum=settings.API_WRONG_CODES_PER_MINUTE,
            **body.names(),
        )
        look = partial(preview_game_play, organization=self.admission.organization, **body.names())
        with self.guesses_counted():
            if body.is_preview:
                call_again_if_lost(look, look)
                # of a play that there never was
                return self.respond(StartGamePlayResponse({"play_id": uuid.uuid4()}))
            redemption = call_again_if_lost(start, start)
        count_redemption(result=redemption.result, replayed=redemption.replayed)
        return self.respond(StartGamePlayResponse(redemption))
