"""The API key of a request; decided by us (ita-games.md, rule 1)."""

from __future__ import annotations

from rest_framework.request import Request


def key_of(request: Request) -> str:
    """Return the key of ``Authorization: Bearer KEY`` or of ``X-Api-Key: KEY``, or no text."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        key = request.headers.get("X-Api-Key", "")
    return str(key).strip()
