"""Bodies as they arrive: one JSON object, whatever type it is said to be of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import ValidationError


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number as it was written: which number that is, its field decides."""

    text: str


def parse_object(raw: bytes) -> dict[str, Any]:
    """Return the members of the JSON object *raw*, its numbers as ``Number``.

    Raises DRF's ``ValidationError`` for what is no such object, and for a member that is there
    twice.
    """
    try:
        document = json.loads(
            # a byte order mark, too, says which encoding it is
            raw.decode(json.detect_encoding(raw)),
            object_pairs_hook=_unique_members,
            parse_int=Number,
            parse_float=Number,
            # NaN and the infinities are no JSON, but the member that has one can be named
            parse_constant=Number,
        )
    except (ValueError, RecursionError):
        raise ValidationError("Request must be a JSON object") from None
    if not isinstance(document, dict):
        raise ValidationError("Request must be a JSON object")
    return document


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValidationError("Request has a member twice")
    return members
