# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from unfold.views import ChangeList

from identities.admin.dialogs import DANGER, FileForm, button, shown
from identities.admin.filters import OwnRowsFilter
from promotions.admin.configuration import ConfigurationAdmin, editable
from promotions.admin.forms import CONDITIONS, PrizeForm
from promotions.admin.grants import grant_inlines
from promotions.admin.presentations import PrizePresentationInline
from promotions.enums import PrizeKind, Spread
from promotions.models import Prize
from promotions.services.campaigns import CampaignError
from promotions.services.schedules import ImpossiblePlan, UnreadableMoments
from promotions.services.stock import Stock, moments_per_day, stock_of
from promotions.services.units import (
    VoucherCodesRefused,
    discard_voucher_codes,
    load_moments,
    load_voucher_codes,
    takes_codes,
)


def shown_if(field: str) -> str:
    """Return the browser's condition for showing a field, the same as the form's.

    On a page that only shows the prize there is no form to ask: ``applies`` has picked the fields.
    """
    conditions = []
    for deciding, values in CONDITIONS[field][0].items():
        own = " || ".join(f"{deciding} == '{value}'" for value in sorted(values))
        conditions.append(f"(typeof {deciding} == 'undefined' || {own})")
        if deciding in CONDITIONS:
            conditions.append(f"({shown_if(deciding)})")
    return " && ".join(conditions)


def applies(prize: Prize, field: str) -> bool:
    """Tell whether such a prize has the field."""
    conditions, _ = CONDITIONS.get(field, ({}, False))
    return all(
        getattr(prize, deciding) in values and applies(prize, deciding)
        for deciding, values in conditions.items()
    )


def fields_of(prize: Prize, fields: Any) -> list[Any]:
    """Leave out of a fieldset what such a prize does not have."""
    return [field for field in fields if isinstance(field, tuple) or applies(prize, field)]


class StockChangeList(ChangeList):
    """Counts the units of all prizes of the page by one query."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        stock = stock_of([prize.pk for prize in self.result_list], at=timezone.now())
        for prize in self.result_list:
            prize.stock = stock[prize.pk]


@admin.register(Prize)
class PrizeAdmin(ConfigurationAdmin):
    """Prizes. Of units there are counts only, of winning moments counts per day: no instant."""

    organization_path = "game__organization"
    form = PrizeForm
    list_display = ("code", "name", "game", "kind", "draw_method", "quantity", "available", "won")
    list_filter = (
        "kind", "draw_method", ("game__campaign", OwnRowsFilter), ("game", OwnRowsFilter),
        ("game__organization", OwnRowsFilter),
    )  # fmt: skip
    search_fields = ("code", "name")
    ordering = ("game__code", "position", "code")
    autocomplete_fields = ("game",)
    readonly_fields = ("stock", "moments", "id", "created")
    conditional_fields = {field: shown_if(field) for field in CONDITIONS}
    actions_detail = ("load_codes", "discard_codes", "load_moments")
    refusals: Mapping[type[Exception], str] = {
        CampaignError: "{}",
        VoucherCodesRefused: "No code was loaded.",
        UnreadableMoments: "No moment was loaded: {}",
        ImpossiblePlan: "No moment was loaded: {}",
    }
    fieldsets = (
        (None, {"fields": ("game", ("code", "name"), "description", "kind", "quantity")}),
        (
            "How it is won",
            {
                "classes": ("tab",),
                "fields": (
                    "draw_method", "chance", "spread", "stratum", "hour_weights",
                    "weekday_weights", "margin_seconds", "release_policy", "window_seconds",
                    "wins_per_participant", "position",
                ),
            },
        ),
        (
            "Value and claims",
            {
                "classes": ("tab",),
                "fields": (
                    ("value", "currency"), "image_url", "claim_seconds", "returns_forfeited",
                ),
            },
        ),
        ("Stock", {"classes": ("tab",), "fields": ("stock", "moments", "id", "created")}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prize]:
        rows = super().get_queryset(request).select_related("game__campaign__organization")
        return rows.defer("moments_csv")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StockChangeList

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("game", *self.readonly_fields) if obj else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fieldsets[:-1]
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [
            (name, {**options, "fields": fields_of(obj, options["fields"])})
            for name, options in self.fieldsets
        ]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        inlines = list(super().get_inlines(request, obj))
        own = [*grant_inlines(obj.kind), PrizePresentationInline] if obj else []
        return [*inlines, *own]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A prize that has units stays: they are protected, and may be millions."""
        return super().has_delete_permission(request, obj) and (
            obj is None or not obj.units.exists()
        )

    @shown("Available")
    def available(self, prize: Any) -> int:
        return int(prize.stock.available + prize.stock.held)

    @shown("Won")
    def won(self, prize: Any) -> int:
        return int(prize.stock.awarded)

    @shown("Units")
    def stock(self, prize: Prize) -> str:
        counts: Stock = stock_of([prize.pk], at=timezone.now())[prize.pk]
        return render_to_string("admin/promotions/prize/stock.html", {"stock": counts})

    @shown("Winning moments per day")
    def moments(self, prize: Prize) -> str:
        days = moments_per_day(prize.pk)
        return render_to_string("admin/promotions/prize/moments.html", {"days": days})

    def has_load_codes_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        prize = self.row(request, object_id)
        return bool(
            prize
            and prize.kind == PrizeKind.VOUCHER_CODE
            and self.holds(request, "change", prize)
            and takes_codes(prize)
        )

    def has_discard_codes_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        prize = self.row(request, object_id)
        return self._may_load(request, prize) and prize.units.held().exists()

    def has_load_moments_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        prize = self.row(request, object_id)
        return self._may_load(request, prize) and prize.spread == Spread.MANUAL

    def _may_load(self, request: HttpRequest, prize: Prize | None) -> bool:
        return bool(prize and self.holds(request, "change", prize) and editable(request, prize))

    @button(
        "Load voucher codes",
        "load_codes",
        "Load voucher codes",
        "One code a line. Only winners ever see them.",
        form=FileForm,
        url_path="load-codes",
    )
    def load_codes(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        codes = [line.strip() for line in form.cleaned_data["file"].splitlines()]
        given = [code for code in codes if code]
        return self.carry_out(
            request,
            object_id,
            f"Loaded {len(given):,} voucher codes",
            lambda prize: load_voucher_codes(prize_id=prize.pk, codes=given),
        )

    @button(
        "Discard voucher codes",
        "discard_codes",
        "Discard voucher codes",
        "All codes of this prize that were never published are deleted.",
        variant=DANGER,
        url_path="discard-codes",
    )
    def discard_codes(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.carry_out(
            request,
            object_id,
            "Discarded the voucher codes",
            lambda prize: discard_voucher_codes(prize_id=prize.pk),
        )

    @button(
        "Load moments",
        "load_moments",
        "Load winning moments",
        "One instant a line, such as 2026-12-24T18:00:00, in the campaign's time zone unless it"
        " says otherwise. They replace the list there is, and are never shown again.",
        form=FileForm,
        url_path="load-moments",
    )
    def load_moments(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.carry_out(
            request,
            object_id,
            "Loaded a list of winning moments",
            lambda prize: load_moments(prize_id=prize.pk, text=form.cleaned_data["file"]),
        )
