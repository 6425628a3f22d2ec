from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.clock import database_now
from tokens.dialects.eprize import results
from tokens.dialects.eprize.renderers import in_one_line, respond
from tokens.dialects.eprize.serializers.documents import code_document
from tokens.dialects.eprize.serializers.forms import CODE
from tokens.dialects.eprize.views.base import EprizeView
from tokens.services.claiming import claim_code
from tokens.services.codes import normalize_code


class CodeView(EprizeView):
    scopes: ClassVar = {"POST": (Scope.TOKENS_REDEEM,)}
    subject = CODE
    refusals = results.CONSUMING

    def post(self, request: Request, api_key: str, code_class: str, code: str) -> HttpResponse:
        profile = self.profile_name()

        def effect() -> str:
            self.refuse_guesser()
            claimed = claim_code(
                organization=self.admission.organization,
                game=code_class,
                code=normalize_code(code),
                participant=self.find_participant(profile),
                at=database_now(),
            )
            return claimed.code

        with self.guesses_counted():
            consumed = self.once(effect)
        return respond(200, in_one_line(code_document(code_class=code_class, code=consumed)))
