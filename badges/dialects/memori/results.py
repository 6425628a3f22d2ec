"""What each refusal and failure is answered as: result codes and texts (memori-badges.md)."""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus

from badges.services.assignments import AssignmentNotFound, BadgeNotFound, BadgeUrlInvalid
from badges.services.outcomes import NoRuleForOutcome, OutcomeTypeNotFound
from badges.services.recipients import BadgesOff, RecipientNotFound
from identities.dialects.base import Failure
from identities.services.logins import LoginRefused, TenantNotFound, TooManyAttempts
from identities.services.session_tokens import SessionExpired, SessionNotFound
from promotions.services.refusals import Refused


class Result(Enum):
    """A result code and its text. -12, user not found, is never answered: nobody is told."""

    OK = 0, "Ok"
    TENANT_NOT_FOUND = -1, "Tenant not found"
    LOGIN_REFUSED = -13, "User or password invalid"
    TENANT_MISSING = -21, "Tenant missing"
    PASSWORD_MISSING = -23, "Password missing"
    NAME_MISSING = -31, "Name or e-mail missing"
    TOO_MANY_ATTEMPTS = -38, "Too many attempts"
    SESSION_NOT_FOUND = -101, "Session not found"
    SESSION_EXPIRED = -103, "Session expired"
    # decided by us: the documented codes have none for what nobody foresaw
    INTERNAL_ERROR = -500, "Internal error"
    CREDENTIALS_WRONG = -2001, "Badge assignment: incorrect or missing credentials"
    REFERENCE_MISSING = -2002, "Badge assignment: ref ID missing"
    OUTCOME_NOT_FOUND = -2003, "Badge assignment: result not found"
    BADGE_URL_MISSING = -2005, "Badge Assignment: Missing Badge URL"
    BADGE_URL_INVALID = -2007, "Badge assignment: Invalid URL"
    WRONG_RECIPIENT = -2026, "Badge assignment: wrong recipient identity"
    BADGE_NOT_FOUND = -2051, "Badge not found"
    NO_RULE_FOR_OUTCOME = -2071, "Outcome: no DCM configured"
    BADGES_OFF = -2072, "Outcome: user badges disabled"

    @property
    def code(self) -> int:
        return self.value[0]

    @property
    def text(self) -> str:
        return self.value[1]


class MemberMissing(Exception):
    """The request lacks a member, or it is empty."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.text)
        self.result = result


# what services raise
REFUSALS: dict[type[Exception], Result] = {
    TenantNotFound: Result.TENANT_NOT_FOUND,
    LoginRefused: Result.LOGIN_REFUSED,
    TooManyAttempts: Result.TOO_MANY_ATTEMPTS,
    SessionNotFound: Result.SESSION_NOT_FOUND,
    SessionExpired: Result.SESSION_EXPIRED,
    OutcomeTypeNotFound: Result.OUTCOME_NOT_FOUND,
    NoRuleForOutcome: Result.NO_RULE_FOR_OUTCOME,
    BadgesOff: Result.BADGES_OFF,
    BadgeUrlInvalid: Result.BADGE_URL_INVALID,
    RecipientNotFound: Result.WRONG_RECIPIENT,
    # of all refusals only participant_blocked is about badges
    Refused: Result.WRONG_RECIPIENT,
    BadgeNotFound: Result.BADGE_NOT_FOUND,
    AssignmentNotFound: Result.BADGE_NOT_FOUND,
}

# what fails before any service: a result, or the status of a problem as ASP.NET Core answers it
FAILURES: dict[Failure, Result | HTTPStatus] = {
    Failure.MALFORMED: HTTPStatus.BAD_REQUEST,
    Failure.INVALID: HTTPStatus.BAD_REQUEST,
    Failure.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Failure.UNAUTHENTICATED: Result.CREDENTIALS_WRONG,
    Failure.FORBIDDEN: Result.CREDENTIALS_WRONG,
    Failure.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Failure.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Failure.NOT_ACCEPTABLE: HTTPStatus.NOT_ACCEPTABLE,
    Failure.UNSUPPORTED_MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Failure.RATE_LIMITED: Result.TOO_MANY_ATTEMPTS,
    Failure.UNAVAILABLE: Result.INTERNAL_ERROR,
    Failure.INTERNAL: Result.INTERNAL_ERROR,
}


def result_of(error: Exception) -> Result | None:
    """Return the result that *error*, raised by a service or a view, is answered with."""
    if isinstance(error, MemberMissing):
        return error.result
    if isinstance(error, BadgeUrlInvalid) and not str(error).strip():
        return Result.BADGE_URL_MISSING
    return REFUSALS.get(type(error))
