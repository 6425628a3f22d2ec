# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from identities.admin.base import ReadOnlyInline
from identities.admin.dialogs import link, shown
from identities.admin.filters import OwnRowsFilter
from promotions.admin.configuration import ConfigurationAdmin, ConfigurationInline, editable
from promotions.admin.forms import GameForm, PrizeForm
from promotions.admin.presentations import GamePresentationInline
from promotions.models import Game, Prize, Seal


class PrizeInline(ConfigurationInline):
    """Prizes at a glance; what a new one needs depends on how it is drawn, so it has its page."""

    model = Prize
    form = PrizeForm
    fields = ("code", "name", "kind", "draw_method", "quantity", "position")
    readonly_fields = ("kind", "draw_method")
    verbose_name_plural = "prizes"
    can_delete = False
    tab = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SealInline(ReadOnlyInline):
    """Commitments only: the seed and the draw key are nobody's to see."""

    model = Seal
    fields = ("revision", "commitment", "sealed_at")
    readonly_fields = fields
    verbose_name_plural = "sealed seeds"
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seal]:
        rows: QuerySet[Seal] = super().get_queryset(request)
        return rows.defer("seed", "draw_key").select_related("revision__campaign", "game")


@admin.register(Game)
class GameAdmin(ConfigurationAdmin):
    form = GameForm
    list_display = ("code", "name", "campaign", "organization", "is_published")
    list_filter = (("campaign", OwnRowsFilter), ("organization", OwnRowsFilter))
    search_fields = ("code", "name")
    ordering = ("campaign__name", "position", "code")
    autocomplete_fields = ("campaign",)
    inlines = (PrizeInline, GamePresentationInline, SealInline)
    actions_detail = ("new_prize",)
    readonly_fields = ("is_published", "id", "created")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Game]:
        return (
            super()
            .get_queryset(request)
            .select_related("campaign__organization", "organization", "published")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("campaign", *self.readonly_fields) if obj else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        messages = ("start_message", "win_message", "lose_message", "icon_url")
        sets = (
            (None, {"fields": ("campaign", ("code", "name"), "description", "position")}),
            ("Period", {"classes": ("tab",), "fields": self.period_fields(request, obj)}),
            ("Messages", {"classes": ("tab",), "fields": messages}),
            ("About", {"classes": ("tab",), "fields": ("is_published", "id", "created")}),
        )
        return sets if obj else sets[:-1]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    def has_new_prize_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        game = self.row(request, object_id)
        return bool(
            game and request.user.has_perm("promotions.add_prize", game) and editable(request, game)
        )

    @link("Add prize", "new_prize", "new-prize")
    def new_prize(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:promotions_prize_add')}?game={object_id}")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A game that has units stays: they are protected, and may be millions."""
        return super().has_delete_permission(request, obj) and (
            obj is None or not obj.units.exists()
        )

    @shown("Published", boolean=True)
    def is_published(self, game: Game) -> bool:
        return game.published_id is not None
