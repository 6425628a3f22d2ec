"""Answers as bytes: compact JSON, in which numbers are written digit by digit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from tokens.services.amounts import amount_text


def respond(members: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Return an answer that nobody keeps: its address may have a key in it."""
    return HttpResponse(
        json_text(members),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def json_text(value: Any) -> str:
    """Return *value* as JSON; a decimal is a number of its own digits, never a binary float's."""
    if isinstance(value, Mapping):
        members = (f"{json_text(name)}:{json_text(each)}" for name, each in value.items())
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, Decimal):
        return amount_text(value)
    return json.dumps(value, ensure_ascii=False)
