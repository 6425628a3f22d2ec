"""Answers of where amounts are: assets, wallets, allowances, statements."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from identities.api.serializers import SourceIdField, StrictSerializer, TextField
from identities.services.user_tokens import UserToken
from tokens.api.serializers.amounts import AmountAnswer, AmountTextField
from tokens.enums import TransferKind, WalletKind
from tokens.models import Account, Asset, PayoutWallet
from tokens.services.statements import StatementEntry


class AssetAnswer(serializers.Serializer[Asset]):
    id = serializers.UUIDField()
    campaign = serializers.UUIDField(source="campaign_id")
    name = serializers.CharField()
    symbol = serializers.CharField()
    decimals = serializers.IntegerField(help_text="Places behind the point of its amounts.")
    contract = serializers.CharField()
    chain_name = serializers.CharField(allow_blank=True)
    project_wallet = serializers.CharField(help_text="The address that its awards are paid from.")
    created_at = serializers.DateTimeField()


class WalletAnswer(serializers.Serializer[Any]):
    address = serializers.CharField()
    kind = serializers.ChoiceField(WalletKind.choices)
    campaign = serializers.UUIDField(
        source="campaign_id", allow_null=True, help_text="Of a project wallet; else null."
    )
    balances = AmountAnswer(many=True)
    created_at = serializers.DateTimeField()


class AllowanceAnswer(serializers.Serializer[Account]):
    asset = serializers.UUIDField(source="asset_id")
    amount = AmountTextField(source="balance")
    mintable = serializers.BooleanField(source="is_mintable")


class StatementEntryAnswer(serializers.Serializer[StatementEntry]):
    number = serializers.IntegerField(help_text="Later transfers have higher ones.")
    transfer = serializers.UUIDField(source="transfer_id")
    kind = serializers.ChoiceField(TransferKind.choices)
    posted_at = serializers.DateTimeField()
    amount = AmountTextField(help_text="Below zero: it went out.")
    balance = AmountTextField(help_text="After this transfer.")
    request_id = serializers.CharField(help_text="Of the award request, the funding or the mint.")
    participant = serializers.CharField(
        allow_null=True, help_text="Who was awarded it, or minted it; null of a funding."
    )
    play = serializers.UUIDField(
        source="play_id", allow_null=True, help_text="The play that won it."
    )


class UserTokenRequest(StrictSerializer):
    participant = SourceIdField()


class UserTokenAnswer(serializers.Serializer[UserToken]):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField(source="session.expires_at")


class PayoutWalletRequest(StrictSerializer):
    wallet = TextField(max_length=200, help_text="An address, not a project wallet's.")


class PayoutWalletAnswer(serializers.Serializer[PayoutWallet]):
    participant = serializers.CharField(source="participant.source_id")
    wallet = serializers.CharField(source="wallet.address")
    named_at = serializers.DateTimeField()
