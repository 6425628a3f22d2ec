"""Voiding: a token that nobody can redeem any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from identities.models import Organization
from identities.services.actors import Actor
from promotions.services.refusals import Refused
from tokens.enums import TokenState
from tokens.models import Token


class TokenAlreadyRedeemed(Exception):
    """A redeemed token can't be voided: its play happened."""


def void_token(
    *, organization: Organization, code: str, reason: str, by: Actor, at: datetime
) -> Token:
    """Void the token with the normalized *code*; voiding it again answers it unchanged.

    Raises ``Refused`` with ``token_not_found``, and ``TokenAlreadyRedeemed``.
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
        if token.state == TokenState.REDEEMED:
            raise TokenAlreadyRedeemed(code)
        if token.state == TokenState.ISSUED:
            token.state, token.voided_at, token.void_reason = TokenState.VOIDED, at, reason
            token.voided_by, token.voided_client = by.user, by.client
            token.save(
                update_fields=["state", "voided_at", "void_reason", "voided_by", "voided_client"]
            )
    return token
