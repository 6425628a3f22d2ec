"""The OpenAPI document, beyond what views and serializers say by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

from identities.api.problems import CODES, CONTENT_TYPE, TYPE
from identities.enums import Scope

PREFIX = "/platform/v1/"
OF_EVERY_OPERATION = (401, 403, 406, 429, 500, 503)
OF_LISTS = (422,)
OF_BODIES = (400, 413, 415, 422)
OF_POSTS = (*OF_BODIES, 409)
OF_METHODS = {"post": OF_POSTS, "put": OF_BODIES}
MEMBERS = {
    "errors": "For `invalid`: what is wrong, by member, parameter or header.",
    "scope": "For `forbidden`: the scope that is missing.",
    "opens_at": "For `not_live`: when it opens, or null.",
    "limit": "For `limit_reached`: which limit.",
    "retry_at": "For `limit_reached` and `rate_limited`: when to try again, or null for never.",
    "reason": "For `not_eligible`: why.",
    "state": "For `conflict` of an award: the state that it is in.",
    "to": "For `conflict` of an award: the state that was asked for.",
    "allowance": "For `allowance_exceeded`: the amount that there is.",
}
REQUEST_ID = OpenApiParameter(
    "X-Request-ID",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="1 to 100 letters, digits, `.`, `_`, `:`, `-`; the answer and plays carry it.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[ -~]{1,255}$"},
    OpenApiParameter.HEADER,
    description=(
        "1 to 255 printable ASCII characters. The same key and request again: the stored answer,"
        " byte for byte. Another request: 422. While the first is running: 409. A refused request"
        " changed nothing and is not stored: it may be tried again under its key."
    ),
)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "identities.api.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "tmb_<prefix>_<secret>",
            "description": "An API client's key. It is shown once, when the client is made.",
        }


class UserTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "identities.api.authentication.UserTokenAuthentication"
    name = "UserToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A participant's, of `POST /user-tokens`. It is valid for 5 minutes.",
        }


class PlatformSchema(AutoSchema):
    """Names operations by resource and action, and says which scope each needs."""

    def get_operation_id(self) -> str:
        return f"{self.get_tags()[0]}_{self.view.action}"

    view: Any

    def get_override_parameters(self) -> list[Any]:
        return [REQUEST_ID, IDEMPOTENCY_KEY] if self.method == "POST" else [REQUEST_ID]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        described: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if described is not None:
            scopes: tuple[Scope, ...] = self.view.scopes[self.view.action]
            needed = " or ".join(f"`{scope.value}`" for scope in scopes)
            described["description"] += f"\n\nNeeds the scope {needed}."
        return described


def operation(  # noqa: PLR0913 - keyword-only
    *,
    summary: str,
    description: str,
    answer: Any,
    example: Mapping[str, Any] | None,
    request: Any = None,
    body: Mapping[str, Any] | None = None,
    path: Mapping[str, str] | None = None,
    statuses: tuple[int, ...] = (200,),
) -> Any:
    """Describe one operation of a view: *example* is a row or an answer, *body* a request's.

    *path* says what the parts of its path are.
    """
    examples = []
    if example is not None:
        examples.append(OpenApiExample("An answer", value=dict(example), response_only=True))
    if body is not None:
        examples.append(OpenApiExample("A request", value=dict(body), request_only=True))
    return extend_schema(
        summary=summary,
        description=description,
        request=request,
        responses=dict.fromkeys(statuses, answer),
        examples=examples,
        parameters=[
            OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.PATH, description=what)
            for name, what in (path or {}).items()
        ],
    )


def describe_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add to each operation the problems that it may answer, as references to components."""
    components = result["components"]
    components["schemas"]["Problem"] = _problem_schema()
    responses = components.setdefault("responses", {})
    for path, operations in result["paths"].items():
        if not path.startswith(PREFIX):
            continue  # a vendor's API, which answers in its own form
        for method, described in operations.items():
            for status in _statuses(path, method, described):
                responses.setdefault(f"Problem{status}", _problem_response(status))
                reference = {"$ref": f"#/components/responses/Problem{status}"}
                described["responses"].setdefault(str(status), reference)
    result["paths"]["/platform/v1/problems/{code}"] = {"get": _problem_type()}
    components["responses"] = dict(sorted(responses.items()))
    return result


def _problem_type() -> dict[str, Any]:
    """Describe what a problem's type leads to, which is no resource of an organization."""
    code = {"type": "string", "enum": sorted(CODES)}
    document = {"code": code, "status": {"type": "integer"}}
    document |= {name: {"type": "string"} for name in ("title", "description")}
    content = {"schema": {"type": "object", "required": [*document], "properties": document}}
    return {
        "operationId": "problems_retrieve",
        "summary": "Look a problem up",
        "description": "What the `type` of a problem leads to. Needs no key.",
        "tags": ["problems"],
        "security": [{}],
        "parameters": [{"name": "code", "in": "path", "required": True, "schema": code}],
        "responses": {
            "200": {"description": "", "content": {"application/json": content}},
            "404": {"$ref": "#/components/responses/Problem404"},
        },
    }


def _statuses(path: str, method: str, described: Mapping[str, Any]) -> list[int]:
    statuses = {*OF_EVERY_OPERATION}
    statuses |= {*OF_METHODS.get(method, ())}
    if any(parameter["name"] == "page_size" for parameter in described.get("parameters", ())):
        statuses |= {*OF_LISTS}
    if "{" in path:
        statuses.add(404)
    if path.endswith("/redeem"):
        statuses.add(410)
    return sorted(statuses)


def _problem_response(status: int) -> dict[str, Any]:
    codes = [code for code, (of_code, _) in CODES.items() if of_code == status]
    phrase = HTTPStatus(status).phrase
    response: dict[str, Any] = {
        "description": " ".join([phrase, *(f"`{code}`" for code in codes)]),
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if codes:
        example = {
            "type": TYPE.format(codes[0]),
            "title": CODES[codes[0]][1],
            "status": status,
            "detail": CODES[codes[0]][1],
            "code": codes[0],
        }
        response["content"][CONTENT_TYPE]["example"] = example
    if status in {429, 503}:
        response["headers"] = {
            "Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}
        }
    if status == HTTPStatus.UNAUTHORIZED:
        response["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return response


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "RFC 9457, with a stable `code`.",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string", "description": "What programs should look at."},
            "errors": {"type": "object", "description": MEMBERS["errors"]},
            "scope": {"type": "string", "description": MEMBERS["scope"]},
            "opens_at": _instant(MEMBERS["opens_at"]),
            "limit": {"type": "object", "description": MEMBERS["limit"]},
            "retry_at": _instant(MEMBERS["retry_at"]),
            "reason": {"type": "string", "description": MEMBERS["reason"]},
            "state": {"type": "string", "description": MEMBERS["state"]},
            "to": {"type": "string", "description": MEMBERS["to"]},
            "allowance": {"type": "string", "description": MEMBERS["allowance"]},
        },
    }


def _instant(description: str) -> dict[str, Any]:
    return {"type": ["string", "null"], "format": "date-time", "description": description}
