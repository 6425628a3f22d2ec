"""Statements as pages of JSON, or whole as CSV: whichever the client accepts."""

from __future__ import annotations

from itertools import chain
from typing import Any, cast

from django.core import signing
from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from identities.api.pagination import CursorPagination
from identities.api.views import PlatformViewSet
from tokens.api.serializers.wallets import StatementEntryAnswer
from tokens.models import Account
from tokens.querysets import AccountQuerySet
from tokens.services.statement_csv import statement_csv
from tokens.services.statements import StatementEntry, statement_page

SALT = "statement"


class CSVRenderer(BaseRenderer):
    """Lets clients ask for CSV, which is streamed."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"


class StatementPagination(CursorPagination):
    """Newest first; a cursor names the transfer that a page is next to."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        page = statement_page(accounts=queryset, size=self._page_size(), **self._beside())
        self.next = self._page_link("before", page.entries[-1:] if page.has_older else [])
        self.previous = self._page_link("after", page.entries[:1] if page.has_newer else [])
        return page.entries

    def _beside(self) -> dict[str, int]:
        text = self.request.query_params.get("cursor")
        if text is None:
            return {}
        try:
            side, number = signing.loads(text, salt=SALT)
        except signing.BadSignature:
            raise ValidationError({"cursor": ["It is none of this list."]}) from None
        return {side: number}

    def _page_link(self, side: str, entries: list[StatementEntry]) -> str | None:
        if not entries:
            return None
        cursor = signing.dumps([side, entries[0].number], salt=SALT)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)


class StatementViewSet(PlatformViewSet):
    """What the statements of wallets and of allowances do alike."""

    queryset = Account.objects.none()
    serializer_class = StatementEntryAnswer
    pagination_class = StatementPagination
    renderer_classes = (JSONRenderer, CSVRenderer)

    def answer_statement(self) -> HttpResponseBase:
        accounts = cast("AccountQuerySet", self.filter_queryset(self.get_queryset()))
        if isinstance(self.request.accepted_renderer, CSVRenderer):
            return _csv(accounts)
        entries: list[Any] = self.paginate_queryset(accounts) or []
        return self.get_paginated_response([StatementEntryAnswer(one).data for one in entries])


def _csv(accounts: AccountQuerySet) -> StreamingHttpResponse:
    lines = statement_csv(accounts=accounts)
    # the database is asked before the answer begins: what fails there is answered as a problem
    begun = [next(lines), next(lines, "")]
    return StreamingHttpResponse(
        chain(begun, lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="statement.csv"'},
    )
