from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.clock import database_now
from identities.services.lost_connections import call_again_if_lost
from identities.services.metrics import count_refusal
from promotions.enums import Refusal
from promotions.services.games import GameNotFound
from promotions.services.refusals import Refused
from tokens.dialects.ita_games import results
from tokens.dialects.ita_games.descriptions import tokens as descriptions
from tokens.dialects.ita_games.serializers.tokens import (
    CreateToken,
    ExpiredTokensResponse,
    PageQuery,
    ParticipantPath,
    Token,
    TokenPostResponse,
)
from tokens.dialects.ita_games.views.base import ItaView
from tokens.services.awarding import AwardedToken, award_named_token
from tokens.services.finding import expired_tokens, find_token, tokens_of

READERS = (Scope.TOKENS_READ, Scope.READ)
# who may make a participant known
CREATORS = {Scope.TOKENS_AWARD, Scope.PARTICIPANTS_WRITE}


@descriptions.list_tokens
@descriptions.create_token
class TokensOfParticipantView(ItaView):
    scopes: ClassVar = {"GET": READERS, "POST": (Scope.TOKENS_AWARD,)}
    contract = CreateToken
    # the game is named by a member of the body
    missing: ClassVar = {}

    def get(self, request: Request, participant: str) -> HttpResponse:
        tokens = tokens_of(
            organization=self.admission.organization,
            creates_unknown=not self.admission.scopes.isdisjoint(CREATORS),
            **self.read_path(ParticipantPath, participant=participant),
        )
        return self.respond(Token(tokens, many=True))

    def post(self, request: Request, participant: str) -> HttpResponse:
        path = self.read_path(ParticipantPath, participant=participant)
        wanted = self.read(**path).validated_data

        def award() -> AwardedToken:
            return award_named_token(
                organization=self.admission.organization,
                by=self.actor,
                at=database_now(),
                **wanted,
            )

        token = call_again_if_lost(award, award).token
        return self.respond(TokenPostResponse(token), 201, Location=f"/v1/tokens/{token.code}")


@descriptions.list_expired
class ExpiredTokensView(ItaView):
    scopes: ClassVar = {"GET": READERS}
    missing: ClassVar = {GameNotFound: results.MISSING_GAME_OF_TOKENS}

    def get(self, request: Request, game: str) -> HttpResponse:
        page = self.read_query(PageQuery)
        found = expired_tokens(
            organization=self.admission.organization, game=game, at=timezone.now(), **page
        )
        answer = {**page, "tokens": found.tokens, "total": found.total}
        return self.respond(ExpiredTokensResponse(answer))


@descriptions.get_token
class TokenView(ItaView):
    scopes: ClassVar = {"GET": READERS}

    def get(self, request: Request, token: str) -> HttpResponse:
        with self.guesses_counted():
            found = find_token(organization=self.admission.organization, name=token)
        return self.respond(Token(found))

    def answer_error(self, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused) and error.code == Refusal.TOKEN_NOT_FOUND:
            count_refusal(code=error.code)
            return self.answer_nothing()
        return super().answer_error(error)

    def answer_nothing(self) -> HttpResponse:
        response = HttpResponse(status=404)
        del response["Content-Type"]
        return response
