"""Awarding tokens: to one participant, or as a batch of codes for nobody yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from identities.enums import ParticipantState
from identities.models import Organization, Participant
from identities.services.actors import Actor
from promotions.enums import GameKind
from promotions.models import Game
from promotions.services.games import GameNotFound
from promotions.services.refusals import Refused, violated_constraint
from tokens.models import Token, TokenBatch

BATCH_QUANTITY = 10_000

INSERT_CODES = """
INSERT INTO tokens_token
    (organization_id, game_id, batch_id, issued_at, expires_at, channel, client_id)
SELECT %s, %s, %s, %s, %s, %s, %s FROM generate_series(1, %s)
"""

TAKE_LIMITS = "SELECT reached FROM take_limits_v1(%s, 'token_awards', %s, %s, %s, %s)"


class TokenSourceIdTaken(Exception):
    """The organization has awarded another *token* under this source_id."""

    def __init__(self, token: Token) -> None:
        super().__init__(token.source_id)
        self.token = token


class ExpiryNotInFuture(Exception):
    """A token would have expired before it could be used."""


class BatchQuantityOutOfRange(Exception):
    """A batch has 1 to 10,000 codes."""


@dataclass(frozen=True, slots=True)
class AwardedToken:
    """A token, and whether this call made it."""

    token: Token
    created: bool


def award_token(
    *,
    organization: Organization,
    game: str,
    participant: str,
    by: Actor,
    at: datetime,
    source_id: str | None = None,
    reason: str = "",
    expires_at: datetime | None = None,
) -> AwardedToken:
    """Award a token of the game with code *game* to the participant with source_id *participant*.

    An unknown participant is created, in the same transaction. The same *source_id* again answers
    the same token. A token may be awarded before its game is live, or after; redeeming it is what
    is refused then. Raises ``GameNotFound``, for a draft and a drawing too; ``TokenSourceIdTaken``
    where the earlier token differs; ``ExpiryNotInFuture``; and ``Refused``:
    ``participant_blocked``, ``limit_reached``.
    """
    found = _published_game(organization, game)
    wanted = Token(
        organization=organization, game=found, source_id=source_id, reason=reason,
        issued_at=at, expires_at=expires_at, channel=by.channel, client=by.client,
        revision_id=found.published.revision_id if found.published else None,
    )  # fmt: skip
    existing = _token_with(organization, source_id)
    if existing is not None:
        return _same(existing, wanted, participant)
    if expires_at is not None and expires_at <= at:
        raise ExpiryNotInFuture
    try:
        with transaction.atomic():
            wanted.participant = _participant(organization, participant)
            _take_limits(found, wanted.participant, at)
            wanted.save(force_insert=True)
    except (IntegrityError, Refused) as error:
        if (
            isinstance(error, IntegrityError)
            and violated_constraint(error) != "token_source_id_unique"
        ):
            raise
        # another call with this source_id may have awarded it meanwhile, and used up the limit
        existing = _token_with(organization, source_id)
        if existing is None:
            raise
        return _same(existing, wanted, participant)
    return AwardedToken(wanted, created=True)


def award_named_token(
    *,
    organization: Organization,
    game: str,
    participant: str,
    source_id: str,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> AwardedToken:
    """Award a token as ``award_token`` does, which its *source_id* alone names.

    The same participant and game again answer the same token, whatever else is told of it. Raises
    what ``award_token`` raises.
    """
    try:
        return award_token(
            organization=organization, game=game, participant=participant, source_id=source_id,
            reason=reason, by=by, at=at,
        )  # fmt: skip
    except TokenSourceIdTaken as taken:
        token = taken.token
        owner = token.participant
        if token.game.code != game or owner is None or owner.source_id != participant:
            raise
        return AwardedToken(token, created=False)


def create_batch(
    *,
    organization: Organization,
    game: str,
    name: str,
    quantity: int,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> TokenBatch:
    """Make *quantity* codes that belong to nobody until they are redeemed.

    Limits on token awards do not count them. Raises ``GameNotFound``, ``ExpiryNotInFuture``,
    ``BatchQuantityOutOfRange``.
    """
    if expires_at is not None and expires_at <= at:
        raise ExpiryNotInFuture
    if not 1 <= quantity <= BATCH_QUANTITY:
        raise BatchQuantityOutOfRange
    found = _published_game(organization, game)
    with transaction.atomic():
        batch = TokenBatch.objects.create(
            organization=organization, game=found, name=name, quantity=quantity,
            expires_at=expires_at, channel=by.channel, client=by.client, created_by=by.user,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                INSERT_CODES,
                [
                    organization.pk, found.pk, batch.pk, at, expires_at, by.channel,
                    by.client.pk if by.client else None, quantity,
                ],
            )  # fmt: skip
    return batch


def _published_game(organization: Organization, code: str) -> Game:
    game = (
        Game.objects.published()
        .select_related("published")
        .filter(organization=organization, code=code, kind=GameKind.INSTANT_WIN)
        .first()
    )
    if game is None:
        raise GameNotFound(code)
    return game


def _participant(organization: Organization, source_id: str) -> Participant:
    participant, _ = Participant.objects.get_or_create(
        organization=organization, source_id=source_id
    )
    if participant.state != ParticipantState.ACTIVE:
        raise Refused("participant_blocked")
    return participant


def _take_limits(game: Game, participant: Participant, at: datetime) -> None:
    published = game.published
    if published is None:
        raise GameNotFound(game.code)
    limits = [limit for limit in published.limits if limit["counts"] == "token_awards"]
    if not limits:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            TAKE_LIMITS,
            [json.dumps(limits), game.pk, participant.pk, published.time_zone, at],
        )
        (reached,) = cursor.fetchone()
    if reached is not None:
        raise Refused("limit_reached", json.loads(reached))


def _token_with(organization: Organization, source_id: str | None) -> Token | None:
    if source_id is None:
        return None
    return (
        Token.objects.select_related("participant", "game")
        .filter(organization=organization, source_id=source_id)
        .first()
    )


def _same(existing: Token, wanted: Token, participant: str) -> AwardedToken:
    owner = existing.participant
    same = (
        existing.game_id == wanted.game_id
        and owner is not None
        and owner.source_id == participant
        and existing.reason == wanted.reason
        and existing.expires_at == wanted.expires_at
    )
    if not same:
        raise TokenSourceIdTaken(existing)
    return AwardedToken(existing, created=False)
