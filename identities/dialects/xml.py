"""XML from outside: parsed without DTDs, entities or anything fetched. And texts for XML."""

from __future__ import annotations

import re

from lxml import etree
from rest_framework.exceptions import ParseError

# what no document can hold, escaped or not (XML 1.0, section 2.2)
NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_xml_text(text: str) -> bool:
    """Tell whether a document can hold *text*."""
    return NO_CHARACTER.search(text) is None


def xml_text(text: str) -> str:
    """Return *text* with a replacement character for each that no document can hold."""
    return NO_CHARACTER.sub("\ufffd", text)


def parse_xml(raw: bytes) -> etree._Element:
    """Return the root element of the document *raw*.

    Raises DRF's ``ParseError`` for what is not well-formed and for any document type declaration:
    with it go entities, which could grow without bound or name files.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        # ValueError and LookupError: encodings that are unknown, or not those of the text
        raise ParseError("The body is not XML.") from None
    if root.getroottree().docinfo.doctype:
        raise ParseError("The body has a document type declaration.")
    return root


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname
