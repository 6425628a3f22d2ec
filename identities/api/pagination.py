"""Pages of a list, by a column that never changes and the id as tie-breaker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import replace_query_param

PAGING = frozenset({"cursor", "page_size"})
MAXIMUM = 200
Position = tuple[Any, UUID]


class CursorPagination(BasePagination):
    """Newest first, stable while rows are added: a cursor names the last row seen.

    A view's ``paged_by`` is the column, that the database's clock wrote or, where ``pages_ascend``,
    a rank. Cursors are signed for it: they can't be made up, and one list's cursor is none of
    another's.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.column: str = view.paged_by
        self.field = queryset.model._meta.get_field(self.column)  # noqa: SLF001 - Django's own way
        self.ascends: bool = view.pages_ascend
        self.salt = f"{queryset.model.__name__}.{self.column}"
        size = self._page_size()
        backwards, position = self._cursor()
        rows = list(self._rows(queryset, position, backwards=backwards)[: size + 1])
        more = len(rows) > size
        rows = rows[:size]
        if backwards:
            rows.reverse()
        self.next = self._link(rows, -1, backwards=False) if more or backwards else None
        self.previous = (
            self._link(rows, 0, backwards=True)
            if (more if backwards else position is not None)
            else None
        )
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri", "example": None}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The next page; null on the last."},
                "previous": {**link, "description": "The page before; null on the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where a page begins, as `next` and `previous` have it.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": "Rows on a page.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAXIMUM,
                    "default": api_settings.PAGE_SIZE,
                },
            },
        ]

    def _page_size(self) -> int:
        text = self.request.query_params.get("page_size")
        if text is None:
            return int(api_settings.PAGE_SIZE or MAXIMUM)
        if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MAXIMUM:  # noqa: PLR2004
            return int(text)
        raise ValidationError({"page_size": [f"A whole number from 1 to {MAXIMUM}."]})

    def _cursor(self) -> tuple[bool, Position | None]:
        text = self.request.query_params.get("cursor")
        if text is None:
            return False, None
        try:
            backwards, value, pk = signing.loads(text, salt=self.salt)
        except signing.BadSignature:
            raise ValidationError({"cursor": ["It is none of this list."]}) from None
        return backwards, (self.field.to_python(value), UUID(pk))

    def _rows(
        self, queryset: QuerySet[Any], position: Position | None, *, backwards: bool
    ) -> QuerySet[Any]:
        upwards = backwards != self.ascends
        order = (self.column, "pk") if upwards else (f"-{self.column}", "-pk")
        queryset = queryset.order_by(*order)
        if position is None:
            return queryset
        beyond = TupleGreaterThan if upwards else TupleLessThan
        return queryset.filter(beyond((F(self.column), F("pk")), position))

    def _link(self, rows: Sequence[Any], index: int, *, backwards: bool) -> str | None:
        if not rows:
            return None
        row = rows[index]
        value = self.field.value_to_string(row)
        cursor = signing.dumps([backwards, value, str(row.pk)], salt=self.salt)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)
