"""Who calls: an issuer of badges, by the key of an API client."""

from __future__ import annotations

import base64
import binascii

from rest_framework.exceptions import NotAuthenticated


def key_of(authorization: str) -> str:
    """Return the key of a header ``Authorization``: a bearer token, or the password of HTTP Basic.

    Raises DRF's ``NotAuthenticated`` for any other header, and for none.
    """
    scheme, _, credentials = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() == "basic":
        return _password(credentials.strip())
    raise NotAuthenticated


def _password(credentials: str) -> str:
    try:
        user_and_password = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, ValueError):
        raise NotAuthenticated from None
    return user_and_password.partition(":")[2]
