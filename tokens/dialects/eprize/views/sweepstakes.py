from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.http import HttpResponse
from rest_framework.request import Request

from identities.enums import Scope
from promotions.services.entries import award_entry
from tokens.dialects.eprize import results
from tokens.dialects.eprize.renderers import in_one_line, respond
from tokens.dialects.eprize.serializers.documents import entry_document
from tokens.dialects.eprize.serializers.forms import PROFILE
from tokens.dialects.eprize.views.base import EprizeView


class SweepstakesView(EprizeView):
    scopes: ClassVar = {"POST": (Scope.ENTRIES_AWARD,)}
    subject = PROFILE
    refusals = results.AWARDING

    def post(self, request: Request, api_key: str, game: str) -> HttpResponse:
        profile = self.profile_name()

        def effect() -> str:
            awarded = award_entry(
                organization=self.admission.organization,
                game=game,
                participant=self.find_participant(profile).source_id,
                by=self.actor,
            )
            return awarded.entry.entered_at.isoformat()

        entered_at = datetime.fromisoformat(self.once(effect))
        return respond(201, in_one_line(entry_document(game=game, entered_at=entered_at)))
