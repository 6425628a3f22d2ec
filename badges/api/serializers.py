from __future__ import annotations

from typing import Any

from rest_framework import serializers

from badges.enums import AssignmentState
from badges.models import Badge, BadgeAssignment
from identities.api.serializers import SourceIdField, StrictSerializer, TextField
from identities.enums import Channel


class IssuerPart(serializers.Serializer[Badge]):
    name = serializers.CharField(source="issuer_name", allow_blank=True)
    description = serializers.CharField(source="issuer_description", allow_blank=True)
    email = serializers.CharField(source="issuer_email", allow_blank=True)
    url = serializers.CharField(source="issuer_url", allow_blank=True)


class BadgeAnswer(serializers.Serializer[Badge]):
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    image_url = serializers.CharField(allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField())
    issuer = IssuerPart(source="*")
    url = serializers.CharField(allow_blank=True, help_text="The badge's public page.")
    is_enabled = serializers.BooleanField(help_text="Off: nobody is given it any more.")
    created_at = serializers.DateTimeField()


class BadgeAssignmentAnswer(serializers.Serializer[BadgeAssignment]):
    id = serializers.UUIDField()
    badge = serializers.CharField(source="badge.code")
    participant = serializers.CharField(source="participant.source_id")
    state = serializers.ChoiceField(AssignmentState.choices)
    assigned_at = serializers.DateTimeField()
    outcome = serializers.UUIDField(
        source="outcome_id", allow_null=True, help_text="The outcome that it was given for."
    )
    play = serializers.UUIDField(
        source="granted_by_id", allow_null=True, help_text="The play that won it."
    )
    reference = serializers.CharField(
        allow_null=True, help_text="What the issuer who recorded it referred to."
    )
    badge_url = serializers.CharField(
        allow_blank=True, help_text="Where that issuer shows the participant's badge."
    )
    reason = serializers.CharField(allow_blank=True, help_text="Why staff gave it.")
    channel = serializers.ChoiceField(Channel.choices)
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoke_reason = serializers.CharField(allow_blank=True)


class RevokeRequest(StrictSerializer):
    reason = TextField(max_length=500)


class OutcomeRequest(StrictSerializer):
    participant = SourceIdField()
    outcome = TextField(max_length=50)
    reference = SourceIdField(required=False, allow_null=True, default=None)


class OutcomeAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    outcome = serializers.CharField(source="outcome_type.code")
    participant = serializers.CharField(source="participant.source_id")
    reference = serializers.CharField(allow_null=True)
    number = serializers.IntegerField(
        help_text="Counts the participant's outcomes of this code: 1 is the first."
    )
    happened_at = serializers.DateTimeField()
    assigned = serializers.ListField(
        child=serializers.CharField(), help_text="The codes of the badges that it gave."
    )
