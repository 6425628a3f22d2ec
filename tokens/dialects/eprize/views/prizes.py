from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from identities.enums import Scope
from promotions.services.published import find_prize
from tokens.dialects.eprize.renderers import in_one_line, respond
from tokens.dialects.eprize.serializers.documents import prize_document
from tokens.dialects.eprize.serializers.forms import PRIZE
from tokens.dialects.eprize.views.base import EprizeView


class PrizeView(EprizeView):
    # who awards or redeems tokens may show what can be won
    scopes: ClassVar = {"GET": (Scope.READ, Scope.TOKENS_REDEEM, Scope.TOKENS_AWARD)}
    subject = PRIZE

    def get(self, request: Request, api_key: str, game: str, prize: str) -> HttpResponse:
        found = find_prize(organization=self.admission.organization, game=game, prize=prize)
        return respond(200, in_one_line(prize_document(game=game, prize=found)))
