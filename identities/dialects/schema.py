"""The OpenAPI document's part about vendors' APIs: what they are, and nothing of the platform's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

JSON = ("application/json",)
WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class DialectSchema(AutoSchema):
    """Tags an operation with its vendor's name, and names it by its view and method."""

    view: Any

    def get_tags(self) -> list[str]:
        return [self.view.channel.label]

    def get_operation_id(self) -> str:
        name = WORDS.sub("_", type(self.view).__name__.removesuffix("View")).lower()
        return f"{self.view.channel.value}_{name}_{self.method.lower()}"

    def get_override_parameters(self) -> list[Any]:
        return []

    def get_auth(self) -> list[dict[str, Any]]:
        """Name no scheme: vendors' credentials are parts of paths, queries and bodies."""
        return [{}]


def operation(  # noqa: PLR0913 - keyword-only
    *,
    summary: str,
    description: str,
    answer: Any,
    example: Any,
    request: Any = None,
    body: Any = None,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    media_types: tuple[str, ...] = JSON,
    statuses: tuple[int, ...] = (200,),
    method: str | None = None,
) -> Any:
    """Describe one operation of a dialect: *example* is an answer's data, *body* a request's.

    Without *method* it is the one operation of the view that is decorated.

    *request* and *answer* are serializers or types. *path* and *query* say what those parts of
    the address are; those of the query may be left out.
    """
    examples = [OpenApiExample("An answer", value=example, response_only=True)]
    if request is not None:
        examples.append(OpenApiExample("A request", value=body, request_only=True))
    return extend_schema(
        methods=None if method is None else [method],
        summary=summary,
        description=description,
        request=None if request is None else dict.fromkeys(media_types, request),
        responses={(status, kind): answer for status in statuses for kind in media_types},
        examples=examples,
        parameters=[
            *_parameters(path or {}, OpenApiParameter.PATH),
            *_parameters(query or {}, OpenApiParameter.QUERY),
        ],
    )


def _parameters(parts: Mapping[str, str], location: Any) -> list[OpenApiParameter]:
    return [
        OpenApiParameter(name, OpenApiTypes.STR, location, description=what)
        for name, what in parts.items()
    ]
