"""What is answered to whatever is not served: statuses, and ASP.NET's sentences."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rest_framework.request import Request

from identities.dialects.base import Failure
from promotions.enums import Refusal
from promotions.services import editing, game_types, games, prizes
from tokens.services import awarding

DENIED = 401
INVALID = "The request is invalid."

# ita-games.md, Errors; where it says nothing, decided by us
FAILURES: Mapping[Failure, tuple[int, str]] = MappingProxyType(
    {
        Failure.MALFORMED: (400, INVALID),
        Failure.INVALID: (400, INVALID),
        Failure.UNAUTHENTICATED: (DENIED, "Authorization has been denied for this request."),
        Failure.FORBIDDEN: (DENIED, "Authorization has been denied for this request."),
        Failure.NOT_FOUND: (
            404,
            "No HTTP resource was found that matches the request URI '{uri}'.",
        ),
        Failure.METHOD_NOT_ALLOWED: (
            405,
            "The requested resource does not support http method '{method}'.",
        ),
        Failure.NOT_ACCEPTABLE: (406, "No representation of the resource is acceptable."),
        Failure.TOO_LARGE: (413, "The request entity is too large."),
        Failure.UNSUPPORTED_MEDIA_TYPE: (
            415,
            "The request entity's media type '{media_type}' is not supported for this resource.",
        ),
        Failure.RATE_LIMITED: (429, "Too many requests."),
        Failure.INTERNAL: (500, "An error has occurred."),
        Failure.UNAVAILABLE: (503, "The service is unavailable."),
    }
)
NO_MEDIA_TYPE = (
    "The request contains an entity body but no Content-Type header. The inferred media type"
    " 'application/octet-stream' is not supported for this resource."
)


# Which member of a request a refusal is about, in our words; a request without it is meant as a
# whole. All are 400, with the refusal's own sentence.
REFUSALS: Mapping[Refusal, str] = MappingProxyType(
    {
        Refusal.TOKEN_NOT_FOUND: "token",
        Refusal.TOKEN_VOIDED: "token",
        Refusal.TOKEN_EXPIRED: "token",
        Refusal.TOKEN_UNASSIGNED: "participant",
        Refusal.WRONG_GAME: "game",
        Refusal.NOT_LIVE: "game",
        Refusal.PAUSED: "game",
        Refusal.LIMIT_REACHED: "participant",
        Refusal.NOT_ELIGIBLE: "participant",
        Refusal.PARTICIPANT_BLOCKED: "participant",
        # answered 429 before it gets here
        Refusal.RATE_LIMITED: "",
    }
)

# What else services raise: which member it is about, and a sentence. What is missing where a path
# names it is below.
ERRORS: Mapping[type[Exception], tuple[str, str]] = MappingProxyType(
    {
        games.GameNotFound: ("game", "There is no such game."),
        awarding.TokenSourceIdTaken: (
            "source_id",
            "It is that of a token of another participant or game.",
        ),
        games.GameExists: ("code", "Another game has this Id."),
        games.GameTypeNotFound: ("game_type", "There is no such game type."),
        game_types.GameTypeExists: ("source_id", "Another game type has this Id."),
        editing.CampaignNotEditable: ("code", "{}"),
        prizes.GameIsDrawing: ("code", "The game is a drawing: it is not played."),
        prizes.SharesAboveWhole: (
            "share",
            "The distributions of the game add up to more than 100.",
        ),
        prizes.FallbackExists: ("is_fallback", "The game has a default payout option already."),
        prizes.CurrencyMissing: ("value", "No currency is enabled that the value could be in."),
        prizes.AwardPeriodReversed: (
            "must_award_by",
            "A prize can't have to be awarded before it may be.",
        ),
    }
)

# Resources that are not there: 404.
MISSING: Mapping[type[Exception], str] = MappingProxyType(
    {
        games.GameNotFound: "Requested Game does not exist.",
        prizes.PrizeNotFound: "Requested Payout Option does not exist.",
    }
)
MISSING_GAME_OF_TOKENS = "Game does not exist."


def filled(message: str, request: Request) -> str:
    """Return a failure's sentence, which may name what was asked for; but never the query."""
    raw = request._request  # noqa: SLF001 - DRF reads what Django gives it
    media_type = str(raw.content_type or "")
    if "{media_type}" in message and not media_type:
        return NO_MEDIA_TYPE
    uri = raw.build_absolute_uri(raw.path) if "{uri}" in message else ""
    return message.format(uri=uri, method=raw.method, media_type=media_type)
