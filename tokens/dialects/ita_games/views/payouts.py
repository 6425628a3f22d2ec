from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from identities.enums import Scope
from identities.services.clock import database_now
from identities.services.lost_connections import call_again_if_lost
from promotions.services.prizes import (
    PrizeNotFound,
    ToldPrize,
    add_prize,
    hide_prizes,
    tell_prize,
    tell_prizes,
)
from tokens.dialects.ita_games.descriptions import payouts as descriptions
from tokens.dialects.ita_games.serializers.payouts import (
    HiddenPayoutOption,
    PayoutOption,
    PayoutOptionPostResponse,
)
from tokens.dialects.ita_games.views.base import ItaView

READERS = (Scope.READ,)
WRITERS = (Scope.GAMES_WRITE,)


@descriptions.list_payouts
@descriptions.create_payout
class PayoutsView(ItaView):
    scopes: ClassVar = {"GET": READERS, "POST": WRITERS}
    contract = PayoutOption

    def get(self, request: Request, game: str) -> HttpResponse:
        prizes = tell_prizes(organization=self.admission.organization, game=game, at=timezone.now())
        return self.respond(PayoutOption(prizes, many=True))

    def post(self, request: Request, game: str) -> HttpResponse:
        body = self.read()

        def add() -> str:
            prize = add_prize(
                organization=self.admission.organization,
                game=game,
                content=body.content(),
                by=self.actor,
                at=database_now(),
            )
            return str(prize.pk)

        return self.respond(PayoutOptionPostResponse({"id": self.once(add)}), 201)


@descriptions.hide_payouts
class HiddenPayoutsView(ItaView):
    scopes: ClassVar = {"PUT": WRITERS}
    contract = HiddenPayoutOption

    def put(self, request: Request, game: str) -> HttpResponse:
        options = self.read(many=True).validated_data

        def hide() -> list[ToldPrize]:
            return hide_prizes(
                organization=self.admission.organization,
                game=game,
                hidden={option["id"]: option["is_hidden"] for option in options},
                by=self.actor,
                at=database_now(),
            )

        return self.respond(PayoutOption(call_again_if_lost(hide, hide), many=True))


@descriptions.get_payout
class PayoutView(ItaView):
    scopes: ClassVar = {"GET": READERS}

    def get(self, request: Request, game: str, payout: str) -> HttpResponse:
        try:
            prize_id = UUID(payout)
        except ValueError:
            raise PrizeNotFound(payout) from None
        prize = tell_prize(
            organization=self.admission.organization,
            game=game,
            prize_id=prize_id,
            at=timezone.now(),
        )
        return self.respond(PayoutOption(prize))
