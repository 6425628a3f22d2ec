"""Refusals of redeeming as support tells them to who called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from promotions.enums import LimitCounts, LimitPer, LimitWindow, Refusal

Detail = Mapping[str, Any]

WINDOWS = {
    LimitWindow.DAY: "today",
    LimitWindow.WEEK: "this week",
    LimitWindow.MONTH: "this month",
    LimitWindow.CAMPAIGN: "in this campaign",
}
REASONS = {
    "other_participant": "the token belongs to another participant",
    "birth_date_unknown": "the campaign has a minimum age, and the date of birth is not known",
    "under_age": "the participant is under the campaign's minimum age",
    "country_unknown": "the campaign is for some countries, and the participant's is not known",
    "country_excluded": "the campaign is not for the participant's country",
}


def day_words(instant: datetime, zone: str) -> str:
    """Return the local day, such as ``3 May 2026``."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y}"


def instant_words(instant: datetime, zone: str) -> str:
    """Return the local instant, such as ``3 May 2026 at 14:02``."""
    return f"{day_words(instant, zone)} at {instant.astimezone(ZoneInfo(zone)):%H:%M}"


def refused_words(refusal: str, detail: Detail, zone: str) -> str:
    """Return why redeeming was refused, and from when on it may succeed, in times of *zone*."""
    return WORDS[Refusal(refusal)](detail, zone)


def limit_words(limit: Detail) -> str:
    """Return a limit that is reached as a fact of who reached it."""
    window, maximum = WINDOWS[LimitWindow(limit["window"])], limit["maximum"]
    if limit["per"] == LimitPer.GAME:
        counted = LimitCounts(limit["counts"]).label.lower()
        return f"the game's {maximum:,} {counted} {window} are used up"
    if maximum == 1:
        return f"already played {window}"
    return f"already played {maximum:,} times {window}"


def _limit_reached(detail: Detail, zone: str) -> str:
    retry_at = detail.get("retry_at")
    if retry_at is None:
        return f"{limit_words(detail['limit'])}; not again"
    return f"{limit_words(detail['limit'])}; may play again on {_from(retry_at, zone)}"


def _not_live(detail: Detail, zone: str) -> str:
    opens_at = detail.get("opens_at")
    if opens_at is None:
        return "the campaign or the game is over, or was never published"
    return f"the game has not begun; it opens on {_from(opens_at, zone)}"


def _from(text: str, zone: str) -> str:
    """Return the day alone where it is its first instant: windows begin at midnight."""
    instant = datetime.fromisoformat(text)
    midnight = f"{instant.astimezone(ZoneInfo(zone)):%H:%M:%S}" == "00:00:00"
    return day_words(instant, zone) if midnight else instant_words(instant, zone)


def _not_eligible(detail: Detail, _zone: str) -> str:
    reason = str(detail.get("reason", ""))
    return REASONS.get(reason, f"the participant is not eligible ({reason})")


def _said(text: str) -> Callable[[Detail, str], str]:
    return lambda _detail, _zone: text


WORDS: Mapping[Refusal, Callable[[Detail, str], str]] = {
    Refusal.TOKEN_NOT_FOUND: _said("there is no such token"),
    Refusal.TOKEN_VOIDED: _said("the token was voided"),
    Refusal.TOKEN_EXPIRED: _said("the token had expired"),
    Refusal.TOKEN_UNASSIGNED: _said("the token belongs to nobody, and no participant was named"),
    Refusal.WRONG_GAME: _said("the token is for another game"),
    Refusal.NOT_LIVE: _not_live,
    Refusal.PAUSED: _said("the campaign was paused"),
    Refusal.LIMIT_REACHED: _limit_reached,
    Refusal.NOT_ELIGIBLE: _not_eligible,
    Refusal.PARTICIPANT_BLOCKED: _said("the participant was blocked"),
    Refusal.RATE_LIMITED: _said("too many requests"),
}
