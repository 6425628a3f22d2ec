"""The base of all dialects, by a dialect that answers in words."""

import io
from typing import Any

import psycopg
import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from prometheus_client import REGISTRY
from rest_framework import exceptions
from rest_framework.request import Request

from identities.dialects.base import DialectView, Failure, failure_of, retry_after
from identities.enums import Channel, Scope
from identities.models import IdempotencyRecord
from identities.services.idempotency import StillRunning
from tests.factories.identities import OrganizationFactory
from tests.identities.api.calls import Caller


class Words(DialectView):
    channel = Channel.EPRIZE

    def answer_failure(self, failure: Failure, error: Exception) -> HttpResponse:
        return HttpResponse(f"failed: {failure}", status=418)

    def answer_error(self, error: Exception) -> HttpResponse | None:
        return HttpResponse("no such word", status=404) if isinstance(error, KeyError) else None

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse("read")

    def post(self, request: Request) -> HttpResponse:
        return HttpResponse(self.raw_body)


def call(request: WSGIRequest, view: Any = None) -> tuple[int, str]:
    request.request_id = "r"
    response = (view or Words.as_view())(request)
    return response.status_code, response.content.decode()


def test_an_answer_has_no_headers_of_the_framework() -> None:
    response = Words.as_view()(RequestFactory().get("/"))

    assert dict(response.headers) == {"Content-Type": "text/html; charset=utf-8"}


def test_a_wrong_verb_is_refused_before_its_body_is_read() -> None:
    request = RequestFactory().put("/", b"x" * 2_000_000, content_type="text/plain")

    response = Words.as_view()(request)

    assert (response.status_code, response.content) == (418, b"failed: method_not_allowed")
    assert response["Allow"] == "GET, POST, HEAD"


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "BREW"])
def test_verbs_that_no_view_has_are_refused(method: str) -> None:
    assert call(RequestFactory().generic(method, "/")) == (418, "failed: method_not_allowed")


@pytest.mark.parametrize("method", ["GET", "POST", "BREW"])
def test_an_unknown_path_leads_nowhere_whatever_the_verb(method: str) -> None:
    request = RequestFactory().generic(method, "/", b"{")

    assert call(request, Words.as_unknown_path()) == (418, "failed: not_found")


@pytest.mark.parametrize("path", ["/caf%E9", "/%C3", "/%C3%28", "/%E2%82", "/a%FF/b"])
def test_a_path_that_is_not_utf_8_is_malformed(path: str) -> None:
    assert call(RequestFactory().get(path)) == (418, "failed: malformed")


@pytest.mark.parametrize("path", ["/caf%C3%A9", "/10%20%E2%82%AC", "/100%25", "/%252F", "/é"])
def test_a_path_in_utf_8_is_not(path: str) -> None:
    assert call(RequestFactory().get(path)) == (200, "read")


def test_a_body_that_is_too_large_is_refused() -> None:
    request = RequestFactory().post("/", b"x" * 1024 * 1024, content_type="text/plain")

    assert call(request) == (418, "failed: too_large")


def test_a_body_that_was_cut_off_is_malformed() -> None:
    request = RequestFactory().post("/", content_type="text/plain", CONTENT_LENGTH="5")
    request._stream = io.BytesIO(b"abc")

    assert call(request) == (418, "failed: malformed")


