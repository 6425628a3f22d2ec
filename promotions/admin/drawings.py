# ruff: noqa: ARG002 - Django's hooks have their arguments
"""Drawings: the button that makes one, and the page of what was drawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.forms import BaseDialogForm

from identities.admin.base import ReadOnlyAdmin, ReadOnlyInline, linked, page_of
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from promotions.admin.awards import is_replaceable
from promotions.enums import CampaignStatus, GameKind
from promotions.models import Award, Drawing, DrawnEntry, Entry, Game

IN_FORCE = (CampaignStatus.APPROVED, CampaignStatus.PAUSED)


def may_be_drawn(game: Game, at: datetime) -> bool:
    """Tell whether the winners of *game* are to be drawn at the instant *at*."""
    published = game.published
    return (
        game.kind == GameKind.DRAWING
        and published is not None
        and published.ends_at <= at
        and game.campaign.status in IN_FORCE
        and not hasattr(game, "drawing")
    )


def entries_link(game: Game) -> str:
    """Return how many entries *game* has, as a link to them."""
    url = reverse("admin:promotions_entry_changelist")
    count = Entry.objects.filter(game=game).count()
    return format_html('<a href="{}?game={}" class="text-link">{}</a>', url, game.pk, f"{count:,}")


class DrawForm(BaseDialogForm):
    """Says how much is drawn from how many, before it is done."""

    form_before_template = "admin/promotions/game/draw.html"

    def get_before_template_context(
        self, request: HttpRequest, object_id: int | str | None = None
    ) -> dict[str, Any]:
        game = Game.objects.select_related("published").get(pk=str(object_id))
        document: dict[str, Any] = game.published.document if game.published else {}
        entries = Entry.objects.filter(game=game)
        return {
            "entries": entries.count(),
            "participants": entries.values("participant").distinct().count(),
            "winners": sum(prize["quantity"] for prize in document.get("prizes", ())),
            "alternates": document.get("alternates", 0),
        }


class DrawnEntryInline(ReadOnlyInline):
    """Winners and alternates by rank, a page at a time."""

    model = DrawnEntry
    fields = ("rank", "participant", "place", "prize", "won", "replace")
    readonly_fields = fields
    verbose_name_plural = "winners and alternates"
    ordering = ("rank",)
    per_page = 50
    show_change_link = False
    hide_title = True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("promotions.view_drawing", obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.may_replace = request.user.has_perm("promotions.replace_award", obj)
        return super().get_formset(request, obj, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[DrawnEntry]:
        rows: QuerySet[DrawnEntry] = super().get_queryset(request)
        return rows.select_related(
            "entry__participant", "award__prize", "replacement__alternate", "replaces__replaced",
        ).defer("award__prize__moments_csv")  # fmt: skip

    @shown("Participant")
    def participant(self, row: DrawnEntry) -> str:
        return linked(row.entry.participant)

    @shown("Place")
    def place(self, row: DrawnEntry) -> str:
        took = f"Alternate for {row.replaces.replaced}" if hasattr(row, "replaces") else "Alternate"
        place = "Winner" if _award_of(row) and not hasattr(row, "replaces") else took
        if not hasattr(row, "replacement"):
            return place
        return f"{place}, replaced by {row.replacement.alternate}: {row.replacement.reason}"

    @shown("Prize")
    def prize(self, row: DrawnEntry) -> str:
        award = _award_of(row)
        return str(award.prize) if award else "-"

    @shown("Award")
    def won(self, row: DrawnEntry) -> str:
        award = _award_of(row)
        if award is None:
            return "-"
        state = award.get_state_display()
        return format_html('<a href="{}" class="text-link">{}</a>', page_of(award), state)

    @shown("")
    def replace(self, row: DrawnEntry) -> str:
        award = _award_of(row)
        if award is None or not self.may_replace or not is_replaceable(award):
            return ""
        url = reverse("admin:promotions_award_replace", args=[award.pk])
        return render_to_string("admin/promotions/drawing/replace.html", {"url": url})


@admin.register(Drawing)
class DrawingAdmin(ReadOnlyAdmin):
    """What was drawn of what, when and by whom."""

    organization_path = "game__organization"
    list_display = ("game", "drawn_at", "number", "participants", "drawn_by")
    list_filter = (
        ("drawn_at", RangeDateFilter), ("game", OwnRowsFilter),
        ("game__organization", OwnRowsFilter),
    )  # fmt: skip
    search_fields = ("game__code", "game__name")
    ordering = ("-drawn_at", "-id")
    inlines = (DrawnEntryInline,)
    fields = (
        "game", ("drawn_at", "drawn_by"), ("entries", "participants", "passed"), "hash_", "seal",
        "id",
    )  # fmt: skip
    readonly_fields = (
        "game", "drawn_at", "drawn_by", "entries", "participants", "passed", "hash_", "seal", "id",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Drawing]:
        rows = super().get_queryset(request)
        return rows.select_related("game__organization", "drawn_by", "seal").defer(
            "seal__seed", "seal__draw_key"
        )

    @shown("Entries")
    def entries(self, drawing: Drawing) -> str:
        return entries_link(drawing.game)

    @shown("Entries", ordering="entries_count")
    def number(self, drawing: Drawing) -> str:
        return f"{drawing.entries_count:,}"

    @shown("Participants", ordering="participants_count")
    def participants(self, drawing: Drawing) -> str:
        return f"{drawing.participants_count:,}"

    @shown("Passed over")
    def passed(self, drawing: Drawing) -> str:
        return f"{len(drawing.passed_over):,}"

    @shown("SHA-256 of the list of entries")
    def hash_(self, drawing: Drawing) -> str:
        return drawing.entries_sha256


def _award_of(row: DrawnEntry) -> Award | None:
    return getattr(row, "award", None)
