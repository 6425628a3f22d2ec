"""Requests as they arrive: JSON by REST, envelopes of SOAP 1.1."""

from __future__ import annotations

import codecs
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn

from django.utils.http import parse_header_parameters
from lxml import etree
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from identities.dialects.tomhorn_gms.results import Fault, FaultCode
from identities.dialects.xml import local_name, parse_xml

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
# decided by us, after the vendor's sibling service http://tomhorn.eu/crservice
NAMESPACE = "http://tomhorn.eu/ciservice"
# where WCF's own faults are, and headers of messages that are addressed by the transport alone
ADDRESSING = "http://schemas.microsoft.com/ws/2005/05/addressing/none"
NOT_UNDERSTOOD = "s:Header/*[@s:mustUnderstand = '1' or @s:mustUnderstand = 'true'][not(self::a:*)]"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
NIL = f"{{{INSTANCE}}}nil"
WSDL = Path(__file__).with_name("service.wsdl")
CHARSETS = {"", "utf-8", "utf-16", "utf-16le", "utf-16be"}
BYTE_ORDERS = {codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE}
one_at_a_time = Lock()


class Numeral(str):
    """A number of a JSON document, as it was written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Members:
    """What a request's body holds, and whether it has the form that the schema says."""

    values: dict[str, Any]
    conform: bool = True


def check_media_type(content_type: str, allowed: set[str]) -> str:
    """Return the charset of a *content_type*, or raise DRF's ``UnsupportedMediaType``."""
    name, parameters = parse_header_parameters(content_type)
    charset = parameters.get("charset", "").lower()
    if name not in allowed or charset not in CHARSETS:
        raise UnsupportedMediaType(content_type)
    return charset


def parse_json(raw: bytes) -> Members:
    """Return the members of the JSON object *raw*, or raise DRF's ``ParseError``."""
    try:
        document = json.loads(
            raw.decode(json.detect_encoding(raw)),
            object_pairs_hook=_unique_members,
            parse_int=Numeral,
            parse_float=Numeral,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError):
        raise ParseError("The body is not JSON.") from None
    if not isinstance(document, dict):
        raise ParseError("The body is not a JSON object.")
    return Members(document)


def parse_envelope(raw: bytes, charset: str, operation: str) -> etree._Element:
    """Return the element *operation* in the body of the envelope *raw*, of any namespace.

    Raises ``Fault``, and DRF's ``ParseError`` for what is no envelope with such a body.
    """
    root = parse_xml(_with_byte_order(raw) if charset.startswith("utf-16") else raw)
    if local_name(root) != "Envelope":
        raise ParseError("It is no envelope.")
    if etree.QName(root).namespace != ENVELOPE:
        raise Fault(FaultCode.VERSION_MISMATCH)
    if root.xpath(NOT_UNDERSTOOD, namespaces={"s": ENVELOPE, "a": ADDRESSING}):
        raise Fault(FaultCode.MUST_UNDERSTAND)
    bodies = root.findall(f"{{{ENVELOPE}}}Body")
    if len(bodies) != 1 or [local_name(element) for element in bodies[0]] != [operation]:
        raise ParseError("The envelope's body is not that of the action.")
    return bodies[0][0]


def read_members(element: etree._Element, names: Sequence[str]) -> Members:
    """Return the members of a request, of any namespace and in any order, and validate them.

    *names* are those of the schema, in its order; others are passed over, like attributes.
    """
    known = [child for child in element if local_name(child) in names]
    element[:] = sorted(known, key=lambda child: names.index(local_name(child)))
    for part in (element, *element):
        nil = part.get(NIL)
        part.attrib.clear()
        part.tag = etree.QName(NAMESPACE, local_name(part)).text
        if nil is not None and part is not element:
            part.set(NIL, nil)
    with one_at_a_time:
        conform = _schema().validate(element)
    return Members({local_name(child): _value(child) for child in element}, conform)


def _value(element: etree._Element) -> Any:
    """Return a member's text, None for nil, and the element itself where it is no text."""
    if element.get(NIL) in {"true", "1"}:
        return None
    return element if len(element) else element.text or ""


@cache
def _schema() -> etree.XMLSchema:
    schema = etree.parse(WSDL).getroot().find(".//{*}schema")
    return etree.XMLSchema(schema)  # type: ignore[arg-type]  # it is there


def _with_byte_order(raw: bytes) -> bytes:
    if raw[:2] in BYTE_ORDERS:
        return raw
    return (codecs.BOM_UTF16_BE if raw[:1] == b"\0" else codecs.BOM_UTF16_LE) + raw


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ParseError("The body has a member twice.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(f"JSON has no {name}.")
