"""How the OpenAPI document describes statements: pages of JSON, or all of it as CSV."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

from tokens.api.serializers.wallets import StatementEntryAnswer
from tokens.services.statement_csv import COLUMNS

STATEMENT = (
    "Newest first, one entry a transfer, with the balance after it. With `Accept: text/csv` all of"
    f" it is answered as CSV, the oldest first: {', '.join(COLUMNS)}."
)


def describe_statement(
    *,
    summary: str,
    description: str,
    example: Mapping[str, Any],
    path: Mapping[str, str] | None = None,
) -> Any:
    """Describe a statement of a view: *example* is an entry."""
    return extend_schema(
        summary=summary,
        description=description,
        responses={
            (200, "application/json"): StatementEntryAnswer(many=True),
            (200, "text/csv"): OpenApiTypes.STR,
        },
        examples=[
            OpenApiExample(
                "An answer",
                value=dict(example),
                response_only=True,
                media_type="application/json",
            )
        ],
        parameters=[
            OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.PATH, description=what)
            for name, what in (path or {}).items()
        ],
    )
