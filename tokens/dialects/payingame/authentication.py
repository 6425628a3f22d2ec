"""Who calls: an API client, whose key is a part of the address or a member of the body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import NotAuthenticated, ValidationError


def key_of(body: Mapping[str, Any]) -> str:
    """Return the key in *body*.

    Raises DRF's ``ValidationError`` where there is none, and ``NotAuthenticated`` where it is no
    text.
    """
    key = body.get("ApiKey")
    if key is None or key == "":
        raise ValidationError({"ApiKey": ["is required"]})
    if not isinstance(key, str):
        raise NotAuthenticated
    return key
