"""The refusals of promotions as problems."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from identities.api.instants import instant_text
from identities.api.problems import (
    Problem,
    problem,
    problem_of,
    rate_limited_until,
)
from promotions.enums import Refusal
from promotions.services.awards import AwardNotFound, TransitionNotAllowed
from promotions.services.refusals import Refused

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
INSTANTS = frozenset({"opens_at", "retry_at"})


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
    return problem("conflict", str(error))


def _member(name: str, value: Any) -> Any:
    if name in INSTANTS and value is not None:
        return instant_text(datetime.fromisoformat(value))
    return value
