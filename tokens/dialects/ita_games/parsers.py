"""Bodies as they arrive: JSON, and the XML of data contracts. All values are texts for now."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from lxml import etree
from rest_framework.exceptions import ParseError, UnsupportedMediaType

from identities.dialects.xml import local_name, parse_xml
from tokens.dialects.ita_games.renderers import JSON_TYPES, XML_TYPES
from tokens.dialects.ita_games.serializers.base import INSTANCE, Contract

ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
PAIR = f"{{{ARRAYS}}}KeyValueOfstringstring"


def parse_body(raw: bytes, content_type: str, contract: type[Contract], *, many: bool) -> Any:
    """Return the members of a *contract*, or a list of them where there are *many*.

    Raises DRF's ``UnsupportedMediaType``, and its ``ParseError`` for what can't be read, for no
    body at all, and for null.
    """
    document = None
    if raw.strip():
        name = content_type.partition(";")[0].strip().lower()
        if name in JSON_TYPES:
            document = _parse_json(raw)
        elif name in XML_TYPES:
            document = _parse_contract(raw, contract, many=many)
        else:
            raise UnsupportedMediaType(name)
    if document is None or (many and not isinstance(document, list)):
        raise ParseError("There is no body, or another than is expected.")
    return document


def _parse_json(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode(json.detect_encoding(raw)),
            # as they were written: a member may be of any type
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError):
        raise ParseError("The body is not JSON.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _parse_contract(raw: bytes, contract: type[Contract], *, many: bool) -> Any:
    """Return what the data contract's document holds, its members in any order.

    The root is called as the contract is. Members of another namespace are passed over.
    """
    root = parse_xml(raw)
    name = f"{{{contract.namespace}}}{contract.xml_name}"
    expected = f"{{{contract.namespace}}}ArrayOf{contract.xml_name}" if many else name
    if root.tag != expected:
        raise ParseError("The body is another document.")
    if _is_nil(root):
        return None
    if many:
        return [_members(item, contract) for item in root if item.tag == name]
    return _members(root, contract)


def _members(element: etree._Element, contract: type[Contract]) -> dict[str, Any]:
    return {
        local_name(child): _value(child)
        for child in element
        if etree.QName(child).namespace == contract.namespace
    }


def _value(element: etree._Element) -> Any:
    """Return a member's text, None for nil, a map of texts, or a list for anything else."""
    if _is_nil(element):
        return None
    if not len(element):
        return element.text or ""
    if all(child.tag == PAIR for child in element):
        return {
            child.findtext(f"{{{ARRAYS}}}Key", ""): child.findtext(f"{{{ARRAYS}}}Value", "")
            for child in element
        }
    return list(element)


def _is_nil(element: etree._Element) -> bool:
    return element.get(f"{{{INSTANCE}}}nil") in {"true", "1"}
