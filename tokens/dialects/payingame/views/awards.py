from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.lost_connections import call_again_if_lost
from tokens.dialects.payingame import descriptions
from tokens.dialects.payingame.authentication import key_of
from tokens.dialects.payingame.parsers import parse_object
from tokens.dialects.payingame.serializers.requests import PayingameAwardRequest
from tokens.dialects.payingame.views.base import PayingameView
from tokens.services.value_awards import RequestedAward, request_award


@descriptions.award_tokens
class AwardTokensView(PayingameView):
    scope = Scope.VALUES_AWARD

    def find_key(self) -> str:
        self.body: dict[str, Any] = parse_object(self.raw_body)
        return key_of(self.body)

    def post(self, request: Request) -> HttpResponse:
        wanted = self.read(PayingameAwardRequest, self.body)

        def award() -> RequestedAward:
            return request_award(organization=self.admission.organization, by=self.actor, **wanted)

        # the request's id makes it one award, however often it is called
        call_again_if_lost(award, award)
        return self.answer()
