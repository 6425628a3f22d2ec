# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from identities.admin.base import ReadOnlyInline, back, linked, person
from identities.admin.dialogs import PRIMARY, button, link, shown
from identities.admin.filters import OwnRowsFilter
from identities.services.clock import database_now
from promotions.admin.configuration import ConfigurationAdmin, ConfigurationInline, editable
from promotions.admin.drawings import DrawForm, entries_link, may_be_drawn
from promotions.admin.forms import GameForm, PrizeForm
from promotions.admin.odds import OddsPages
from promotions.admin.presentations import GamePresentationInline
from promotions.enums import GameKind
from promotions.models import Drawing, Game, Prize, Seal
from promotions.services.drawings import NotDrawable, draw_winners


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
class GameAdmin(OddsPages, ConfigurationAdmin):
    form = GameForm
    list_display = ("code", "name", "kind", "campaign", "organization", "is_published")
    list_filter = ("kind", ("campaign", OwnRowsFilter), ("organization", OwnRowsFilter))
    search_fields = ("code", "name")
    ordering = ("campaign__name", "position", "code")
    autocomplete_fields = ("campaign",)
    inlines = (PrizeInline, GamePresentationInline, SealInline)
    actions_detail = ("draw", "new_prize", "odds")
    readonly_fields = ("is_published", "id", "created", "entries_made", "drawing_made")
    # a page that only shows the game has no form to ask
    conditional_fields = {
        "alternates": f"typeof kind == 'undefined' || kind == '{GameKind.DRAWING}'"
    }
    refusals: Mapping[type[Exception], str] = {NotDrawable: "{}"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Game]:
        return (
            super()
            .get_queryset(request)
            .select_related("campaign__organization", "organization", "published", "drawing")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("campaign", *self.readonly_fields) if obj else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        messages = ("start_message", "win_message", "lose_message", "icon_url")
        is_drawing = obj is not None and obj.kind == GameKind.DRAWING
        is_played = obj is not None and not is_drawing
        # what it has is hidden by the browser while its kind is being chosen
        is_frozen = obj is not None and not self.has_change_permission(request, obj)
        kind = ("kind",) if is_played and is_frozen else ("kind", "alternates")
        drawn = ("entries_made", "drawing_made")
        sets = (
            (
                None,
                {"fields": ("campaign", ("code", "name"), *kind, "description", "position")},
            ),
            *((("Drawing", {"classes": ("tab",), "fields": drawn}),) if is_drawing else ()),
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

    def has_draw_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        game = self.row(request, object_id)
        return bool(
            game and self.holds(request, "draw", game) and may_be_drawn(game, timezone.now())
        )

    @button(
        "Draw winners",
        "draw",
        "Draw the winners",
        "They follow from the sealed seed. It is done once, and never changes.",
        form=DrawForm,
        variant=PRIMARY,
    )
    def draw(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        answer = self.carry_out(
            request,
            object_id,
            "Winners drawn",
            lambda game: draw_winners(game_id=game.pk, by=person(request), at=database_now()),
        )
        drawing = Drawing.objects.filter(game__pk=object_id).first()
        return answer if drawing is None else back(request, drawing)

    @shown("Entries")
    def entries_made(self, game: Game) -> str:
        return entries_link(game)

    @shown("Drawing")
    def drawing_made(self, game: Game) -> str:
        return linked(getattr(game, "drawing", None))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A game that has units stays: they are protected, and may be millions."""
        return super().has_delete_permission(request, obj) and (
            obj is None or not obj.units.exists()
        )

    @shown("Published", boolean=True)
    def is_published(self, game: Game) -> bool:
        return game.published_id is not None
