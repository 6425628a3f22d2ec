import json
import re
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from openapi_spec_validator import OpenAPIV31SpecValidator

from identities.enums import Channel
from tests.identities.api.calls import Caller, problem

PLATFORM = "/platform/v1/"
FOR_PARTICIPANTS = {"allowances_list", "allowances_mint"}
SUCCESS = ("200", "201")
PROBLEMS = f"{PLATFORM}problems/{{code}}"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    with GENERATOR_STATS.silence():
        schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(schema, default=str))  # type: ignore[no-any-return]


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        operation
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if path.startswith(PLATFORM) and path != PROBLEMS
    ]


def dialect_operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        operation
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if not path.startswith(PLATFORM)
    ]


def test_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()

    assert document["openapi"] == "3.1.1"
    assert "nullable" not in json.dumps(document)


def test_every_tag_is_described(document: dict[str, Any]) -> None:
    used = {tag for operation in operations(document) + dialect_operations(document)
            for tag in operation["tags"]}  # fmt: skip

    assert {tag["name"] for tag in document["tags"]} == used | {"problems"}
    assert all(tag["description"] for tag in document["tags"])


def test_document_is_made_without_warnings() -> None:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        SchemaGenerator().get_schema(request=None, public=True)

    assert (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)) == ({}, {})


def test_document_is_served_as_json() -> None:
    response = Client().get("/platform/v1/schema/")

    assert response["Content-Type"] == "application/json"
    assert response.json()["info"]["title"] == "Tombola platform API"


def test_document_is_only_read() -> None:
    response = Client(enforce_csrf_checks=True).post("/platform/v1/schema/")

    assert problem(response) == (405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD"


def test_every_operation_is_described_with_examples(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert operation["summary"]
        assert "Needs the scope" in operation["description"]
        assert len(operation["tags"]) == 1
        keys = [{"ApiKey": []}]
        if operation["operationId"] in FOR_PARTICIPANTS:
            keys.insert(0, {"UserToken": []})
        assert operation["security"] == keys
        for status, answer in operation["responses"].items():
            if status in SUCCESS:
                assert answer["content"]["application/json"]["examples"]
        if "requestBody" in operation:
            assert operation["requestBody"]["content"]["application/json"]["examples"]


def test_every_operation_names_its_problems(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert {"401", "403", "406", "429", "500", "503"} < operation["responses"].keys()
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert answer == {"$ref": f"#/components/responses/Problem{status}"}


def test_every_post_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for name, path in document["paths"].items():
        for method, operation in path.items():
            if name == PROBLEMS or not name.startswith(PLATFORM):
                continue
            headers = {part["name"] for part in operation["parameters"] if part["in"] == "header"}
            expected = {"X-Request-ID"} | ({"Idempotency-Key"} if method == "post" else set())
            assert headers == expected


def test_every_operation_of_a_vendor_is_described_with_examples(document: dict[str, Any]) -> None:
    vendors = {channel.label for channel in Channel}
    for operation in dialect_operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert set(operation["tags"]) < vendors
        bodies = [
            operation["responses"][status] for status in SUCCESS if status in operation["responses"]
        ]
        assert bodies
        bodies += [operation["requestBody"]] if "requestBody" in operation else []
        for body in bodies:
            assert [kind for kind in body["content"].values() if not kind["examples"]] == []


def test_operations_of_vendors_have_nothing_of_the_platform(document: dict[str, Any]) -> None:
    for operation in dialect_operations(document):
        assert "Problem" not in json.dumps(operation["responses"])
        places = {part["in"] for part in operation.get("parameters", ())}
        assert places <= {"path", "query"}
        assert operation["security"] in ([{}], [{"ApiKey": []}])


def test_operations_of_issuers_of_badges_take_a_key(document: dict[str, Any]) -> None:
    keyed = {
        path
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if path.startswith("/api/v2/") and operation["security"] == [{"ApiKey": []}]
    }

    assert keyed == {"/api/v2/BadgeAssignment", "/api/v2/Outcome/{token}/{outcome_code}"}


def test_operations_are_named_once(document: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for methods in document["paths"].values()
        for operation in methods.values()
    ]

    assert sorted(names) == sorted(set(names))


def test_bearer_is_the_security_scheme(document: dict[str, Any]) -> None:
    scheme = document["components"]["securitySchemes"]["ApiKey"]

    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_page_to_try_it_loads_nothing_from_elsewhere() -> None:
    page = Client().get("/platform/v1/docs/").content.decode()

    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(sources) >= 4
    assert [source for source in sources if not source.startswith("/")] == []


def test_page_has_no_script_of_its_own() -> None:
    page = Client().get("/platform/v1/docs/").content.decode()

    assert re.findall(r"<script(?![^>]*src=)", page) == []


def test_answers_are_as_described(document: dict[str, Any]) -> None:
    answer = Caller().post("participants", {"source_id": "ada"}).json()

    described = document["components"]["schemas"]["ParticipantAnswer"]
    assert sorted(answer) == sorted(described["properties"]) == sorted(described["required"])
