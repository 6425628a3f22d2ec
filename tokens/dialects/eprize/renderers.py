"""Documents as bytes. The page prints its documents in lines; eprize.md has the others in one."""

from __future__ import annotations

from django.http import HttpResponse
from lxml import etree

CONTENT_TYPE = "text/xml; charset=utf-8"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
# as the page prints them: before the answer to a token that was redeemed, and beyond a limit
SPACED_DECLARATION = '<?xml version="1.0" encoding="UTF-8" ?>'
STANDALONE_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'


def in_lines(document: etree._Element) -> bytes:
    """Render a document that the page prints: two spaces a level."""
    text = etree.tostring(document, encoding="unicode", pretty_print=True)
    return f"{DECLARATION}\n{text.rstrip()}".encode()


def in_one_line(document: etree._Element, declaration: str = DECLARATION) -> bytes:
    """Render a document that eprize.md gives."""
    return f"{declaration}\n{etree.tostring(document, encoding='unicode')}".encode()


def respond(status: int, body: bytes, location: str | None = None) -> HttpResponse:
    """Return an answer with the headers that all have."""
    headers = {"Cache-Control": "no-cache"} | ({"Location": location} if location else {})
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers)
