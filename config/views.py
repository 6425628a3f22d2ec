"""Answers that belong to no app: health, and errors of requests that reach no view."""

from __future__ import annotations

import functools
from collections.abc import Callable
from threading import Lock
from typing import Any

from cachetools import TTLCache, cached
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views import csrf, defaults
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.views import SpectacularSwaggerSplitView

from identities.api.problems import CODES, DESCRIPTIONS, http_response, problem
from identities.services.lost_connections import call_again_if_lost

READY_SECONDS = 2
# where no page is answered to requests that reach no view, a host that is not ours for one
API_PREFIXES = ("/platform/", "/v1/", "/services/", "/api/", "/rest/")
View = Callable[..., HttpResponseBase]


class NotReady(Exception):
    """Something keeps this process from serving."""


def only_read(view: View) -> View:
    """Answer other methods than GET and HEAD with a problem."""

    @csrf_exempt
    @functools.wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return http_response(problem("method_not_allowed", headers={"Allow": "GET, HEAD"}))
        return view(request, **parts)

    return answer


home = only_read(RedirectView.as_view(pattern_name="admin:index"))
docs = only_read(SpectacularSwaggerSplitView.as_view(url_name="platform-schema"))


@only_read
def schema(request: HttpRequest) -> HttpResponse:
    """Answer the platform API's OpenAPI document, made once a process."""
    return HttpResponse(_schema(), content_type="application/json")


@only_read
def problem_type(request: HttpRequest, code: str) -> HttpResponse:
    """Answer what a problem's ``type`` leads to."""
    if code not in CODES:
        return http_response(problem("not_found"))
    status, title = CODES[code]
    description = DESCRIPTIONS[code]
    return JsonResponse(
        {"code": code, "status": status, "title": title, "description": description}
    )


@only_read
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


@only_read
def readyz(request: HttpRequest) -> HttpResponse:
    try:
        _require_ready()
    except NotReady as error:
        return JsonResponse({"status": "not ready", "reason": str(error)}, status=503)
    return JsonResponse({"status": "ready"})


@csrf_exempt
def unknown_path(request: HttpRequest) -> HttpResponse:
    return http_response(problem("not_found"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_of_api(request):
        return http_response(problem("malformed"))
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_of_api(request):
        return http_response(problem("forbidden"))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_of_api(request):
        return http_response(problem("not_found"))
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if _is_of_api(request):
        return http_response(problem("internal"))
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if _is_of_api(request):
        return http_response(problem("forbidden"))
    return csrf.csrf_failure(request, reason)


def _is_of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API_PREFIXES)


@cached(TTLCache(1, READY_SECONDS), lock=Lock())
def _require_ready() -> None:
    """Raise ``NotReady`` where something is missing; only that nothing is missing is remembered."""
    try:
        applied = call_again_if_lost(_applied_migrations, _applied_migrations)
    except Error:
        connection.close()
        raise NotReady("The database can't be reached.") from None
    if not _migrations() <= applied:
        raise NotReady("Not all migrations are applied.")


def _applied_migrations() -> set[tuple[str, str]]:
    recorder: Any = MigrationRecorder(connection)
    return set(recorder.applied_migrations())


@functools.cache
def _schema() -> bytes:
    generator: Any = SchemaGenerator
    return OpenApiJsonRenderer2().render(generator().get_schema(request=None, public=True))


@functools.cache
def _migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)
