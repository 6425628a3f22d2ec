"""Claiming: a code of a batch, made for nobody, becomes a participant's token."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from identities.enums import ParticipantState
from identities.models import Organization, Participant
from promotions.enums import Refusal
from promotions.services.refusals import Refused
from tokens.enums import TokenPhase
from tokens.models import Token


def claim_code(
    *, organization: Organization, game: str, code: str, participant: Participant, at: datetime
) -> Token:
    """Give the token with the normalized *code*, of a batch of the game with code *game*, away.

    It is *participant*'s from then on, who alone may redeem it. Raises ``Refused``:
    ``participant_blocked``; ``token_not_found`` for whatever can't be claimed, be it unknown,
    claimed, redeemed, voided, expired or of no batch: who guesses codes learns nothing.
    """
    with transaction.atomic():
        if participant.state != ParticipantState.ACTIVE:
            raise Refused(Refusal.PARTICIPANT_BLOCKED)
        token = (
            Token.objects.in_organization(organization)
            .locked()
            .filter(code=code, game__code=game, batch__isnull=False)
            .first()
        )
        if token is None or token.participant_id or token.phase(at) != TokenPhase.ISSUED:
            raise Refused(Refusal.TOKEN_NOT_FOUND)
        token.participant, token.claimed_at = participant, at
        token.save(update_fields=["participant", "claimed_at"])
    return token
