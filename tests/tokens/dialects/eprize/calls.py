"""Calling the dialect as a client does, and reading its answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from lxml import etree

FORM = "application/x-www-form-urlencoded"


class Caller:
    """A client with the API key *key*."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.http = Client(raise_request_exception=False)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.http.get(self._path(path), headers=headers)

    def post(
        self,
        path: str,
        *,
        raw: bytes | None = None,
        content_type: str = FORM,
        headers: dict[str, str] | None = None,
        **fields: str,
    ) -> HttpResponse:
        body = urlencode(fields).encode() if raw is None else raw
        return self.http.generic("POST", self._path(path), body, content_type, headers=headers)

    def _path(self, path: str) -> str:
        return path if path.startswith("/") else f"/v1/{self.key}/{path}"


def shape(response: HttpResponse) -> tuple[int, str]:
    """Return status and body, without its declaration and its white space between elements."""
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    root = etree.fromstring(response.content, etree.XMLParser(remove_blank_text=True))
    return response.status_code, etree.tostring(root, encoding="unicode")


def text_of(response: HttpResponse, path: str) -> Any:
    """Return the text of the first element at *path* below the root."""
    return etree.fromstring(response.content).findtext(path)