def test_a_body_of_no_declared_length_is_read() -> None:
    request = RequestFactory().post("/", content_type="text/plain")
    request.META |= {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    request.META["wsgi.input"] = io.BytesIO(b"in chunks")

    assert call(request) == (200, "in chunks")


def test_what_services_raise_is_the_dialects() -> None:
    class Unknown(Words):
        def get(self, request: Request) -> HttpResponse:
            raise KeyError

    assert call(RequestFactory().get("/"), Unknown.as_view()) == (404, "no such word")


def test_what_nobody_foresaw_is_logged_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Words):
        def get(self, request: Request) -> HttpResponse:
            raise ZeroDivisionError

    assert call(RequestFactory().get("/"), Broken.as_view()) == (418, "failed: internal")
    assert [type(record.msg["exc_info"]) for record in caplog.records] == [ZeroDivisionError]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (OperationalError(), Failure.UNAVAILABLE),
        (StillRunning("key"), Failure.UNAVAILABLE),
        (RequestDataTooBig(), Failure.TOO_LARGE),
        (exceptions.ParseError(), Failure.MALFORMED),
        (BadRequest(), Failure.MALFORMED),
        (SuspiciousOperation(), Failure.MALFORMED),
        (exceptions.ValidationError(), Failure.INVALID),
        (exceptions.AuthenticationFailed(), Failure.UNAUTHENTICATED),
        (exceptions.PermissionDenied(), Failure.FORBIDDEN),
        (Http404(), Failure.NOT_FOUND),
        (exceptions.MethodNotAllowed("GET"), Failure.METHOD_NOT_ALLOWED),
        (exceptions.NotAcceptable(), Failure.NOT_ACCEPTABLE),
        (exceptions.UnsupportedMediaType("x/y"), Failure.UNSUPPORTED_MEDIA_TYPE),
        (exceptions.Throttled(3), Failure.RATE_LIMITED),
        (RuntimeError(), Failure.INTERNAL),
    ],
)
def test_failure_of(error: Exception, failure: Failure) -> None:
    assert failure_of(error) == failure


def test_retry_after_is_a_second_at_least() -> None:
    assert [retry_after(exceptions.Throttled(2.1)), retry_after(OperationalError())] == [3, 1]


class Admitted(Words):
    def post(self, request: Request) -> HttpResponse:
        self.admit(request.headers["Key"], Scope.TOKENS_AWARD)
        return HttpResponse(self.once(lambda: f"{self.actor.channel} {self.actor.client.pk}"))


def post_with(key: str) -> tuple[int, str]:
    return call(RequestFactory().post("/", headers={"Key": key}), Admitted.as_view())


@pytest.mark.django_db
def test_an_admitted_client_acts_once() -> None:
    caller = Caller(None, "tokens:award")

    assert post_with(caller.key) == (200, f"eprize {caller.client.pk}")
    assert IdempotencyRecord.objects.get().client == caller.client


@pytest.mark.django_db
def test_an_unknown_key_is_not_admitted() -> None:
    assert post_with("tmb_unknown") == (418, "failed: unauthenticated")


@pytest.mark.django_db
def test_a_key_without_the_scope_is_forbidden() -> None:
    assert post_with(Caller(None, "read").key) == (418, "failed: forbidden")


@pytest.mark.django_db
def test_a_client_over_its_limit_is_told_to_wait() -> None:
    caller = Caller(OrganizationFactory(), "tokens:award", requests_per_minute=1)
    post_with(caller.key)

    assert post_with(caller.key) == (418, "failed: rate_limited")


class Dying(Words):
    """Whose connection dies as often as it is told, in a row of calls that a test gives it."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.admit(request.headers["Key"])
        self.calls(request).append("initial")

    def get(self, request: Request) -> HttpResponse:
        calls = self.calls(request)
        calls.append("served")
        if calls.count("served") <= request._request.deaths:
            raise OperationalError from psycopg.OperationalError()
        return HttpResponse("read")

    post = get

    def calls(self, request: Request) -> list[str]:
        return request._request.calls  # type: ignore[no-any-return]


def die(method: str, deaths: int) -> tuple[tuple[int, str], list[str]]:
    request = RequestFactory().generic(method, "/", headers={"Key": Caller(None, "read").key})
    request.deaths, request.calls = deaths, []
    return call(request, Dying.as_view()), request.calls


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_read_whose_connection_died_is_made_and_admitted_again(method: str) -> None:
    before = REGISTRY.get_sample_value("tombola_database_connection_retries_total")

    answer, calls = die(method, deaths=1)

    assert answer == (200, "read")
    assert calls == ["initial", "served", "initial", "served"]
    assert REGISTRY.get_sample_value("tombola_database_connection_retries_total") == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_read_whose_connection_died_twice_is_unavailable() -> None:
    answer, calls = die("GET", deaths=2)

    assert answer == (418, "failed: unavailable")
    assert calls == ["initial", "served", "initial", "served"]


@pytest.mark.django_db(transaction=True)
def test_a_write_whose_connection_died_is_not_made_again() -> None:
    answer, calls = die("POST", deaths=1)

    assert answer == (418, "failed: unavailable")
    assert calls == ["initial", "served"]
