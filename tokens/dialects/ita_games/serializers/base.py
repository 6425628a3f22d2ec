"""What all contracts have in common: members in any case, null for what is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from rest_framework import serializers

INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
MODELS = "http://schemas.datacontract.org/2004/07/ITAGroup.Games.Api.Contracts.v1.Models"
RESPONSES = "http://schemas.datacontract.org/2004/07/ITAGroup.Games.Api.Contracts.v1.Responses"
# what ASP.NET says of a body that it can't read
UNREADABLE = "An error has occurred."


class Contract(serializers.Serializer[Any]):
    """A type of the vendor's. *subject* is what ModelState calls a request of it."""

    xml_name: ClassVar[str]
    namespace: ClassVar[str] = MODELS
    subject: ClassVar[str] = ""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"non_field_errors": [UNREADABLE]})
        names = {str(name).lower(): name for name in self.fields}
        known = {
            names[member.lower()]: value
            for member, value in data.items()
            if value is not None and member.lower() in names
        }
        return super().to_internal_value(known)

    @classmethod
    def member(cls, source: str) -> str:
        """Return how ModelState calls what is *source* in our words: a member, or the whole."""
        fields = cls().fields.items()
        names = [name for name, field in fields if field.source == source]
        return ".".join([cls.subject, *names[:1]]).removeprefix(".")


def model_state(detail: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    """Return the sentences about a request called *name*, by what they are about."""
    if not isinstance(detail, Mapping):
        yield name, [str(sentence) for sentence in detail]
        return
    for member, inner in detail.items():
        if member == "non_field_errors":
            yield from model_state(inner, name)
        elif isinstance(member, int):
            yield from model_state(inner, f"{name}[{member}]")
        else:
            yield from model_state(inner, f"{name}.{member}".removeprefix("."))
