"""Extending: a token that may be redeemed for longer than it was issued for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from identities.models import Organization
from promotions.services.refusals import Refused
from tokens.enums import TokenState
from tokens.models import Token


class TokenNotExtendable(Exception):
    """Only a token that has an expiry, nobody redeemed or voided, and none replaced is extended."""


class ExpiryNotLater(Exception):
    """An extended token expires later than now, and later than before."""


def extend_token(
    *, organization: Organization, code: str, expires_at: datetime, at: datetime
) -> Token:
    """Let the token with the normalized *code* expire at *expires_at*, an expired one too.

    Raises ``Refused`` with ``token_not_found``, ``TokenNotExtendable`` and ``ExpiryNotLater``.
    """
    with transaction.atomic():
        token = (
            Token.objects.in_organization(organization)
            .locked()
            .select_related("participant", "game")
            .filter(code=code)
            .first()
        )
        if token is None:
            raise Refused("token_not_found")
        if not is_extendable(token):
            raise TokenNotExtendable
        if expires_at <= at or (token.expires_at and expires_at <= token.expires_at):
            raise ExpiryNotLater
        token.expires_at = expires_at
        token.save(update_fields=["expires_at"])
    return token


def is_extendable(token: Token) -> bool:
    """Tell whether the token could be redeemed for longer; one query."""
    lasts = token.state == TokenState.ISSUED and token.expires_at is not None
    return lasts and not token.reissued_as.exists()
