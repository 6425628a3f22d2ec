# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.paginator import InfinitePaginator

from badges.models import BadgeOptOut
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants


@admin.register(BadgeOptOut)
class BadgeOptOutAdmin(OfParticipants):
    """Participants who want no badges; deleting the row lets them have some again."""

    organization_path = "participant__organization"
    list_display = ("participant", "reason", "created_at", "participant__organization")
    list_filter = (("participant__organization", OwnRowsFilter),)
    ordering = ("-created_at", "-id")
    actions = None
    paginator = InfinitePaginator
    autocomplete_fields = ("participant",)
    fields = ("participant", "reason", "created_at")
    readonly_fields = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[BadgeOptOut]:
        return super().get_queryset(request).select_related("participant__organization")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else self.fields[:-1]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(request, "add", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(request, "delete", obj)
