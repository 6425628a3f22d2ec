"""Amounts in requests and answers: exact decimals, as text where they leave the platform."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from identities.api.parsers import MAXIMUM_CHARACTERS
from tokens.services.amounts import amount_text

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@extend_schema_field({"type": ["string", "number"], "examples": ["12.50", 12.5]})
class AmountField(serializers.Field[Decimal, Any, Any, Any]):
    """A number that is written as JSON writes them, as a text or as a number."""

    default_error_messages = {"invalid": "A decimal number, as a text or a number."}

    def to_internal_value(self, data: Any) -> Decimal:
        if type(data) in (int, Decimal):
            return Decimal(data)
        if not isinstance(data, str) or len(data) > MAXIMUM_CHARACTERS:
            self.fail("invalid")
        if not NUMBER.fullmatch(data):
            self.fail("invalid")
        try:
            return Decimal(data)
        except InvalidOperation:  # its exponent is beyond all bounds
            self.fail("invalid")


@extend_schema_field({"type": "string"})
class AmountTextField(serializers.Field[Decimal, Any, str, Any]):
    """An amount in an answer."""

    def to_representation(self, value: Decimal) -> str:
        return amount_text(value)


class IdField(serializers.UUIDField):
    """A UUID, written as one."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class AmountAnswer(serializers.Serializer[Any]):
    asset = serializers.UUIDField(source="asset_id")
    amount = AmountTextField()
