# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from identities.admin.filters import OwnRowsFilter
from promotions.admin.configuration import ConfigurationAdmin
from promotions.admin.forms import LimitForm
from promotions.models import Limit


@admin.register(Limit)
class LimitAdmin(ConfigurationAdmin):
    organization_path = "campaign__organization"
    form = LimitForm
    list_display = ("__str__", "campaign", "game", "maximum", "is_enabled")
    list_filter = (
        "counts", ("campaign", OwnRowsFilter), ("campaign__organization", OwnRowsFilter),
    )  # fmt: skip
    search_fields = ("campaign__name", "game__code")
    autocomplete_fields = ("campaign", "game")
    ordering = ("campaign__name", "id")
    fields = ("campaign", "game", ("counts", "per", "window"), "maximum", "is_enabled")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Limit]:
        return super().get_queryset(request).select_related("campaign__organization", "game")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("campaign",) if obj else ()
