from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.clock import database_now
from identities.services.metrics import count_redemption
from tokens.dialects.eprize import results
from tokens.dialects.eprize.renderers import in_lines, respond
from tokens.dialects.eprize.serializers.documents import token_address, token_document
from tokens.dialects.eprize.serializers.forms import PROFILE, AwardForm
from tokens.dialects.eprize.views.base import EprizeView
from tokens.services.awarding import award_token
from tokens.services.codes import normalize_code
from tokens.services.finding import find_token_of_game
from tokens.services.redemption import redeem_token_once


class TokenView(EprizeView):
    scopes: ClassVar = {"GET": (Scope.TOKENS_READ, Scope.READ), "POST": (Scope.TOKENS_REDEEM,)}

    def get(self, request: Request, api_key: str, game: str, token: str) -> HttpResponse:
        with self.guesses_counted():
            self.refuse_guesser()
            found = find_token_of_game(
                organization=self.admission.organization, game=game, code=normalize_code(token)
            )
        gone = results.PHASES[found.phase(timezone.now())]
        if gone is not None:
            return respond(*gone)
        document = token_document(
            key=self.key, game=game, token=found.code, participant_id=found.participant_id
        )
        return respond(200, in_lines(document))

    def post(self, request: Request, api_key: str, game: str, token: str) -> HttpResponse:
        code = normalize_code(token)
        with self.guesses_counted():
            redemption = redeem_token_once(
                organization_id=self.admission.organization.pk,
                code=code,
                game=game,
                channel=self.channel,
                client_id=self.admission.client.pk,
                request_id=self.request_id,
                wrong_codes_maximum=settings.API_WRONG_CODES_PER_MINUTE,
                tells_wrong_game=False,
            )
        count_redemption(result=redemption.result, replayed=redemption.replayed)
        if redemption.replayed:
            return respond(*results.REDEEMED_BEFORE)
        document = token_document(
            key=self.key,
            game=game,
            token=code,
            participant_id=redemption.participant_id,
            redemption=redemption,
        )
        return respond(200, in_lines(document))


class TokensView(EprizeView):
    scopes: ClassVar = {"POST": (Scope.TOKENS_AWARD,)}
    subject = PROFILE
    refusals = results.AWARDING

    def post(self, request: Request, api_key: str, game: str) -> HttpResponse:
        form, profile = self.valid(AwardForm), self.profile_name()

        def effect() -> str:
            awarded = award_token(
                organization=self.admission.organization,
                game=game,
                participant=self.find_participant(profile).source_id,
                reason=form.validated_data["event"],
                by=self.actor,
                at=database_now(),
            )
            return awarded.token.code

        token = self.once(effect)
        document = token_document(
            key=self.key, game=game, token=token, participant_id=profile.participant_id
        )
        return respond(201, in_lines(document), location=token_address(self.key, game, token))
