"""Plays of tokens that are named by code or source_id."""

from __future__ import annotations

from identities.models import Organization, Participant
from identities.services.actors import Actor
from promotions.enums import Refusal
from promotions.services.refusals import Refused
from tokens.services.finding import find_token
from tokens.services.redemption import Redemption, redeem_token


def start_game_play(
    *,
    organization: Organization,
    token: str,
    by: Actor,
    wrong_codes_maximum: int,
    participant: str | None = None,
    game: str | None = None,
) -> Redemption:
    """Redeem the token with code or source_id *token*, as ``redeem_token`` does.

    Raises ``Refused``.
    """
    found = find_token(organization=organization, name=token)
    return redeem_token(
        organization_id=organization.pk,
        code=found.code,
        channel=by.channel,
        client_id=by.client.pk if by.client else None,
        request_id=by.request_id,
        participant=participant,
        game=game,
        wrong_codes_maximum=wrong_codes_maximum,
    )


def preview_game_play(
    *,
    organization: Organization,
    token: str,
    participant: str | None = None,
    game: str | None = None,
) -> None:
    """Look whether the named token is of the named game and participant, and change nothing.

    Raises ``Refused``: ``token_not_found``, ``wrong_game``, ``not_eligible`` for somebody else
    or somebody unknown.
    """
    found = find_token(organization=organization, name=token)
    if game is not None and found.game.code != game:
        raise Refused(Refusal.WRONG_GAME)
    if participant is None:
        return
    people = Participant.objects.in_organization(organization)
    named = people.filter(source_id=participant).first()
    if named is None or (found.participant is not None and found.participant != named):
        raise Refused(Refusal.NOT_ELIGIBLE, {"reason": "other_participant"})
