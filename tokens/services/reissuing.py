"""Reissuing: a token in the place of one that can't be redeemed any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from identities.models import Organization
from identities.services.actors import Actor
from promotions.services.refusals import Refused
from tokens.enums import TokenPhase
from tokens.models import Token


class TokenNotReissuable(Exception):
    """Only a token that was voided or has expired is reissued, and only once."""


def reissue_token(
    *, organization: Organization, code: str, reason: str, by: Actor, at: datetime
) -> Token:
    """Issue a token like the one with the normalized *code*, to the same participant.

    It lasts from *at* as long as the old one lasted. Limits on token awards do not count it: they
    counted the old one. Raises ``Refused`` with ``token_not_found``, and ``TokenNotReissuable``.
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
        gone = token.phase(at) in (TokenPhase.VOIDED, TokenPhase.EXPIRED)
        if not gone or token.reissued_as.exists():
            raise TokenNotReissuable
        return Token.objects.create(
            organization=organization,
            game=token.game,
            participant=token.participant,
            reissues=token,
            reason=reason,
            issued_at=at,
            expires_at=token.expires_at and at + (token.expires_at - token.issued_at),
            channel=by.channel,
            client=by.client,
        )
