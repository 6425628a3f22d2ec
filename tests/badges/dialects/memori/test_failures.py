"""What fails before a service, or where nobody foresaw it."""

import inspect
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from rest_framework.request import Request

from badges.dialects.memori.results import FAILURES, REFUSALS
from badges.dialects.memori.views.base import MemoriView
from badges.services import assignments, outcomes, recipients
from identities.dialects.base import Failure
from identities.services import logins
from tests.badges.dialects.memori.scenario import Scenario

# no operation of this API leads to them
ELSEWHERE = {assignments.BadgeHeld, outcomes.ReferenceTaken}


def test_every_failure_has_an_answer() -> None:
    assert FAILURES.keys() == set(Failure)


@pytest.mark.parametrize("module", [assignments, outcomes, recipients, logins])
def test_everything_that_services_raise_has_a_result(module: Any) -> None:
    raised = {
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, Exception) and each.__module__ == module.__name__
    }

    assert raised
    assert raised - ELSEWHERE <= REFUSALS.keys()


class BrokenView(MemoriView):
    def get(self, request: Request) -> HttpResponse:
        raise ZeroDivisionError


@pytest.mark.django_db
def test_what_nobody_foresaw_is_a_result_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/")
    request.request_id = "r"

    response = BrokenView.as_view()(request)

    assert response.status_code == 200
    assert b'"resultCode":-500,"resultMessage":"Internal error"}' in response.content
    assert b'"requestID":0' not in response.content
    assert [type(record.msg["exc_info"]) for record in caplog.records] == [ZeroDivisionError]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "HealthCheck"), ("GET", "Badges/x"), ("POST", "Logout/x")]
)
def test_without_its_database_it_answers_number_0(
    method: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> None:
        raise OperationalError from psycopg.OperationalError()

    monkeypatch.setattr(connection, "cursor", refuse)

    response = Client().generic(method, f"/api/v2/{path}")

    assert response.status_code == 200
    assert [*response.json().values()][::2] == [0, -500]
    assert response["Retry-After"] == "1"


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_a_problem() -> None:
    response = Client().post("/api/v2/Login", b" " * 1024 * 1024, content_type="application/json")

    assert (response.status_code, response["Content-Type"]) == (413, "application/problem+json")
    assert (response.json()["title"], response.json()["status"]) == ("Payload Too Large", 413)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_other_verbs_are_refused(method: str) -> None:
    response = Client().generic(method, "/api/v2/Login")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "*/*", "rubbish", ""])
def test_whatever_is_accepted_json_is_answered(accepted: str) -> None:
    response = Client().get("/api/v2/HealthCheck", headers={"Accept": accepted})

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(
    "path", ["", "x", "Login/", "login", "Badges//", "Outcome/a", "Badge/a/b/c"]
)
def test_unknown_paths_are_problems(path: str) -> None:
    response = Client().post(f"/api/v2/{path}")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["title"] == "Not Found"


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Basic", "Basic Og==", "Basic /w==", "Digest x"]
)
def test_other_credentials_are_none(authorization: str, scenario: Scenario) -> None:
    response = Client().post(
        f"/api/v2/Outcome/{scenario.facts['token']}/first-cup",
        headers={"Authorization": authorization},
    )

    assert response.json()["resultCode"] == -2001
