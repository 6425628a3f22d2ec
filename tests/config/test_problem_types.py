"""Every code that a problem may have can be looked up where its ``type`` leads."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from identities.api.problems import CODES, DESCRIPTIONS
from promotions.api.problems import STATUSES
from promotions.enums import Refusal
from tests.config.embedded_server import ROOT
from tests.identities.api.calls import problem

SOURCES = [*Path(ROOT).glob("*/api/**/*.py"), Path(ROOT) / "config" / "views.py"]


def test_tables_are_total() -> None:
    # apps add their codes as their URLs are loaded
    import_module(settings.ROOT_URLCONF)
    raised = {
        code
        for source in SOURCES
        for code in re.findall(r'\bproblem\(\s*"(\w+)"', source.read_text())
    }

    assert CODES.keys() == DESCRIPTIONS.keys()
    assert {*Refusal.values} < CODES.keys()
    assert len(raised) > 10
    assert raised <= CODES.keys()


@pytest.mark.parametrize("refusal", Refusal)
def test_refusal_has_its_status_and_title(refusal: Refusal) -> None:
    assert CODES[refusal] == (STATUSES[refusal], refusal.label)


@pytest.mark.parametrize("code", sorted(CODES))
def test_type_leads_to_a_description(code: str) -> None:
    status, title = CODES[code]

    response = Client().get(f"/platform/v1/problems/{code}")

    assert response.status_code == 200
    assert response.json() == {
        "code": code,
        "status": status,
        "title": title,
        "description": DESCRIPTIONS[code],
    }


def test_unknown_code_is_a_problem_itself() -> None:
    assert problem(Client().get("/platform/v1/problems/nothing")) == (404, "not_found")


def test_it_is_only_read() -> None:
    response = Client(enforce_csrf_checks=True).post("/platform/v1/problems/conflict")

    assert problem(response) == (405, "method_not_allowed")


def test_it_is_in_the_openapi_document() -> None:
    document = Client().get("/platform/v1/schema/").json()

    described = document["paths"]["/platform/v1/problems/{code}"]["get"]
    assert described["parameters"][0]["schema"]["enum"] == sorted(CODES)
    assert described["security"] == [{}]
