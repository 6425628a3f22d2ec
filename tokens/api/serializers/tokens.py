from __future__ import annotations

from typing import Any

from rest_framework import serializers

from identities.api.serializers import (
    InstantField,
    SourceIdField,
    StrictSerializer,
    TextField,
)
from promotions.api.serializers import AwardPart, PrizePart
from promotions.enums import PlayResult
from tokens.enums import AwardDestination, TokenPhase
from tokens.models import Token


class TokenRequest(StrictSerializer):
    game = TextField(max_length=50)
    participant = SourceIdField()
    source_id = SourceIdField(required=False, allow_null=True, default=None)
    reason = TextField(required=False, allow_blank=True, default="", max_length=500)
    expires_at = InstantField(required=False, allow_null=True, default=None)


class TokenAnswer(serializers.Serializer[Token]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    game = serializers.CharField(source="game.code")
    participant = serializers.CharField(source="participant.source_id", allow_null=True)
    source_id = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    state = serializers.SerializerMethodField()
    issued_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    claimed_at = serializers.DateTimeField(
        allow_null=True, help_text="Of a code of a batch: when it became its participant's."
    )
    redeemed_at = serializers.DateTimeField(allow_null=True)
    voided_at = serializers.DateTimeField(allow_null=True)
    void_reason = serializers.CharField(allow_blank=True)
    batch = serializers.UUIDField(source="batch_id", allow_null=True)

    def get_state(self, token: Token) -> TokenPhase:
        return token.phase(self.context["at"])


class RedeemRequest(StrictSerializer):
    participant = SourceIdField(required=False, allow_null=True)
    game = TextField(required=False, allow_null=True, max_length=50)


class VoidRequest(StrictSerializer):
    reason = TextField(max_length=500)


class PlayPart(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    played_at = serializers.DateTimeField()


class GrantedPart(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["token", "voucher_code", "badge", "value"])
    code = serializers.CharField(
        required=False, help_text="Of the token, of the voucher, or of the badge."
    )
    game = serializers.CharField(required=False, help_text="Of a token: the game it is for.")
    asset = serializers.UUIDField(required=False, help_text="Of a value: the asset's id.")
    symbol = serializers.CharField(required=False, help_text="Of a value: the asset's.")
    amount = serializers.CharField(required=False, help_text="Of a value.")
    destination = serializers.ChoiceField(
        AwardDestination.choices, required=False, help_text="Of a value: where it went."
    )
    wallet = serializers.CharField(
        required=False, allow_null=True, help_text="Of a value: the address; null of an allowance."
    )


class RedemptionAnswer(serializers.Serializer[Any]):
    result = serializers.ChoiceField(PlayResult.choices)
    replayed = serializers.BooleanField(help_text="The token was redeemed before.")
    play = PlayPart()
    prize = PrizePart(allow_null=True)
    award = AwardPart(allow_null=True, help_text="As it was when won.")
    granted = GrantedPart(many=True)
