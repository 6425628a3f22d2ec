"""The story of a token: all that happened to it, in order, for who answers its participant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Prefetch

from promotions.models import GameRevision, Play
from promotions.services.limits import LimitStanding, limits_of
from tokens.enums import StoryKind, TokenPhase
from tokens.models import AwardRequest, RefusedAttempt, RefusedDay, Token
from tokens.services.queues import QueuePlace, places_of

# days with refusals that are told, the newest ones
DAYS_TOLD = 30
ORDER = list(StoryKind)
RELATED = (
    "game__published", "game__campaign", "participant", "batch__created_by", "batch__client",
    "client", "voided_by", "voided_client", "granted_by", "reissues", "play__unit__prize",
    "play__award", "play__client", "play__participant", "play__granted_token__game",
)  # fmt: skip
BULKY = (
    "play__unit__voucher_code", "play__unit__prize__moments_csv", "game__published__document",
    "game__published__prizes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """Something that happened at an instant; *row* is what it left.

    That is the token itself, a play, an attempt, a day of attempts, an award's transition, the
    token that was granted or reissued, or an award request, with its ``places`` while it waits. A
    badge is told as its prize was published, in *grant*.
    """

    at: datetime
    kind: StoryKind
    row: Model
    grant: dict[str, Any] = field(default_factory=dict)
    places: list[QueuePlace] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TokenStory:
    """What happened, the oldest first, and the limits of the token's game as they stand now.

    ``time_zone`` is the campaign's, in which people count days.
    """

    time_zone: str
    events: list[StoryEvent]
    limits: list[LimitStanding]


def tell_token_story(*, token_id: UUID, at: datetime) -> TokenStory:
    """Return the story of a token until the instant *at*, with a constant count of queries.

    Of refused attempts the newest 30 days are told. Raises ``Token.DoesNotExist``.
    """
    token = Token.objects.select_related(*RELATED).defer(*BULKY).get(pk=token_id)
    published = token.game.published
    events = [*_of_token(token, at), *_refusals(token), *_of_play(token.play)]
    return TokenStory(
        time_zone=published.time_zone if published else token.game.campaign.time_zone,
        events=sorted(events, key=lambda event: (event.at, ORDER.index(event.kind))),
        limits=limits_of(published=published, participant_id=token.participant_id, at=at)
        if published
        else [],
    )


def _of_token(token: Token, at: datetime) -> Iterator[StoryEvent]:
    yield StoryEvent(token.issued_at, StoryKind.ISSUED, token)
    if token.claimed_at:
        yield StoryEvent(token.claimed_at, StoryKind.CLAIMED, token)
    if token.voided_at:
        yield StoryEvent(token.voided_at, StoryKind.VOIDED, token)
    elif token.expires_at and token.phase(at) == TokenPhase.EXPIRED:
        yield StoryEvent(token.expires_at, StoryKind.EXPIRED, token)
    replacement = token.reissued_as.select_related("client").first()
    if replacement:
        yield StoryEvent(replacement.issued_at, StoryKind.REISSUED, replacement)


def _refusals(token: Token) -> Iterator[StoryEvent]:
    attempts = RefusedAttempt.objects.select_related("client", "participant").order_by("number")
    days = token.refused_days.order_by("-refused_on").prefetch_related(
        Prefetch("attempts", queryset=attempts)
    )
    for day in days[:DAYS_TOLD]:
        yield from _refusals_of(day)


def _refusals_of(day: RefusedDay) -> Iterator[StoryEvent]:
    attempts = list(day.attempts.all())
    for attempt in attempts:
        yield StoryEvent(attempt.refused_at, StoryKind.REFUSED, attempt)
    if attempts and day.refusals > len(attempts):
        last = max(attempt.refused_at for attempt in attempts)
        yield StoryEvent(last, StoryKind.REFUSED_MORE, day)


def _of_play(play: Play | None) -> Iterator[StoryEvent]:
    if play is None:
        return
    yield StoryEvent(play.played_at, StoryKind.PLAYED, play)
    award = getattr(play, "award", None)
    if award is None:
        return
    for moved in award.events.select_related("user", "client"):
        yield StoryEvent(moved.happened_at, StoryKind.AWARD_MOVED, moved)
    granted = getattr(play, "granted_token", None)
    if granted:
        yield StoryEvent(play.played_at, StoryKind.TOKEN_GRANTED, granted)
    yield from _values_of(play)
    grant = _published_grant(play, award.prize_id)
    if grant.get("kind") == "badge":
        # whose rows these are is above this app: what was published tells which badge it is
        yield StoryEvent(play.played_at, StoryKind.BADGE_GRANTED, play, grant=grant)


def _values_of(play: Play) -> Iterator[StoryEvent]:
    requests = list(
        AwardRequest.objects.filter(granted_by=play)
        .select_related("wallet", "cancelled_by")
        .prefetch_related("amounts__asset")
    )
    places = places_of(requests)
    for request in requests:
        yield StoryEvent(
            play.played_at, StoryKind.VALUE_GRANTED, request, places=places.get(request.pk, [])
        )
        if request.settled_at and request.queue_number:
            yield StoryEvent(request.settled_at, StoryKind.VALUE_SETTLED, request)
        if request.cancelled_at:
            yield StoryEvent(request.cancelled_at, StoryKind.VALUE_CANCELLED, request)


def _published_grant(play: Play, prize_id: UUID) -> dict[str, Any]:
    """Return what the prize granted as it was published when it was won; empty for nothing."""
    published = GameRevision.objects.filter(game=play.game_id, revision=play.revision_id)
    prizes = published.values_list("prizes", flat=True).first() or ()
    return next((prize["grant"] for prize in prizes if prize["id"] == str(prize_id)), None) or {}
