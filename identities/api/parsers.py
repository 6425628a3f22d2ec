"""Bodies, read without guessing: what is not exactly one JSON object is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import IO, Any, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

MAXIMUM_DEPTH = 20
# what fits into a database's bigint, so that larger integers are no counts
MAXIMUM_DIGITS = 18
# of a number: more than any amount has
MAXIMUM_CHARACTERS = 100


class StrictJSONParser(BaseParser):
    """JSON in UTF-8 (RFC 8259): one object, no duplicate members, only what JSON has.

    Numbers are exact: an int of at most 18 digits, a ``Decimal`` otherwise.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        # DRF takes application/* and */* for this type too
        name, parameters = parse_header_parameters(media_type or "")
        is_utf_8 = parameters.get("charset", "utf-8").lower() in {"utf-8", "utf8"}
        if name != self.media_type or not is_utf_8:
            raise UnsupportedMediaType(media_type or "")
        return parse_object(stream.read())


def parse_object(raw: bytes) -> dict[str, Any]:
    """Return the JSON object that *raw* is, or raise DRF's ``ParseError``."""
    try:
        document = json.loads(
            raw.decode(),
            object_pairs_hook=_unique_members,
            parse_constant=_refuse_constant,
            parse_int=_exact_number,
            parse_float=_exact_decimal,
        )
    except UnicodeDecodeError:
        raise ParseError("The body is not UTF-8.") from None
    except RecursionError:
        raise ParseError("The body is nested too deeply.") from None
    except ValueError as error:
        raise ParseError(f"The body is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise ParseError("The body is not a JSON object.")
    _check_texts(document, MAXIMUM_DEPTH)
    return document


def read_undeclared_body(request: HttpRequest) -> None:
    """Let a body whose length was not declared (chunked) be read like any other, and be as large.

    Django takes a request without Content-Length for one without a body. Where the framing of
    the chunks is broken the server hands on nothing, so nothing is refused: a request that means
    to have no body does not announce one.
    """
    chunked = request.META.get("HTTP_TRANSFER_ENCODING") or request.META.get(
        "wsgi.input_terminated"
    )
    if request.META.get("CONTENT_LENGTH") or not chunked:
        return
    try:
        # one byte too many is enough for Django to refuse it
        body = request.META["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    except OSError as error:
        raise UnreadablePostError(*error.args) from error
    if request.META.get("HTTP_TRANSFER_ENCODING") and not body:
        raise ParseError("The body is announced, but there is none that can be read.")
    request.META["CONTENT_LENGTH"] = str(len(body))
    request._stream = io.BytesIO(body)  # noqa: SLF001 - as body does


def check_length(request: HttpRequest) -> None:
    """Refuse a body that the connection ended in the middle of, or before."""
    if len(request.body) < int(request.META.get("CONTENT_LENGTH") or 0):
        raise ParseError("The body is shorter than its Content-Length.")


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ParseError("The body has a member twice.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(f"JSON has no {name}.")


def _exact_number(digits: str) -> int | Decimal:
    if len(digits.lstrip("-")) > MAXIMUM_DIGITS:
        return _exact_decimal(digits)
    return int(digits)


def _exact_decimal(digits: str) -> Decimal:
    if len(digits) > MAXIMUM_CHARACTERS:
        raise ParseError("The body has a number that is too long.")
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ParseError("The body has a number whose exponent is too large.") from None


def _check_texts(value: Any, depth: int) -> None:
    if depth == 0:
        raise ParseError("The body is nested too deeply.")
    if isinstance(value, str):
        # half a surrogate pair is no character, and PostgreSQL's texts hold no NUL
        if "\0" in value or not _is_unicode(value):
            raise ParseError("The body has a text with a NUL or half a surrogate pair.")
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_texts(name, depth)
            _check_texts(member, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item, depth - 1)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
