"""How values are read, and what is said of those that can't be.

As leniently as ASP.NET reads them: a number for a text and the other way round. The sentences are
those of its validation attributes.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, NoReturn
from uuid import UUID

from django.core.validators import MaxLengthValidator
from rest_framework import serializers
from rest_framework.fields import empty

from identities.services.source_ids import is_usable_source_id

INTEGER = re.compile(r"[+-]?[0-9]{1,10}", re.ASCII)
INT32 = (-(2**31), 2**31 - 1)
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
NO_GUID = UUID(int=0)


class Named(serializers.Field):  # type: ignore[type-arg]  # of several types of values
    """Says in its sentences what the member is called."""

    default_error_messages = {
        "required": "The {name} field is required.",
        "invalid": "Error converting value to type '{type}'.",
    }
    clr_type: ClassVar[str]

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        super().fail(key, name=self.field_name, type=self.clr_type, **kwargs)


class Text(Named, serializers.CharField):
    """Text as it was sent, nothing trimmed; nothing but white space does not do where required."""

    clr_type = "System.String"
    default_error_messages = {
        "max_length": "The field {name} must be a string with a maximum length of {maximum}."
    }

    def __init__(self, *, maximum: int | None = None, **kwargs: Any) -> None:
        # a callable: the OpenAPI document names no default that is answered as null
        kwargs = kwargs if kwargs.get("required") else {"default": str, **kwargs}
        super().__init__(trim_whitespace=False, allow_blank=True, **kwargs)
        self.maximum = maximum
        if maximum is not None:
            # for the OpenAPI document; the sentence is said before
            self.validators.append(MaxLengthValidator(maximum))

    def run_validation(self, data: Any = empty) -> Any:
        if self.required and isinstance(data, str) and not data.strip():
            self.fail("required")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        text = str(data).lower() if isinstance(data, bool) else data
        if not isinstance(text, str):
            self.fail("invalid")
        if self.maximum is not None and len(text) > self.maximum:
            self.fail("max_length", maximum=self.maximum)
        return text

    def to_representation(self, value: Any) -> Any:
        """Answer null for what was never told."""
        return None if value == "" else value


class SourceId(Text):
    """What the client calls something of its own."""

    default_error_messages = {
        "unusable": "The field {name} must be neither . nor .., and have no control characters."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(maximum=200, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text and not is_usable_source_id(text):
            self.fail("unusable")
        return text


class Whole(Named, serializers.IntegerField):
    """An Int32, 0 where it is missing unless told otherwise, in a range of its own."""

    clr_type = "System.Int32"
    default_error_messages = {"range": "The field {name} must be between {low} and {high}."}

    def __init__(self, *, low: int = INT32[0], high: int = INT32[1], **kwargs: Any) -> None:
        kwargs = kwargs if "read_only" in kwargs else {"default": 0, **kwargs}
        super().__init__(**kwargs)
        self.low, self.high = low, high

    def to_internal_value(self, data: Any) -> int:
        text = data.strip() if isinstance(data, str) else ""
        if not INTEGER.fullmatch(text) or not INT32[0] <= int(text) <= INT32[1]:
            self.fail("invalid")
        if not self.low <= int(text) <= self.high:
            self.fail("range", low=self.low, high=self.high)
        return int(text)


class Bool(Named, serializers.BooleanField):
    """A Boolean, false where it is missing."""

    clr_type = "System.Boolean"

    def to_internal_value(self, data: Any) -> bool:
        text = str(data).strip().lower() if isinstance(data, str | bool) else ""
        if text not in BOOLEANS:
            self.fail("invalid")
        return BOOLEANS[text]


class Guid(Named, serializers.UUIDField):
    """A Guid; one of zeros only is none."""

    clr_type = "System.Guid"

    def to_internal_value(self, data: Any) -> UUID | None:
        try:
            value = UUID(data.strip() if isinstance(data, str) else "")
        except ValueError:
            self.fail("invalid")
        return None if value == NO_GUID else value


class Instant(serializers.DateTimeField):
    """Answered as JSON and XML each have it."""

    def to_representation(self, value: Any) -> Any:
        return value
