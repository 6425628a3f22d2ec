from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator

from identities.admin.base import linked
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants
from promotions.enums import PlayResult
from promotions.models import Play, Prize

RESULT_LABELS = {PlayResult.WON.label: "success"}


@admin.register(Play)
class PlayAdmin(OfParticipants):
    """Plays, newest first; what was won, but never a unit's instant or voucher code."""

    list_display = (
        "played_at", "shown_result", "game", "participant", "prize", "channel", "organization",
    )  # fmt: skip
    list_filter = (
        "result", "channel", ("played_at", RangeDateFilter), ("game", OwnRowsFilter),
        ("participant", OwnRowsFilter), ("organization", OwnRowsFilter),
    )  # fmt: skip
    ordering = ("-played_at", "-id")
    paginator = InfinitePaginator
    fields = (
        ("played_at", "shown_result"), "game", "participant", "prize", "award", "token",
        "revision", ("channel", "client"), "request_id", "organization", "id",
    )  # fmt: skip
    readonly_fields = (
        "played_at", "shown_result", "game", "participant", "prize", "award", "token",
        "revision", "channel", "client", "request_id", "organization", "id",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Play]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "organization", "game", "participant", "unit__prize", "award", "client",
            "revision__campaign",
        ).defer("unit__voucher_code", "unit__prize__moments_csv", "revision__snapshot")  # fmt: skip

    @shown("Result", ordering="result", labels=RESULT_LABELS)
    def shown_result(self, play: Play) -> str:
        return play.get_result_display()

    @shown("Prize")
    def prize(self, play: Play) -> Prize | None:
        return play.unit.prize if play.unit else None

    @shown("Award")
    def award(self, play: Play) -> str:
        return linked(getattr(play, "award", None))

    @shown("Token")
    def token(self, play: Play) -> str:
        return linked(getattr(play, "token", None))
