"""Middleware of the whole site."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import pghistory
import structlog
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

from config.logs import ACCESS, mask
from identities.services.metrics import count_request

GetResponse = Callable[[HttpRequest], HttpResponse]

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")


class RequestIdMiddleware:
    """Give each request an id: the caller's ``X-Request-ID`` where it is a sane one, or a new one.

    The answer carries it, every log line names it, and plays store it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]  # as Django's own middlewares do
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
# ITA's clients may send their key in a header of its own, ePrize's and PayInGame's in the path
CLIENT = re.compile(
    r"(?:[Bb]earer |/v1/|/rest/PayIn[Gg]ame/PublicAPI/[A-Za-z]+/)?tmb_([A-Za-z0-9]{12})_"
)
LONGEST_PATH = 200
HEALTH = {"/healthz", "/readyz"}
access = logging.getLogger(ACCESS)


class AccessMiddleware:
    """Count each request and log one line of it: its route, never its query or its headers.

    A route is the pattern that matched, because a path may hold a token's code. Only where none
    matched the path itself is logged, and counted as ``unmatched``.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        method = request.method if request.method in METHODS else "other"
        route = self._route(request)
        count_request(method=method, route=route, status=response.status_code, seconds=seconds)
        if access.isEnabledFor(logging.INFO):
            access.info(self._line(request, method, route, response.status_code, seconds))
        return response

    @staticmethod
    def _route(request: HttpRequest) -> str:
        if request.resolver_match is not None:
            return f"/{request.resolver_match.route}"
        # WhiteNoise answers before any route is looked for.
        return "static" if request.path.startswith(settings.STATIC_URL) else "unmatched"

    @staticmethod
    def _line(
        request: HttpRequest, method: str, route: str, status: int, seconds: float
    ) -> dict[str, Any]:
        meta = request.META
        places = (meta.get("HTTP_AUTHORIZATION"), meta.get("HTTP_X_API_KEY"), request.path)
        found = filter(None, (CLIENT.match(place) for place in places if place))
        client = next(found, None)
        return {
            "method": method,
            "path": mask(request.path)[:LONGEST_PATH] if route == "unmatched" else route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "client": client[1] if client else None,
            "request_id": request.request_id,  # type: ignore[attr-defined]
        }


class AdminContentSecurityPolicyMiddleware:
    """Allow what Unfold's Alpine needs (``unsafe-eval``, inline styles) under /admin/ only.

    The API's page to try it in sets inline styles only.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: Any = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_update = {  # noqa: SLF001 - django-csp's documented seam for a response
                **(getattr(response, "_csp_update", None) or {}),
                "script-src": [SELF, UNSAFE_EVAL],
                "style-src": [SELF, UNSAFE_INLINE],
            }
        elif request.path == "/platform/v1/docs/":
            response._csp_update = {"style-src": [SELF, UNSAFE_INLINE]}  # noqa: SLF001
        return response  # type: ignore[no-any-return]


class AdminAddressMiddleware:
    """Refuse a NUL in a query under /admin/: no text in the database can hold one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if request.path.startswith("/admin/") and ("%00" in query or "\0" in query):
            raise BadRequest("A query can't hold a NUL.")
        return self.get_response(request)


class LiveConnectionMiddleware:
    """Replace a database connection that died since the last request, under /admin/."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and not connection.is_usable():
            connection.close()
        return self.get_response(request)


class HostMiddleware(CommonMiddleware):
    """Refuse hosts that are not ours, but not where a probe asks by address how we are."""

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path in HEALTH else super().process_request(request)


class HistoryMiddleware:
    """Tell the history of configuration who made a change in the admin, and in which request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"} or not request.path.startswith("/admin/"):
            return self.get_response(request)
        user = getattr(request, "user", None)
        with pghistory.context(
            user=str(user.pk) if user is not None and user.pk else None,
            request_id=request.request_id,  # type: ignore[attr-defined]
        ):
            return self.get_response(request)
