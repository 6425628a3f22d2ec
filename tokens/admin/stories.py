"""The story of a token in words, at the top of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString

from identities.admin.base import linked, page_of
from promotions.enums import LimitCounts, LimitPer, LimitWindow
from promotions.services.limits import LimitStanding
from tokens.admin.amounts import awarded_words
from tokens.admin.places import place_words
from tokens.admin.refusals import WINDOWS, day_words, instant_words, refused_words
from tokens.enums import AwardDestination, AwardRequestState, StoryKind
from tokens.models import Token
from tokens.services.stories import StoryEvent, tell_token_story

Words = Callable[[StoryEvent, str], str]


def story_of(token: Token, *, at: datetime) -> dict[str, Any]:
    """Return what the template of the story shows."""
    story = tell_token_story(token_id=token.pk, at=at)
    zone = story.time_zone
    return {
        "time_zone": zone,
        "events": [
            (_when(event.at, zone), event.kind.label, TOLD[event.kind](event, zone))
            for event in story.events
        ],
        "limits": [limit_row(limit, zone) for limit in story.limits],
    }


def limit_row(limit: LimitStanding, zone: str) -> tuple[str, str, str, str]:
    """Return a limit, how much of it is used, and what that means."""
    per = LimitPer(limit.per).label.lower()
    name = f"{LimitCounts(limit.counts).label} per {per} {WINDOWS[LimitWindow(limit.window)]}"
    used = f"{limit.used:,} of {limit.maximum:,}"
    ends = "" if limit.ends_at is None else f"begins anew on {instant_words(limit.ends_at, zone)}"
    return name, used, "reached" if limit.is_reached else "not reached", ends


def _when(instant: datetime, zone: str) -> str:
    return f"{day_words(instant, zone)}, {instant.astimezone(ZoneInfo(zone)):%H:%M:%S}"


def through(row: Any) -> str:
    """Return by which door a row came in, such as ``through Platform API (shop)``."""
    client = row.client
    name = f" ({client.name})" if client else ""
    return f"through {row.get_channel_display()}{name}"


def _because(reason: str) -> str:
    return f"; reason: {reason}" if reason else ""


def _link(row: Model, text: str) -> str:
    """Return a link with words of its own: names of plays and awards tell instants of UTC."""
    return format_html('<a href="{}" class="text-link">{}</a>', page_of(row), text)


def _issued(event: StoryEvent, _zone: str) -> str:
    token: Any = event.row
    parts = [through(token)]
    if token.participant and not token.claimed_at:
        parts.append(format_html("for {}", linked(token.participant)))
    if token.batch:
        by = token.batch.created_by
        parts.append(format_html("in the batch {}", linked(token.batch)))
        parts.extend([f"made by {by}"] if by else [])
    if token.granted_by:
        parts.append(format_html("won by {}", _link(token.granted_by, "a play")))
    if token.reissues:
        parts.append(format_html("in the place of {}", linked(token.reissues)))
    return format_html("{}{}", _joined(parts), _because(token.reason))


def _joined(parts: list[Any]) -> SafeString:
    text = SafeString("")
    for part in parts:
        text = format_html("{} {}", text, part) if text else format_html("{}", part)
    return text


def _claimed(event: StoryEvent, _zone: str) -> str:
    token: Any = event.row
    return format_html("by {}", linked(token.participant))


def _refused(event: StoryEvent, zone: str) -> str:
    attempt: Any = event.row
    named = attempt.participant
    whose = format_html(", as {}", linked(named)) if named else ""
    request = f", request {attempt.request_id}" if attempt.request_id else ""
    return format_html(
        "Refused on {}: {}. ({}{}{})",
        instant_words(attempt.refused_at, zone),
        refused_words(attempt.refusal, attempt.detail, zone),
        through(attempt),
        whose,
        request,
    )


def _refused_more(event: StoryEvent, _zone: str) -> str:
    day: Any = event.row
    return f"{day.refusals:,} times on {day.refused_on:%d %B %Y} (UTC) in all; the first are told"


def _played(event: StoryEvent, _zone: str) -> str:
    play: Any = event.row
    award = getattr(play, "award", None)
    result = _link(play, play.get_result_display())
    if award is None:
        return format_html("{} {}", result, through(play))
    return format_html(
        "{} {}: {}, {} {}",
        result,
        through(play),
        linked(play.unit.prize),
        _link(award, "award"),
        award.get_state_display().lower(),
    )


def _moved(event: StoryEvent, _zone: str) -> str:
    moved: Any = event.row
    by = f"by {moved.user}" if moved.user else through(moved)
    return (
        f"{moved.get_from_state_display()} → {moved.get_to_state_display()} {by}"
        f"{_because(moved.reason)}"
    )


def _token_granted(event: StoryEvent, _zone: str) -> str:
    granted: Any = event.row
    return format_html("{} for the game {}", linked(granted), granted.game)


def _badge_granted(event: StoryEvent, _zone: str) -> str:
    return f"The badge {event.grant['code']}"


def _value_granted(event: StoryEvent, _zone: str) -> str:
    request: Any = event.row
    if request.destination == AwardDestination.ALLOWANCE:
        where = "kept as an allowance"
    elif request.state == AwardRequestState.CANCELLED:
        where = "waited for funds until it was cancelled"
    elif event.places:
        where = format_html("waits for funds: {}", place_words(event.places))
    elif request.settled_at:
        where = format_html("paid to the wallet {}", linked(request.wallet))
    else:
        where = "waits for funds"
    return format_html("{}, {} ({})", awarded_words(request), where, linked(request))


def _value_settled(event: StoryEvent, _zone: str) -> str:
    request: Any = event.row
    return format_html("{}: paid to the wallet {}", linked(request), linked(request.wallet))


def _value_cancelled(event: StoryEvent, _zone: str) -> str:
    request: Any = event.row
    return format_html(
        "{} by {}{}", linked(request), request.cancelled_by, _because(request.cancel_reason)
    )


def _expired(_event: StoryEvent, _zone: str) -> str:
    return "Nobody had redeemed it."


def _voided(event: StoryEvent, _zone: str) -> str:
    token: Any = event.row
    client = token.voided_client
    by = token.voided_by or (f"the API client {client.name}" if client else "")
    return f"{f'by {by}' if by else ''}{_because(token.void_reason)}".lstrip("; ")


def _reissued(event: StoryEvent, _zone: str) -> str:
    token: Any = event.row
    return format_html("as {} {}{}", linked(token), through(token), _because(token.reason))


TOLD: Mapping[StoryKind, Words] = {
    StoryKind.ISSUED: _issued,
    StoryKind.CLAIMED: _claimed,
    StoryKind.REFUSED: _refused,
    StoryKind.REFUSED_MORE: _refused_more,
    StoryKind.PLAYED: _played,
    StoryKind.TOKEN_GRANTED: _token_granted,
    StoryKind.BADGE_GRANTED: _badge_granted,
    StoryKind.VALUE_GRANTED: _value_granted,
    StoryKind.VALUE_SETTLED: _value_settled,
    StoryKind.VALUE_CANCELLED: _value_cancelled,
    StoryKind.AWARD_MOVED: _moved,
    StoryKind.EXPIRED: _expired,
    StoryKind.VOIDED: _voided,
    StoryKind.REISSUED: _reissued,
}
