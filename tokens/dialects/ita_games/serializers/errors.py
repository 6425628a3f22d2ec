"""ASP.NET's HttpError: what every answer is that is no success (ita-games.md, Errors)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

XML_NAME = "Error"


def http_error(message: str, errors: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the document of *message*, with the sentences about each member, if any."""
    return {"Message": message, **({"ModelState": dict(errors)} if errors else {})}
