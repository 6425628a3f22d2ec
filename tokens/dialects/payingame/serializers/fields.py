"""Types of members. What is wrong with one is said so that it reads behind its name."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from identities.services.source_ids import is_usable_source_id
from tokens.dialects.payingame.parsers import Number

GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LONGEST_TEXT = 200
# of a number with 20 digits and 18 places there is room for zeros
LONGEST_NUMBER = 100


class TextField(serializers.CharField):
    """Text, not a number; white space is none."""

    default_error_messages: ClassVar = {
        "required": "is required", "null": "is required", "blank": "is required",
        "invalid": "must be a string", "characters": "has invalid characters",
        "max_length": "is too long",
    }  # fmt: skip

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **{"max_length": LONGEST_TEXT, **kwargs})

    def run_validation(self, data: Any = serializers.empty) -> Any:
        blank = isinstance(data, str) and not data.strip()
        return super().run_validation("" if blank else data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if UNSTORABLE.search(data):
            self.fail("characters")
        return data


class CustomerField(TextField):
    """What a participant can be called."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not is_usable_source_id(text):
            self.fail("characters")
        return text


class GuidField(serializers.UUIDField):
    """In any case of letters when read, in upper case when written."""

    default_error_messages: ClassVar = {
        "required": "is required", "null": "is required", "invalid": "must be a GUID",
    }  # fmt: skip

    def to_internal_value(self, data: Any) -> UUID:
        if data == "":
            self.fail("null")
        if not isinstance(data, str) or not GUID.fullmatch(data):
            self.fail("invalid")
        return UUID(data)

    def to_representation(self, value: UUID) -> str:
        return str(value).upper()


class FlagField(serializers.BooleanField):
    """``true`` or ``false``: no text, no number."""

    default_error_messages: ClassVar = {
        "required": "is required", "null": "is required", "invalid": "must be true or false",
    }  # fmt: skip

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class AmountField(serializers.DecimalField):
    """An exact number: a JSON number, or text of digits, as clients send that keep all of them."""

    default_error_messages: ClassVar = {
        "required": "is required", "null": "is required", "invalid": "must be a number",
        "max_string_length": "has too many digits",
    }  # fmt: skip

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=None, decimal_places=None, coerce_to_string=False, **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        text = data.text if isinstance(data, Number) else data
        if not isinstance(text, str) or (text is data and not DECIMAL.fullmatch(text)):
            self.fail("invalid")
        if len(text) > LONGEST_NUMBER:
            self.fail("max_string_length")
        try:
            amount = Decimal(text)
        except InvalidOperation:  # an exponent that no decimal has
            self.fail("max_string_length")
        if not amount.is_finite():
            self.fail("invalid")
        return amount


class WalletField(TextField):
    """What is ignored where nothing is paid to it: it may be anything, and be left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        is_blank = isinstance(data, str) and not data.strip()
        return None if data is serializers.empty or is_blank else data
