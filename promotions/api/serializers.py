from __future__ import annotations

from typing import Any

from rest_framework import serializers

from identities.api.serializers import SourceIdField, StrictSerializer, TextField
from identities.enums import Channel
from promotions.enums import AwardState, CampaignPhase, GameKind, PlayResult, PrizeKind


class SealAnswer(serializers.Serializer[Any]):
    commitment = serializers.CharField(
        help_text="SHA-256 of the game's secret seed and of revision_sha256."
    )
    revision_sha256 = serializers.CharField(
        source="revision.sha256", help_text="Of the published revision that was sealed."
    )
    sealed_at = serializers.DateTimeField()


class CampaignPart(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    time_zone = serializers.CharField()
    minimum_age = serializers.IntegerField(allow_null=True)
    countries = serializers.ListField(child=serializers.CharField())
    rules_text = serializers.CharField()
    publishes_stock = serializers.BooleanField()


class GameAnswer(serializers.Serializer[Any]):
    code = serializers.CharField(source="published.document.code")
    name = serializers.CharField(source="published.document.name")
    description = serializers.CharField(source="published.document.description")
    start_message = serializers.CharField(source="published.document.start_message")
    win_message = serializers.CharField(source="published.document.win_message")
    lose_message = serializers.CharField(source="published.document.lose_message")
    icon_url = serializers.CharField(source="published.document.icon_url")
    kind = serializers.ChoiceField(
        GameKind.choices, help_text="Instant win: tokens are redeemed. Drawing: entries are drawn."
    )
    phase = serializers.ChoiceField(CampaignPhase.choices)
    starts_at = serializers.DateTimeField(source="published.starts_at")
    ends_at = serializers.DateTimeField(source="published.ends_at")
    campaign = CampaignPart(source="published.revision.snapshot")
    seal = SealAnswer(source="published.seal")


class PrizePart(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    kind = serializers.ChoiceField(PrizeKind.choices)
    value = serializers.CharField(allow_null=True, help_text="A decimal, two places.")
    currency = serializers.CharField(allow_blank=True)
    image_url = serializers.CharField(allow_blank=True)


class PrizeAnswer(PrizePart):
    quantity = serializers.IntegerField()
    remaining = serializers.IntegerField(
        allow_null=True, help_text="Null where the campaign does not publish it."
    )


class PrizesAnswer(serializers.Serializer[Any]):
    results = PrizeAnswer(many=True)


class RevisionAnswer(serializers.Serializer[Any]):
    number = serializers.IntegerField(source="revision.number")
    sha256 = serializers.CharField(
        source="revision.sha256", help_text="Of the document's canonical JSON."
    )
    commitment = serializers.CharField(help_text="SHA-256 of the game's secret seed and of sha256.")
    sealed_at = serializers.DateTimeField()
    document = serializers.DictField(
        source="revision.snapshot", help_text="The campaign's whole configuration."
    )


class AwardPart(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(AwardState.choices)
    claim_by = serializers.DateTimeField(allow_null=True)


class PlayAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    game = serializers.CharField(source="game.code")
    participant = serializers.CharField(source="participant.source_id")
    result = serializers.ChoiceField(PlayResult.choices)
    played_at = serializers.DateTimeField()
    prize = PrizePart(allow_null=True)
    award = AwardPart(allow_null=True)
    channel = serializers.ChoiceField(Channel.choices)
    request_id = serializers.CharField()


class AwardAnswer(AwardPart):
    won_at = serializers.DateTimeField()
    play = serializers.UUIDField(
        source="play_id", allow_null=True, help_text="Null where it was drawn."
    )
    entry = serializers.UUIDField(
        source="drawn_entry.entry_id",
        default=None,
        allow_null=True,
        help_text="Of a drawing: the entry that was drawn; null for a play.",
    )
    game = serializers.CharField()
    participant = serializers.CharField(source="participant.source_id")
    prize = PrizePart()


class EntryRequest(StrictSerializer):
    game = TextField(max_length=50)
    participant = SourceIdField()
    source_id = SourceIdField(required=False, allow_null=True, default=None)


class EntryAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    game = serializers.CharField(source="game.code")
    participant = serializers.CharField(source="participant.source_id")
    source_id = serializers.CharField(allow_null=True)
    entered_at = serializers.DateTimeField()


class DrawnEntryAnswer(serializers.Serializer[Any]):
    rank = serializers.IntegerField(help_text="From 1 on, in the order in which they were drawn.")
    entry = serializers.UUIDField(source="entry_id")
    participant = serializers.CharField(source="entry.participant.source_id")
    replaces = serializers.IntegerField(
        source="replaces.replaced.rank",
        default=None,
        allow_null=True,
        help_text="Of an alternate: the rank of the winner whose place was taken, or null.",
    )
    prize = PrizePart(allow_null=True, help_text="Null of an alternate who has won nothing.")
    award = AwardPart(
        allow_null=True, help_text="As it is now: forfeited or disqualified where it was lost."
    )


class DrawingAnswer(serializers.Serializer[Any]):
    entries = serializers.IntegerField(source="entries_count")
    participants = serializers.IntegerField(source="participants_count")
    passed_over = serializers.IntegerField(help_text="Participants who were blocked or erased.")
    entries_sha256 = serializers.CharField(
        help_text="Of all entries' ids, each followed by its participant's, 16 bytes each."
    )
    drawn_at = serializers.DateTimeField()
    winners = serializers.IntegerField(help_text="The ranks from 1 on that won.")
    alternates = serializers.IntegerField(help_text="The ranks after them.")


class ReplaceRequest(StrictSerializer):
    reason = TextField(max_length=500)


class ClaimRequest(StrictSerializer):
    reason = TextField(required=False, allow_blank=True, default="", max_length=500)


class TransitionRequest(StrictSerializer):
    to = serializers.ChoiceField(AwardState.choices)
    reason = TextField(max_length=500)
