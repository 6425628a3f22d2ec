"""What the vendor answers: result codes, HTTP's failures, SOAP's faults (tomhorn-gms.md)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Self

from identities.dialects.base import Failure
from identities.services import registration, sessions, signatures
from identities.services.participants import ParticipantNotFound


class Code(enum.IntEnum):
    """The result codes of the operations, and what they say.

    13, "Requested action is not allowed", is listed for no operation and never answered.
    """

    def __new__(cls, value: int, message: str) -> Self:
        code = int.__new__(cls, value)
        code._value_ = value
        code.message = message
        return code

    message: str

    SUCCESS = 0, ""
    GENERAL_ERROR = 1, "General error"
    MISSING_INPUT = 11, "Missing input parameters"
    WRONG_INPUT = 12, "Wrong input parameters"
    INVALID_SIGN = 1001, "Invalid Sign"
    INVALID_PARTNER = 1002, "Invalid Partner"
    IDENTITY_NOT_FOUND = 1003, "Cannot find specified identity"
    INVALID_IDENTITY_TYPE = 1004, "Invalid identity type"
    SESSION_ALREADY_OPEN = 1005, "Session already open"
    SESSION_NOT_FOUND = 1006, "Session not found"
    SESSION_ALREADY_CLOSED = 1007, "Session already closed"
    INVALID_CURRENCY = 1012, "Invalid currency"
    INVALID_PLAYER = 1013, "Invalid assignment of player"
    IDENTITY_EXISTS = 1014, "Identity already exists"
    CURRENCY_NOT_SUPPORTED = 1015, "Not supported currency"
    INVALID_BRANCH = 1016, "Invalid assignment of branch"
    WRONG_LENGTH = 1019, "Wrong length of parameter"


REFUSALS: dict[type[Exception], Code] = {
    signatures.OrganizationNotFound: Code.INVALID_PARTNER,
    signatures.SignatureWrong: Code.INVALID_SIGN,
    registration.CurrencyUnknown: Code.INVALID_CURRENCY,
    registration.CurrencyNotEnabled: Code.CURRENCY_NOT_SUPPORTED,
    registration.KindUnknown: Code.INVALID_IDENTITY_TYPE,
    registration.ParentNotFound: Code.IDENTITY_NOT_FOUND,
    registration.ParentNotBranch: Code.INVALID_BRANCH,
    registration.ParticipantExists: Code.IDENTITY_EXISTS,
    # the user name of a login, the same but for its case
    registration.AccountExists: Code.IDENTITY_EXISTS,
    ParticipantNotFound: Code.IDENTITY_NOT_FOUND,
    sessions.NotAPlayer: Code.INVALID_PLAYER,
    sessions.SessionAlreadyOpen: Code.SESSION_ALREADY_OPEN,
    sessions.SessionNotFound: Code.SESSION_NOT_FOUND,
    sessions.SessionAlreadyClosed: Code.SESSION_ALREADY_CLOSED,
}
# how DRF calls what is wrong with a member; all else is a wrong form
INPUT = {
    "required": Code.MISSING_INPUT,
    "null": Code.MISSING_INPUT,
    "blank": Code.MISSING_INPUT,
    "max_length": Code.WRONG_LENGTH,
}

# what is answered before an operation is known: a status and a sentence
FAILURES = {
    Failure.MALFORMED: (400, "The request could not be read."),
    Failure.INVALID: (400, "The request could not be read."),
    Failure.UNAUTHENTICATED: (401, "Access is denied."),
    Failure.FORBIDDEN: (403, "Access is denied."),
    Failure.NOT_FOUND: (404, "Endpoint not found."),
    Failure.METHOD_NOT_ALLOWED: (405, "Method not allowed."),
    Failure.NOT_ACCEPTABLE: (406, "Not acceptable."),
    Failure.TOO_LARGE: (413, "The request is too large."),
    Failure.UNSUPPORTED_MEDIA_TYPE: (415, "The content type is not the expected one."),
    Failure.RATE_LIMITED: (429, "Too many requests."),
    Failure.INTERNAL: (500, "The request could not be processed."),
    Failure.UNAVAILABLE: (503, "The service is not available."),
}


class FaultCode(enum.StrEnum):
    """The faults of SOAP 1.1, and WCF's own for an action that it does not know."""

    CLIENT = "s:Client"
    VERSION_MISMATCH = "s:VersionMismatch"
    MUST_UNDERSTAND = "s:MustUnderstand"
    ACTION_NOT_SUPPORTED = "a:ActionNotSupported"


FAULTS = {
    FaultCode.CLIENT: (400, "The message could not be read."),
    FaultCode.VERSION_MISMATCH: (400, "The envelope is not one of SOAP 1.1."),
    FaultCode.MUST_UNDERSTAND: (400, "A header was not understood."),
    FaultCode.ACTION_NOT_SUPPORTED: (
        500,
        "The message cannot be processed at the receiver: it has no operation of this action.",
    ),
}


class Fault(Exception):
    """A message that reaches no operation."""

    def __init__(self, code: FaultCode) -> None:
        super().__init__(code.value)
        self.code = code


class InputRefused(Exception):
    """Members are missing, of a wrong form or too long; *code* says the first of these."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation answers: a code, and the identity or session that it is about."""

    code: Code = Code.SUCCESS
    subject: Any = None


def result_of(error: Exception) -> Result | None:
    """Return how an operation answers *error*, or None for what nobody foresaw."""
    if isinstance(error, InputRefused):
        return Result(error.code)
    code = REFUSALS.get(type(error))
    # the session that is open, with the refusal to open another
    return None if code is None else Result(code, getattr(error, "session", None))
