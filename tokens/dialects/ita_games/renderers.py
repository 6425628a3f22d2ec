"""Answers as bytes: compact JSON, and XML as .NET's data contracts are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from identities.dialects.xml import xml_text
from tokens.dialects.ita_games.serializers.base import INSTANCE, Contract
from tokens.dialects.ita_games.serializers.errors import XML_NAME, http_error

JSON_TYPES = ("application/json", "text/json", "text/html")
XML_TYPES = ("application/xml", "text/xml")
# in the order in which ASP.NET asks its formatters
TYPES = JSON_TYPES + XML_TYPES
NO_NAME_CHARACTER = re.compile(r"^[^A-Za-z_]|[^A-Za-z0-9_.-]", re.ASCII)
QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?", re.ASCII)


class Range(NamedTuple):
    """An entry of ``Accept``, with its quality in thousandths."""

    name: str
    quality: int

    def rank(self, media_type: str) -> tuple[int, int]:
        """Return how much *media_type* is wanted by it, and how expressly."""
        main = media_type.partition("/")[0]
        precise = {media_type: 3, f"{main}/*": 2, "*/*": 1}.get(self.name, 0)
        return (self.quality if precise else 0), precise


def pick_media_type(accept: str) -> str:
    """Return the media type of an answer; JSON where nothing that there is was asked for.

    The highest quality wins, then what was named more expressly, then JSON, then the first.
    """
    ranges = list(_ranges(accept))
    refused = {wanted.name for wanted in ranges if not wanted.quality}
    best, media_type = (0, 0, False, 0), TYPES[0]
    for place, wanted in enumerate(ranges):
        for candidate in TYPES:
            quality, precise = wanted.rank(candidate)
            rank = (quality, precise, candidate in JSON_TYPES, -place)
            if quality and candidate not in refused and rank > best:
                best, media_type = rank, candidate
    return media_type


def _ranges(accept: str) -> Iterator[Range]:
    for entry in accept.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        qualities = [part[2:] for part in parameters if part.startswith("q=")]
        quality = qualities[0] if qualities else "1"
        if QUALITY.fullmatch(quality):
            yield Range(name, round(1000 * float(quality)))


def render(answer: Any, media_type: str) -> bytes:
    """Return a contract, or a list of them; in XML with members in the order of the alphabet."""
    if media_type in JSON_TYPES:
        return _json(answer.data)
    contract = getattr(answer, "child", answer)
    name, content = contract.xml_name, ""
    if contract is answer:
        content = _members(contract, answer.data)
    else:
        content = "".join(_element(name, _members(contract, item)) for item in answer.data)
        name = f"ArrayOf{name}"
    namespaces = f'xmlns:i="{INSTANCE}" xmlns="{contract.namespace}"'
    return _element(name, content, namespaces).encode()


def render_error(message: str, errors: Mapping[str, list[str]], media_type: str) -> bytes:
    """Return an error; in XML the sentences about one member are joined, and names encoded."""
    document = http_error(message, errors)
    if media_type in JSON_TYPES:
        return _json(document)
    return _element(XML_NAME, "".join(_error_members(document))).encode()


def _members(contract: Contract, data: Mapping[str, Any], prefix: str = "") -> str:
    return "".join(
        _member(contract.fields[name], f"{prefix}{name}", data[name]) for name in sorted(data)
    )


def _member(field: Any, name: str, value: Any) -> str:
    if value is None:
        return f'<{name} i:nil="true" />'
    if isinstance(value, list):
        # items of another namespace, under the prefix that .NET gives it
        item = field.child
        content = "".join(
            _element(f"d2p1:{item.xml_name}", _members(item, each, "d2p1:")) for each in value
        )
        return _element(name, content, f'xmlns:d2p1="{item.namespace}"')
    if isinstance(value, bool):
        return _element(name, str(value).lower())
    if isinstance(value, datetime):
        return _element(name, f"{_ticks(value)}+00:00")
    return _element(name, _text(value))


def _error_members(document: Mapping[str, Any]) -> Iterator[str]:
    for name, value in document.items():
        if isinstance(value, Mapping):
            content = "".join(_error_members(value))
        else:
            content = _text(value if isinstance(value, str) else " ".join(value))
        yield _element(_encoded(name), content)


def _element(name: str, content: str, attributes: str = "") -> str:
    start = f"{name} {attributes}" if attributes else name
    return f"<{start}>{content}</{name}>" if content else f"<{start} />"


def _text(value: Any) -> str:
    return escape(xml_text(str(value)), {"\r": "&#xD;"})


def _encoded(name: str) -> str:
    """Return *name* as XmlConvert.EncodeLocalName writes it."""
    return NO_NAME_CHARACTER.sub(lambda sign: f"_x{ord(sign[0]):04X}_", name)


def _ticks(instant: datetime) -> str:
    """Return *instant* in UTC, to a tenth of a microsecond."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0")


def _json(document: Any) -> bytes:
    separators = (",", ":")
    text = json.dumps(document, ensure_ascii=False, separators=separators, default=_json_instant)
    return text.encode()


def _json_instant(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(value)
    return f"{_ticks(value)}Z"
