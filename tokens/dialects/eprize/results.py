"""What is answered to whatever is not served: statuses and whole bodies."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from identities.dialects.base import Failure
from promotions.enums import Refusal
from tokens.dialects.eprize.renderers import (
    SPACED_DECLARATION,
    STANDALONE_DECLARATION,
    in_lines,
    in_one_line,
)
from tokens.dialects.eprize.serializers.documents import (
    WRONG,
    duplicate_document,
    input_errors_document,
    nothing_document,
    reason_document,
    refused_document,
    status_document,
)
from tokens.enums import TokenPhase


class Result(NamedTuple):
    status: int
    body: bytes


INVALID_PROFILE = "Unable to validate the provided profile."

# as the page prints them, byte for byte
NO_SUCH_TOKEN = Result(404, in_lines(status_document()))
REDEEMED_BEFORE = Result(404, in_one_line(nothing_document(), SPACED_DECLARATION))
NOT_REDEEMED = Result(403, in_one_line(nothing_document(), STANDALONE_DECLARATION))

# as eprize.md has them, in one line
NOT_AWARDED = Result(403, in_one_line(refused_document()))
PROFILE_NOT_VALID = Result(400, in_one_line(reason_document(INVALID_PROFILE, has_status=True)))
PROFILE_NOT_VALID_FOR_CODE = Result(
    400, in_one_line(reason_document(INVALID_PROFILE, has_status=False))
)
DUPLICATE_ACCOUNT = Result(409, in_one_line(duplicate_document()))


def nothing(status: int) -> Result:
    """Return what is answered where the status says it all."""
    return Result(status, in_one_line(nothing_document()))


def input_errors(errors: Mapping[str, str]) -> Result:
    return Result(400, in_one_line(input_errors_document(errors)))


# Redeeming: eprize.md, "Redeem". A token of nobody is refused like one that may not be played yet.
REDEEMING: Mapping[Refusal, Result] = MappingProxyType(
    {
        Refusal.TOKEN_NOT_FOUND: NO_SUCH_TOKEN,
        Refusal.WRONG_GAME: NO_SUCH_TOKEN,
        **dict.fromkeys(
            (
                Refusal.TOKEN_VOIDED,
                Refusal.TOKEN_EXPIRED,
                Refusal.TOKEN_UNASSIGNED,
                Refusal.NOT_LIVE,
                Refusal.PAUSED,
                Refusal.LIMIT_REACHED,
                Refusal.NOT_ELIGIBLE,
                Refusal.PARTICIPANT_BLOCKED,
            ),
            NOT_REDEEMED,
        ),
        Refusal.RATE_LIMITED: nothing(429),
    }
)
# Awarding tokens and entries: who may not take part is nobody's profile.
AWARDING: Mapping[Refusal, Result] = MappingProxyType(
    {
        refusal: NOT_AWARDED if answer is NOT_REDEEMED else answer
        for refusal, answer in REDEEMING.items()
    }
    | {Refusal.PARTICIPANT_BLOCKED: PROFILE_NOT_VALID}
)
# Consuming codes: the same, with the other body for profiles.
CONSUMING: Mapping[Refusal, Result] = MappingProxyType(
    {**AWARDING, Refusal.PARTICIPANT_BLOCKED: PROFILE_NOT_VALID_FOR_CODE}
)

# Fetching a token that is not to be redeemed any more; None is the token itself.
PHASES: Mapping[TokenPhase, Result | None] = MappingProxyType(
    {
        TokenPhase.ISSUED: None,
        TokenPhase.REDEEMED: REDEEMED_BEFORE,
        TokenPhase.VOIDED: NOT_REDEEMED,
        TokenPhase.EXPIRED: NOT_REDEEMED,
    }
)

# eprize.md: "unknown apikey: as no such token"; where it says nothing, plain HTTP statuses
STATUSES: Mapping[Failure, int] = MappingProxyType(
    {
        Failure.MALFORMED: 400,
        Failure.INVALID: 400,
        Failure.TOO_LARGE: 413,
        Failure.UNAUTHENTICATED: 404,
        Failure.FORBIDDEN: 404,
        Failure.NOT_FOUND: 404,
        Failure.METHOD_NOT_ALLOWED: 405,
        Failure.NOT_ACCEPTABLE: 406,
        Failure.UNSUPPORTED_MEDIA_TYPE: 415,
        Failure.RATE_LIMITED: 429,
        Failure.UNAVAILABLE: 503,
        Failure.INTERNAL: 500,
    }
)


def failed(failure: Failure, subject: str) -> Result:
    """Return the answer to *failure*; *subject* is named where the request is not well-formed."""
    status = STATUSES[failure]
    if status == NO_SUCH_TOKEN.status:
        return NO_SUCH_TOKEN
    return input_errors({subject: WRONG}) if status == 400 else nothing(status)  # noqa: PLR2004
