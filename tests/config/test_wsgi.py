import io
from typing import Any

import pytest
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


def answer(path: str, content_type: str) -> tuple[str, str]:
    # loads the middleware, of which tests leave some out
    from config.wsgi import application

    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST", PATH_INFO=path, CONTENT_TYPE=content_type, CONTENT_LENGTH="2"
    )
    environ["wsgi.input"] = io.BytesIO(b"{}")
    told: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        told.update(headers, status=status)

    application(environ, start_response)
    return told["status"], told["Content-Type"]


@pytest.mark.parametrize(
    "content_type", ["text/xml; charset*=nope''x", "application/json; a*=b''c"]
)
def test_content_type_that_cannot_be_read_is_none(content_type: str) -> None:
    rest = "/services/gms/RestCustomerIntegrationService.svc/GetIdentity"

    assert answer(rest, content_type) == ("415 Unsupported Media Type", "text/plain; charset=utf-8")
    assert answer("/healthz", content_type)[0] == "405 Method Not Allowed"


def test_content_type_that_can_be_read_is_kept() -> None:
    rest = "/services/gms/RestCustomerIntegrationService.svc/GetIdentity"

    kind = "application/json; charset=utf-8"

    assert answer(rest, kind) == ("200 OK", kind)
