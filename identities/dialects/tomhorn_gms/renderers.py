"""Answers as bytes: JSON by REST, envelopes of SOAP 1.1, and plain sentences for the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse
from lxml import etree
from rest_framework.renderers import BaseRenderer

from identities.dialects.base import Failure
from identities.dialects.tomhorn_gms.parsers import (
    ADDRESSING,
    ENVELOPE,
    INSTANCE,
    NAMESPACE,
    NIL,
    WSDL,
)
from identities.dialects.tomhorn_gms.results import FAILURES, FAULTS, FaultCode

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PLAIN = "text/plain; charset=utf-8"
XML = "text/xml; charset=utf-8"


class JsonRenderer(BaseRenderer):
    """Members in the order of the alphabet, null where there is nothing to say."""

    media_type = "application/json"
    format = "json"
    charset = "utf-8"

    def render(self, data: Any, *_: Any) -> bytes:
        document = {name: None if value == "" else value for name, value in data.items()}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return text.encode()


class SoapRenderer(BaseRenderer):
    """The result of the view's operation in an envelope; absent is what there is not."""

    media_type = "text/xml"
    format = "xml"
    charset = "utf-8"

    def render(self, data: Any, _: Any = None, context: Any = None) -> bytes:
        name = context["view"].operation.name
        response = etree.Element(_own(f"{name}Response"), nsmap={None: NAMESPACE})
        result = etree.SubElement(response, _own(f"{name}Result"))
        for member, value in data.items():
            if value is not None:
                _append(result, member, value)
        return _envelope(response)


def fault(code: FaultCode) -> HttpResponse:
    """Answer a fault of SOAP 1.1."""
    status, text = FAULTS[code]
    element = etree.Element(f"{{{ENVELOPE}}}Fault", nsmap={"s": ENVELOPE})
    # both are without a namespace, whatever the fault is in
    known = {"a": ADDRESSING} if code.startswith("a:") else None
    etree.SubElement(element, "faultcode", nsmap=known).text = code.value
    etree.SubElement(element, "faultstring", {LANGUAGE: "en-US"}).text = text
    return HttpResponse(_envelope(element), status=status, content_type=XML)


def sentence(failure: Failure) -> HttpResponse:
    """Answer a failure in plain text, as no operation is known that could answer it."""
    status, text = FAILURES[failure]
    return HttpResponse(text, status=status, content_type=PLAIN)


def description(address: str) -> HttpResponse:
    """Answer the WSDL of the service at *address*."""
    text = WSDL.read_text().replace("{address}", escape(address))
    return HttpResponse(text, content_type=XML)


def help_page(address: str) -> HttpResponse:
    """Answer who looks at *address* where the service's description is."""
    return HttpResponse(f"This is a SOAP 1.1 service: {address}?wsdl", content_type=PLAIN)


def _append(parent: etree._Element, name: str, value: Any) -> None:
    if value is None:
        etree.SubElement(parent, _own(name), {NIL: "true"}, nsmap={"i": INSTANCE})
        return
    element = etree.SubElement(parent, _own(name))
    if isinstance(value, Mapping):
        for member, inner in value.items():
            _append(element, member, inner)
    else:
        element.text = str(value)


def _own(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _envelope(content: etree._Element) -> bytes:
    root = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"s": ENVELOPE})
    etree.SubElement(root, f"{{{ENVELOPE}}}Body").append(content)
    return etree.tostring(root, encoding="utf-8")
