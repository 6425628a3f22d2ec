"""The refusals of promotions as problems."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from identities.api import problems as codes
from identities.api.instants import instant_text
from identities.api.problems import (
    Problem,
    problem,
    problem_of,
    rate_limited_until,
)
from promotions.enums import Refusal
from promotions.services.awards import AwardNotFound, ClaimTooLate, TransitionNotAllowed
from promotions.services.entries import DrawingNotFound, EntrySourceIdTaken
from promotions.services.games import GameNotFound
from promotions.services.refusals import Refused
from promotions.services.replacements import NotReplaceable

# A limit is a rule of the promotion, so 409: 429 is for clients that should slow down.
STATUSES: Mapping[Refusal, int] = MappingProxyType(
    {
        Refusal.TOKEN_NOT_FOUND: 404,
        Refusal.TOKEN_VOIDED: 410,
        Refusal.TOKEN_EXPIRED: 410,
        Refusal.TOKEN_UNASSIGNED: 422,
        Refusal.WRONG_GAME: 409,
        Refusal.NOT_LIVE: 409,
        Refusal.PAUSED: 409,
        Refusal.LIMIT_REACHED: 409,
        Refusal.NOT_ELIGIBLE: 403,
        Refusal.PARTICIPANT_BLOCKED: 403,
        Refusal.RATE_LIMITED: 429,
    }
)
# RATE_LIMITED is the API's own
DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        Refusal.TOKEN_NOT_FOUND: "The code is misspelled, or not yours. Such calls are counted.",
        Refusal.TOKEN_VOIDED: "Nobody can redeem it any more.",
        Refusal.TOKEN_EXPIRED: "Its expires_at has passed.",
        Refusal.TOKEN_UNASSIGNED: "Send the participant's source_id.",
        Refusal.WRONG_GAME: "The game that the request names is not the token's.",
        Refusal.NOT_LIVE: "The member opens_at says when it opens; it is null where it never will.",
        Refusal.PAUSED: "Staff paused the campaign; the token stays as it is. Try again later.",
        Refusal.LIMIT_REACHED: "The member limit says which, retry_at when its window ends.",
        Refusal.NOT_ELIGIBLE: "The member reason says why: age, country, or whose token it is.",
        Refusal.PARTICIPANT_BLOCKED: "Staff blocked the participant.",
    }
)
INSTANTS = frozenset({"opens_at", "retry_at"})

codes.CODES.update({code: (STATUSES[Refusal(code)], Refusal(code).label) for code in DESCRIPTIONS})
codes.DESCRIPTIONS.update(DESCRIPTIONS)


@problem_of.register
def _(error: Refused) -> Problem:
    if error.code not in Refusal.values:
        return problem(error.code)
    if error.code == Refusal.RATE_LIMITED:
        return rate_limited_until(datetime.fromisoformat(error.detail["retry_at"]))
    refusal = Refusal(error.code)
    members = {name: _member(name, value) for name, value in error.detail.items()}
    return Problem(STATUSES[refusal], refusal.value, refusal.label, members=members)


@problem_of.register
def _(error: AwardNotFound) -> Problem:
    return problem("not_found")


@problem_of.register
def _(error: TransitionNotAllowed) -> Problem:
    return problem("conflict", str(error), state=str(error.source), to=str(error.target))


@problem_of.register
def _(error: ClaimTooLate) -> Problem:
    detail = "The deadline for the claim, claim_by, has passed."
    return problem("conflict", detail, state=str(error.source), to=str(error.target))


@problem_of.register
def _(error: GameNotFound) -> Problem:
    return problem("invalid", errors={"game": ["There is no such game."]})


@problem_of.register
def _(error: DrawingNotFound) -> Problem:
    return problem("invalid", errors={"game": ["There is no such drawing."]})


@problem_of.register
def _(error: EntrySourceIdTaken) -> Problem:
    return problem("conflict", "Another entry was awarded under this source_id.")


@problem_of.register
def _(error: NotReplaceable) -> Problem:
    return problem("conflict", str(error))


def _member(name: str, value: Any) -> Any:
    if name in INSTANTS and value is not None:
        return instant_text(datetime.fromisoformat(value))
    return value
