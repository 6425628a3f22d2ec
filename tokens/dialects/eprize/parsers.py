"""Requests, read without guessing: arguments of a path, and forms."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType, ValidationError

from identities.dialects.xml import is_xml_text

FORM = "application/x-www-form-urlencoded"
# eprize.md, conventions: of an argument of a path, decoded
MAXIMUM_OCTETS = 1000
MAXIMUM_FIELDS = 100
NOT_ENCODED = re.compile(r"%(?![0-9A-Fa-f]{2})")


def check_argument(name: str, value: str) -> None:
    """Raise DRF's ``ValidationError``, by name, for what no resource can be called."""
    if len(value.encode()) > MAXIMUM_OCTETS or not is_xml_text(value):
        raise ValidationError({name: ["It is too long, or has characters that XML can't hold."]})


def parse_form(raw: bytes, content_type: str) -> dict[str, str]:
    """Return the fields of a form in UTF-8; no body, whatever its type, is a form without fields.

    Raises DRF's ``UnsupportedMediaType``, and its ``ParseError`` for what is not UTF-8 or not
    encoded as forms are, and for a field that is there twice.
    """
    if not raw:
        return {}
    name, parameters = parse_header_parameters(content_type)
    if name != FORM or parameters.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(content_type)
    try:
        text = raw.decode()
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=MAXIMUM_FIELDS
        )
    except ValueError:
        raise ParseError("The body is no form in UTF-8.") from None
    fields = dict(pairs)
    if NOT_ENCODED.search(text) or len(fields) != len(pairs):
        raise ParseError("The body is no form, or has a field twice.")
    return fields
