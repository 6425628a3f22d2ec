"""Every refusal and error as RFC 9457 problem+json, with a stable code."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatch
from typing import Any

import structlog
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from identities.api.instants import instant_text
from identities.services.api_clients import TooManyWrongCodes
from identities.services.idempotency import KeyMalformed, KeyReused, StillRunning
from identities.services.lost_connections import DATABASE_AWAY
from identities.services.metrics import count_refusal

CONTENT_TYPE = "application/problem+json"
TYPE = "/platform/v1/problems/{}"

# code: status, title
CODES = {
    "malformed": (400, "The request can't be read."),
    "unauthenticated": (401, "A valid API key is needed."),
    "forbidden": (403, "The API key lacks a scope."),
    "not_found": (404, "There is no such resource."),
    "method_not_allowed": (405, "The resource does not take this method."),
    "not_acceptable": (406, "Only JSON can be answered."),
    "conflict": (409, "It does not fit what is stored."),
    "in_progress": (409, "The first request with this idempotency key is still running."),
    "too_large": (413, "The body is too large."),
    "unsupported_media_type": (415, "Only JSON is understood."),
    "invalid": (422, "The request is not valid."),
    "idempotency_mismatch": (422, "The idempotency key was used for another request."),
    "rate_limited": (429, "Too many requests."),
    "internal": (500, "Something went wrong here."),
    "unavailable": (503, "The database can't be reached now."),
}

# what a client should make of it; apps above add their own codes to both tables
DESCRIPTIONS = {
    "malformed": "The body is not one JSON object, was cut off, or the request makes no sense.",
    "unauthenticated": "Send a key that is in use: Authorization: Bearer tmb_….",
    "forbidden": "The member scope names what the key lacks.",
    "not_found": "The path is unknown, or the organization has no such resource.",
    "method_not_allowed": "The header Allow lists the methods that there are.",
    "not_acceptable": "Accept application/json.",
    "conflict": "Another call made it so, or its state does not lead there; the detail says which.",
    "in_progress": "Send the same request again in a moment.",
    "too_large": "A body is smaller than 1 MiB.",
    "unsupported_media_type": "Content-Type is application/json, in UTF-8.",
    "invalid": "The member errors says what is wrong, by member, parameter or header.",
    "idempotency_mismatch": "Take a new key for each request; nothing was changed.",
    "rate_limited": "Wait as long as the header Retry-After says.",
    "internal": "It is in the server's log, under the X-Request-ID. The request may be sent again.",
    "unavailable": "Send the same request again: what was stored is not done twice.",
}

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is answered instead of a result; *members* are added to the standard ones."""

    status: int
    code: str
    title: str
    detail: str = ""
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return {
            "type": TYPE.format(self.code),
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "code": self.code,
            **self.members,
        }


def problem(
    code: str, detail: str = "", *, headers: Mapping[str, str] | None = None, **members: Any
) -> Problem:
    """Return the problem of one of ``CODES``."""
    status, title = CODES[code]
    return Problem(status, code, title, detail, members, headers or {})


def rate_limited(seconds: float, **members: Any) -> Problem:
    """Return the problem of a client that may go on after so many *seconds*."""
    return problem(
        "rate_limited", headers={"Retry-After": str(max(1, math.ceil(seconds)))}, **members
    )


def rate_limited_until(instant: datetime) -> Problem:
    seconds = (instant - timezone.now()).total_seconds()
    return rate_limited(seconds, retry_at=instant_text(instant))


def http_response(found: Problem) -> HttpResponse:
    """Return a problem where no API view answers."""
    return HttpResponse(
        JSONRenderer().render(found.document()),
        status=found.status,
        content_type=CONTENT_TYPE,
        headers=dict(found.headers),
    )


def handle_exception(error: Exception, context: Mapping[str, Any]) -> Response:
    """Answer *error* as a problem; those that nobody foresaw are logged, and say nothing."""
    found = problem_of(error)
    count_refusal(code=found.code)
    if found.status == exceptions.APIException.status_code:
        logger.error("request_failed", exc_info=error)
    # a view that negotiated another form still answers problems as JSON
    context["request"].accepted_renderer = JSONRenderer()
    context["request"].accepted_media_type = JSONRenderer.media_type
    return Response(
        found.document(),
        status=found.status,
        headers=dict(found.headers),
        content_type=CONTENT_TYPE,
    )


@singledispatch
def problem_of(error: Exception) -> Problem:
    """Return what an exception is answered as; each app registers its own."""
    if isinstance(error, DATABASE_AWAY):
        logger.error("database_unavailable", exc_info=error)
        return problem("unavailable", headers={"Retry-After": "1"})
    return problem("internal")


@problem_of.register
def _(error: exceptions.ValidationError) -> Problem:
    return problem("invalid", errors=error.detail)


@problem_of.register
def _(error: ValidationError) -> Problem:
    errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return problem("invalid", errors=errors)


@problem_of.register
def _(error: exceptions.ParseError) -> Problem:
    return problem("malformed", str(error.detail))


@problem_of.register
def _(error: UnreadablePostError | SuspiciousOperation) -> Problem:
    return problem("malformed")


@problem_of.register
def _(error: RequestDataTooBig) -> Problem:
    return problem("too_large", "A body is smaller than 1 MiB.")


@problem_of.register
def _(error: exceptions.NotAuthenticated | exceptions.AuthenticationFailed) -> Problem:
    return problem("unauthenticated", headers={"WWW-Authenticate": "Bearer"})


@problem_of.register
def _(error: PermissionDenied | exceptions.PermissionDenied) -> Problem:
    return problem("forbidden")


@problem_of.register
def _(error: Http404 | exceptions.NotFound) -> Problem:
    return problem("not_found")


@problem_of.register
def _(error: exceptions.MethodNotAllowed) -> Problem:
    return problem("method_not_allowed")


@problem_of.register
def _(error: exceptions.NotAcceptable) -> Problem:
    return problem("not_acceptable")


@problem_of.register
def _(error: exceptions.UnsupportedMediaType) -> Problem:
    return problem("unsupported_media_type", "Content-Type is application/json, in UTF-8.")


@problem_of.register
def _(error: exceptions.Throttled) -> Problem:
    return rate_limited(getattr(error, "wait", None) or 1)


@problem_of.register
def _(error: TooManyWrongCodes) -> Problem:
    return rate_limited_until(error.retry_at)


@problem_of.register
def _(error: KeyMalformed) -> Problem:
    return problem("invalid", errors={"Idempotency-Key": ["1 to 255 printable ASCII characters."]})


@problem_of.register
def _(error: StillRunning) -> Problem:
    return problem("in_progress")


@problem_of.register
def _(error: KeyReused) -> Problem:
    return problem("idempotency_mismatch")
