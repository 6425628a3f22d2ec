"""Bodies and answers of what moves amounts: awards, fundings, mints."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from identities.api.serializers import SourceIdField, StrictSerializer, TextField
from identities.enums import Channel
from tokens.api.serializers.amounts import AmountAnswer, AmountField, AmountTextField, IdField
from tokens.enums import AwardDestination, AwardRequestState, FundingState
from tokens.models import Funding, Mint
from tokens.services.queues import QueuePlace

AMOUNTS_MAXIMUM = 100
REQUEST_ID = "Yours: visible ASCII characters without / and ?. A UUID counts in any case."


class TrueOrFalseField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class AmountRequest(StrictSerializer):
    asset = IdField()
    amount = AmountField()


class AwardRequestRequest(StrictSerializer):
    request_id = TextField(max_length=100, help_text=REQUEST_ID)
    campaign = IdField()
    participant = SourceIdField()
    amounts = AmountRequest(  # type: ignore[call-arg]
        many=True, allow_empty=False, max_length=AMOUNTS_MAXIMUM
    )
    wallet = TextField(
        required=False,
        allow_null=True,
        default=None,
        max_length=200,
        help_text="An address, which the amounts are paid to. Without it they become an allowance.",
    )
    mintable = TrueOrFalseField(
        required=False, default=True, help_text="Whether the participant may mint the allowance."
    )


class QueuePlacePart(serializers.Serializer[QueuePlace]):
    asset = serializers.UUIDField(source="asset.pk")
    place = serializers.IntegerField(help_text="Among all that wait for the asset: 1 is next.")
    missing = AmountTextField(
        help_text="What the project wallet lacks for it, and for all before it."
    )


class AwardRequestAnswer(serializers.Serializer[Any]):
    request_id = serializers.CharField()
    state = serializers.ChoiceField(AwardRequestState.choices)
    campaign = serializers.UUIDField(source="campaign_id")
    participant = serializers.CharField(source="participant.source_id")
    destination = serializers.ChoiceField(AwardDestination.choices)
    mintable = serializers.BooleanField(
        source="is_mintable", allow_null=True, help_text="Of an allowance; else null."
    )
    wallet = serializers.CharField(
        source="wallet.address", allow_null=True, help_text="Of an allowance null."
    )
    amounts = AmountAnswer(many=True)
    queue = QueuePlacePart(many=True, help_text="Where it waits; empty where it does not.")
    requested_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(
        allow_null=True, help_text="When staff took it out of the queue, for good."
    )
    cancel_reason = serializers.CharField(allow_blank=True)
    play = serializers.UUIDField(
        source="granted_by_id", allow_null=True, help_text="The play that won it."
    )
    channel = serializers.ChoiceField(Channel.choices)


class FundRequest(StrictSerializer):
    asset = IdField()
    amount = AmountField()
    request_id = TextField(max_length=100, help_text=REQUEST_ID)


class FundAnswer(serializers.Serializer[Any]):
    request_id = serializers.CharField(source="funding.request_id")
    settled = serializers.ListField(
        child=serializers.CharField(),
        help_text="The ids of the award requests that it settled, in their order.",
    )


class FundingAnswer(serializers.Serializer[Funding]):
    request_id = serializers.CharField()
    wallet = serializers.CharField(source="wallet.address")
    asset = serializers.UUIDField(source="asset_id")
    amount = AmountTextField()
    state = serializers.ChoiceField(FundingState.choices)
    reason = serializers.CharField(allow_blank=True, help_text="Why staff proposed it.")
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was posted or rejected."
    )
    channel = serializers.ChoiceField(Channel.choices)


class MintRequest(StrictSerializer):
    participant = SourceIdField(
        required=False, help_text="Needed, but with a user token, which is its participant's."
    )
    asset = IdField()
    amount = AmountField()
    wallet = TextField(max_length=200, help_text="An address, not a project wallet's.")
    request_id = TextField(max_length=100, help_text=REQUEST_ID)


class MintAnswer(serializers.Serializer[Mint]):
    request_id = serializers.CharField()
    participant = serializers.CharField(source="participant.source_id")
    asset = serializers.UUIDField(source="asset_id")
    amount = AmountTextField()
    wallet = serializers.CharField(source="wallet.address")
    minted_at = serializers.DateTimeField()
    channel = serializers.ChoiceField(Channel.choices)
