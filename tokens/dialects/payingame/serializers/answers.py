"""Answers, with the names on the wire."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tokens.dialects.payingame.serializers.fields import GuidField
from tokens.enums import AccountKind
from tokens.services.amounts import amount_text


class PayingameAnswer(serializers.Serializer[Any]):
    isError = serializers.ChoiceField(["0", "1"], help_text="A string.")
    Error = serializers.CharField(help_text="What is wrong; empty where nothing is.")


class PayingameUserTokenAnswer(PayingameAnswer):
    Token = serializers.CharField(help_text="Valid for 5 minutes.")


class PayingameDetail(serializers.Serializer[Any]):
    """An account: of a wallet, or an allowance, which is in none."""

    Wallet = serializers.CharField(source="wallet.address", default="")
    Amount = serializers.SerializerMethodField(method_name="amount_of")
    ChainName = serializers.CharField(source="asset.chain_name")
    ContractGuid = serializers.CharField(source="asset.contract")
    IsAllowance = serializers.SerializerMethodField(method_name="is_allowance")

    def amount_of(self, account: Any) -> str:
        return amount_text(account.balance)

    def is_allowance(self, account: Any) -> bool:
        return bool(account.kind == AccountKind.ALLOWANCE)


class PayingameBalance(serializers.Serializer[Any]):
    Total = serializers.DecimalField(
        source="total", max_digits=None, decimal_places=None, coerce_to_string=False
    )
    TokenSymbol = serializers.CharField(source="asset.symbol")
    Guid = GuidField(source="asset.pk")
    Name = serializers.CharField(source="asset.name")
    Details = PayingameDetail(source="accounts", many=True)


class PayingameBalances(serializers.Serializer[Any]):
    Tokens = PayingameBalance(source="balances", many=True)


class PayingameTokensAnswer(PayingameAnswer):
    Data = PayingameBalances()


def envelope(error: str = "") -> dict[str, str]:
    """Return the members that every answer begins with."""
    return {"isError": "1" if error else "0", "Error": error}
