"""What every vendor's API does alike: whatever happens is answered in the vendor's own form."""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

import structlog
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from identities.api.authentication import admit
from identities.api.lost_connections import read_again
from identities.api.parsers import check_length, read_undeclared_body
from identities.dialects.schema import DialectSchema
from identities.enums import Channel, Scope
from identities.services.actors import Actor
from identities.services.api_clients import Admission, TooManyWrongCodes
from identities.services.idempotency import (
    Answer,
    StillRunning,
    answer_once,
    new_internal_key,
    request_sha256,
)
from identities.services.lost_connections import DATABASE_AWAY
from identities.services.metrics import count_refusal

logger = structlog.get_logger(__name__)

# outside ASCII; one that the client encoded twice looks the same, and names nothing either
BROKEN_OCTET = re.compile("%[89A-F][0-9A-F]")


class Failure(enum.StrEnum):
    """Why a request was not served, apart from the rules of promotions; see ``failure_of``."""

    MALFORMED = "malformed"
    INVALID = "invalid"
    TOO_LARGE = "too_large"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


FAILURES: tuple[tuple[tuple[type[Exception], ...], Failure], ...] = (
    ((*DATABASE_AWAY, StillRunning), Failure.UNAVAILABLE),
    # before SuspiciousOperation, whose subclass it is
    ((RequestDataTooBig,), Failure.TOO_LARGE),
    (
        (exceptions.ParseError, UnreadablePostError, BadRequest, SuspiciousOperation),
        Failure.MALFORMED,
    ),
    ((exceptions.ValidationError,), Failure.INVALID),
    (
        (exceptions.NotAuthenticated, exceptions.AuthenticationFailed),
        Failure.UNAUTHENTICATED,
    ),
    ((exceptions.PermissionDenied, PermissionDenied), Failure.FORBIDDEN),
    ((exceptions.NotFound, Http404), Failure.NOT_FOUND),
    ((exceptions.MethodNotAllowed,), Failure.METHOD_NOT_ALLOWED),
    ((exceptions.NotAcceptable,), Failure.NOT_ACCEPTABLE),
    ((exceptions.UnsupportedMediaType,), Failure.UNSUPPORTED_MEDIA_TYPE),
    ((exceptions.Throttled, TooManyWrongCodes), Failure.RATE_LIMITED),
)


def failure_of(error: Exception) -> Failure:
    """Return what kind of failure *error* is; ``INTERNAL`` is what nobody foresaw."""
    return next(
        (failure for errors, failure in FAILURES if isinstance(error, errors)), Failure.INTERNAL
    )


class DialectView(APIView):
    """An operation of a vendor's API. Each dialect has one base view of its own below this one.

    That says how failures look (``answer_failure``) and how what its services raise does
    (``answer_error``). Wrong verbs, unknown paths, bodies that are too large, cut off or of no
    declared length, and paths that are not UTF-8 are refused here, before anything is looked up.
    """

    channel: ClassVar[Channel]
    schema = DialectSchema()
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    metadata_class = None
    is_unknown_path = False

    def answer_failure(self, failure: Failure, error: Exception) -> HttpResponse:
        """Return how the dialect answers *failure*."""
        raise NotImplementedError

    def answer_error(self, error: Exception) -> HttpResponse | None:
        """Return the dialect's answer to what its services raise; None is a failure."""
        return None

    @classmethod
    def as_unknown_path(cls) -> Callable[..., HttpResponse]:
        """Return a view that answers paths which lead nowhere, for the end of a dialect's URLs."""
        view: Callable[..., HttpResponse] = cls.as_view(is_unknown_path=True, schema=None)
        return view

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raw: HttpRequest = request._request  # noqa: SLF001 - DRF reads what Django gives it
        if self.is_unknown_path:
            raise exceptions.NotFound
        if request.method not in self.allowed_methods:
            raise exceptions.MethodNotAllowed(str(request.method))
        check_path(raw)
        read_undeclared_body(raw)
        self.raw_body: bytes = raw.body
        check_length(raw)
        super().initial(request, *args, **kwargs)

    @property
    def allowed_methods(self) -> list[str]:
        return [method for method in super().allowed_methods if method != "OPTIONS"]

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Add nothing to what the vendor answers."""
        return {}

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]  # no Response of DRF
        """Answer *exc*; a read whose connection died is made once more, on a fresh one."""
        try:
            return read_again(self, exc)  # type: ignore[no-any-return]
        except Exception as error:  # noqa: BLE001 - answered like the first
            return self.answer_error(error) or self._failed(error)

    def _failed(self, error: Exception) -> HttpResponse:
        failure = failure_of(error)
        count_refusal(code=failure.value)
        if failure in {Failure.INTERNAL, Failure.UNAVAILABLE}:
            logger.error("request_failed", exc_info=error)
        response = self.answer_failure(failure, error)
        if failure == Failure.METHOD_NOT_ALLOWED:
            response["Allow"] = ", ".join(self.allowed_methods)
        if failure in {Failure.RATE_LIMITED, Failure.UNAVAILABLE}:
            response["Retry-After"] = str(retry_after(error))
        return response

    def admit(self, key: str, *scopes: Scope) -> Admission:
        """Admit the API client with *key*, which needs one of *scopes*.

        Raises DRF's ``AuthenticationFailed``, ``Throttled`` and ``PermissionDenied``.
        """
        self.admission = admit(key)
        if self.admission.retry_after:
            raise exceptions.Throttled(self.admission.retry_after)
        if scopes and not self.admission.scopes.intersection(scopes):
            raise exceptions.PermissionDenied
        return self.admission

    @property
    def request_id(self) -> str:
        return str(self.request._request.request_id)  # type: ignore[attr-defined]  # noqa: SLF001

    @property
    def actor(self) -> Actor:
        """The admitted client, or nobody, coming by this door."""
        admission: Admission | None = getattr(self, "admission", None)
        client = admission.client if admission else None
        return Actor(channel=self.channel, client=client, request_id=self.request_id)

    def once(self, effect: Callable[[], str]) -> str:
        """Run *effect* in a transaction and return its text, once though its connection dies.

        For writes of an admitted client that no id of their own makes repeatable.
        """
        key = new_internal_key()
        stored = answer_once(
            client_id=self.admission.client.pk,
            key=key,
            # only this call has the key, so that nothing need be kept of a request's passwords
            request_sha256=request_sha256(method=str(self.request.method), path=key, body=b""),
            effect=lambda: Answer(200, effect()),
        )
        return stored.body


def check_path(request: HttpRequest) -> None:
    """Refuse a path that is not UTF-8, of which Django has encoded the broken octets again."""
    if BROKEN_OCTET.search(request.path_info):
        raise exceptions.ParseError("The path is not UTF-8.")


def retry_after(error: Exception) -> int:
    """Return after how many seconds a refused client may try again, 1 at least."""
    retry_at: datetime | None = getattr(error, "retry_at", None)
    if retry_at is not None:
        wait = (retry_at - timezone.now()).total_seconds()
    else:
        wait = getattr(error, "wait", None) or 1
    return max(1, math.ceil(wait))
