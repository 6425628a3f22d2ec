"""Answers as they go over the wire: the base response, and problems of ASP.NET Core."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer

from badges.dialects.memori.results import Result
from badges.dialects.memori.serializers import MemoriAnswer, problem_members
from badges.services.request_numbers import NumberedRequest

TYPE = "https://tools.ietf.org/html/rfc9110#section-{}"
# the sections of RFC 9110 that the type of a problem leads to
SECTIONS = {
    HTTPStatus.BAD_REQUEST: "15.5.1",
    HTTPStatus.NOT_FOUND: "15.5.5",
    HTTPStatus.METHOD_NOT_ALLOWED: "15.5.6",
    HTTPStatus.NOT_ACCEPTABLE: "15.5.7",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "15.5.14",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "15.5.16",
}
# as ASP.NET Core calls them
TITLES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Payload Too Large"}
INVALID = "One or more validation errors occurred."


def base_response(
    result: Result, request: NumberedRequest, payload: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer *result* to the numbered request, behind the *payload*; always with status 200."""
    base = MemoriAnswer(
        {"number": request.number, "at": request.at, "code": result.code, "text": result.text}
    )
    content = JSONRenderer().render({**(payload or {}), **base.data})
    return HttpResponse(content, content_type="application/json")


def problem(
    status: HTTPStatus, *, trace_id: str, errors: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer a problem (RFC 9457) of *status*; *errors* are by member of the request."""
    members = problem_members(
        kind=TYPE.format(SECTIONS[status]),
        title=INVALID if errors else TITLES.get(status, status.phrase),
        status=status,
        errors=errors or {},
        trace_id=trace_id,
    )
    content = JSONRenderer().render(members)
    return HttpResponse(content, status=status, content_type="application/problem+json")
