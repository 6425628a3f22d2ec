"""Requests, with the names on the wire."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from tokens.dialects.payingame.serializers.fields import (
    AmountField,
    CustomerField,
    FlagField,
    GuidField,
    TextField,
    WalletField,
)
from tokens.services.value_awards import WantedAmount

# decided by us
MOST_TOKENS = 1000
LIST_MESSAGES: dict[str, Any] = {
    "required": "is required", "null": "is required", "not_a_list": "must be an array",
    "empty": "must contain at least 1 item",
    "max_length": f"must contain at most {MOST_TOKENS} items",
}  # fmt: skip


class PayingameTokenAmount(serializers.Serializer[Any]):
    Guid = GuidField(source="asset_id", help_text="Of the token: an asset's id.")
    Amount = AmountField(help_text="Above 0, with at most as many decimal places as the token has.")
    ContractGuid = TextField(source="contract", help_text="Must be the token's contract.")

    default_error_messages: ClassVar = {"invalid": "must be an object", "null": "must be an object"}

    def to_internal_value(self, data: Any) -> WantedAmount:
        given = super().to_internal_value(data)
        return WantedAmount(given["asset_id"], given["Amount"], given["contract"])


class PayingameAwardRequest(serializers.Serializer[Any]):
    """Its data are arguments of ``request_award``."""

    ApiKey = TextField(source="key", write_only=True, help_text="The key of an API client.")
    RequestID = GuidField(source="request_id", help_text="The same again awards nothing again.")
    ProjectGuid = GuidField(source="campaign_id", help_text="A campaign's id.")
    IsAllowance = FlagField(
        source="is_allowance", help_text="Keep the amounts, or pay them to Wallet."
    )
    IsMintable = FlagField(
        source="is_mintable", help_text="May the customer mint the allowance? Else ignored."
    )
    CustomerID = CustomerField(source="participant", help_text="A participant's source_id.")
    Tokens = PayingameTokenAmount(  # type: ignore[call-arg]  # the list's length
        source="amounts",
        many=True,
        allow_empty=False,
        max_length=MOST_TOKENS,
        error_messages=LIST_MESSAGES,
    )
    Wallet = WalletField(
        source="wallet", help_text="An address, required when IsAllowance is false; else ignored."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        del attrs["key"]
        wallet = attrs["wallet"]
        if attrs.pop("is_allowance"):
            return {**attrs, "request_id": str(attrs["request_id"]), "wallet": None}
        if wallet is None:
            raise serializers.ValidationError({"Wallet": ["is required when IsAllowance is false"]})
        if not isinstance(wallet, str):
            raise serializers.ValidationError({"Wallet": ["must be a string"]})
        return {**attrs, "request_id": str(attrs["request_id"])}


class PayingameCustomer(serializers.Serializer[Any]):
    """What addresses name: a customer of a project."""

    ProjectGuid = GuidField(source="campaign_id")
    CustomerID = CustomerField(source="participant")
