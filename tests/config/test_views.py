import json
import re
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config import views


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    views._require_ready.cache_clear()
    yield
    views._require_ready.cache_clear()


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture(autouse=True)
def _no_whitenoise(settings: object) -> None:
    kept = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]  # type: ignore[attr-defined]
    settings.MIDDLEWARE = kept  # type: ignore[attr-defined]


def test_process_is_alive_without_a_database(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_platform_is_ready_once_it_is_migrated(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_platform_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'tokens' AND name = '0001_initial'"
        )

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "reason": "Not all migrations are applied."}


@pytest.mark.django_db(transaction=True)
def test_platform_is_not_ready_without_its_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict, "NAME", "nowhere")
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "reason": "The database can't be reached."}


@pytest.mark.django_db(transaction=True)
def test_readiness_is_asked_again_where_a_connection_died(client: Client) -> None:
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ready"})


@pytest.mark.django_db(transaction=True)
def test_platform_is_ready_as_soon_as_its_database_is_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict, "NAME", "nowhere")
        assert client.get("/readyz").status_code == 503

    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readiness_is_remembered_for_a_moment(
    client: Client, django_assert_num_queries: object
) -> None:
    client.get("/readyz")

    with django_assert_num_queries(0):  # type: ignore[operator]
        assert client.get("/readyz").status_code == 200


def code_of(response: HttpResponse) -> str:
    assert response["Content-Type"] == "application/problem+json"
    return str(json.loads(response.content)["code"])


def test_errors_below_platform_are_problems() -> None:
    request = RequestFactory().get("/platform/v1/tokens")

    answers = [
        views.bad_request(request, ValueError()),
        views.permission_denied(request, PermissionError()),
        views.not_found(request, LookupError()),
        views.server_error(request),
        views.csrf_failure(request),
    ]

    assert [(answer.status_code, code_of(answer)) for answer in answers] == [
        (400, "malformed"),
        (403, "forbidden"),
        (404, "not_found"),
        (500, "internal"),
        (403, "forbidden"),
    ]


def test_errors_elsewhere_are_pages() -> None:
    request = RequestFactory().get("/admin/")

    answers = [
        views.bad_request(request, ValueError()),
        views.permission_denied(request, PermissionError()),
        views.not_found(request, LookupError()),
        views.server_error(request),
        views.csrf_failure(request),
    ]

    assert [answer.status_code for answer in answers] == [400, 403, 404, 500, 403]
    assert {answer["Content-Type"] for answer in answers} == {"text/html; charset=utf-8"}


def test_pages_of_errors_are_ours() -> None:
    request = RequestFactory().get("/somewhere")
    request.META["CSRF_COOKIE"] = "x"

    pages = [
        answer.content.decode()
        for answer in (
            views.bad_request(request, ValueError()),
            views.permission_denied(request, PermissionError()),
            views.not_found(request, LookupError()),
            views.server_error(request),
            views.csrf_failure(request),
        )
    ]

    for page in pages:
        assert '<a href="/admin/">' in page
        assert 'href="/static/tombola/page.css"' in page
        assert not re.search(r"<style|<script|style=|somewhere", page)
    assert len(set(pages)) == len(pages)


def test_style_of_those_pages_is_served() -> None:
    assert finders.find("tombola/page.css")
    assert finders.find("tombola/favicon.svg")


def test_page_that_is_not_there_is_ours(client: Client) -> None:
    response = client.get("/nothing")

    assert response.status_code == 404
    assert "There is no such page." in response.content.decode()
    assert "style-src 'self'" in response["Content-Security-Policy"]


def test_root_leads_to_the_admin(client: Client) -> None:
    response = client.get("/")

    assert (response.status_code, response["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "evil.example", "a b"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_health_is_answered_under_any_host(client: Client, path: str, host: str) -> None:
    response = client.get(path, headers={"Host": host})

    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_health_and_figures_are_only_read(path: str, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(path)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/platform/v1/tokens",
        "/v1/tokens/1",
        "/services/gms/CustomerIntegrationService.svc",
        "/api/v2/HealthCheck",
    ],
)
def test_host_that_is_not_ours_is_a_problem(client: Client, path: str) -> None:
    response = client.get(path, headers={"Host": "evil.example"})

    assert (response.status_code, code_of(response)) == (400, "malformed")
