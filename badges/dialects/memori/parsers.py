"""Bodies as they arrive: one JSON object, of any type that ASP.NET Core takes for JSON."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType

JSON_TYPE = re.compile(r"(?:application|text)/json|application/[^/]+\+json")
CHARSETS = {"utf-8", "utf8", "utf-16", "unicode"}


def parse_object(raw: bytes, content_type: str) -> dict[str, Any]:
    """Return the members of the JSON object *raw*.

    Raises DRF's ``UnsupportedMediaType``, and its ``ParseError`` for what is no such object and
    for a member that is there twice.
    """
    name, parameters = parse_header_parameters(content_type)
    is_known_charset = parameters.get("charset", "utf-8").lower() in CHARSETS
    if not JSON_TYPE.fullmatch(name) or not is_known_charset:
        raise UnsupportedMediaType(content_type)
    try:
        document = json.loads(
            # a byte order mark, too, says which of them it is
            raw.decode(json.detect_encoding(raw)),
            object_pairs_hook=_unique_members,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError):
        raise ParseError("The body is not JSON.") from None
    if not isinstance(document, dict):
        raise ParseError("The body is not a JSON object.")
    return document


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ParseError("The body has a member twice.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(f"JSON has no {name}.")
