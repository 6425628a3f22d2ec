from __future__ import annotations

from rest_framework import serializers

from identities.api.serializers import (
    InstantField,
    StrictSerializer,
    TextField,
    WholeNumberField,
)
from tokens.models import TokenBatch


class BatchRequest(StrictSerializer):
    game = TextField(max_length=50)
    name = TextField(max_length=200)
    quantity = WholeNumberField()
    expires_at = InstantField(required=False, allow_null=True, default=None)


class BatchAnswer(serializers.Serializer[TokenBatch]):
    id = serializers.UUIDField()
    game = serializers.CharField(source="game.code")
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    expires_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
