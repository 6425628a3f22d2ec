from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator

from identities.admin.base import linked
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants
from promotions.models import Entry


@admin.register(Entry)
class EntryAdmin(OfParticipants):
    """Entries of drawings, newest first, and which of them were drawn."""

    list_display = (
        "entered_at", "game", "participant", "rank", "channel", "organization",
    )  # fmt: skip
    list_filter = (
        "channel", ("entered_at", RangeDateFilter), ("game", OwnRowsFilter),
        ("participant", OwnRowsFilter), ("organization", OwnRowsFilter),
    )  # fmt: skip
    ordering = ("-entered_at", "-id")
    paginator = InfinitePaginator
    fields = (
        "entered_at", "game", "participant", "drawn_as", "won", "source_id", "revision",
        ("channel", "client"), "request_id", "organization", "id",
    )  # fmt: skip
    readonly_fields = (
        "entered_at", "game", "participant", "drawn_as", "won", "source_id", "revision", "channel",
        "client", "request_id", "organization", "id",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "organization", "game", "participant", "client", "revision__campaign",
            "drawn__drawing", "drawn__award",
        ).defer("revision__snapshot")  # fmt: skip

    @shown("Rank")
    def rank(self, entry: Entry) -> int | None:
        return entry.drawn.rank if hasattr(entry, "drawn") else None

    @shown("Drawn")
    def drawn_as(self, entry: Entry) -> str:
        if not hasattr(entry, "drawn"):
            return "-"
        return format_html(
            "rank {} of the drawing {}", entry.drawn.rank, linked(entry.drawn.drawing)
        )

    @shown("Award")
    def won(self, entry: Entry) -> str:
        return linked(getattr(getattr(entry, "drawn", None), "award", None))
