# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextInputWidget

from identities.admin.base import OrganizationAdmin
from identities.admin.dialogs import shown
from identities.models import Organization


@admin.register(Organization)
class OrganizationsAdmin(OrganizationAdmin):
    """Tenants. A new one is made by a superuser: nobody has a role in it yet."""

    organization_path = "pk"
    list_display = ("name", "slug", "is_enabled", "currency_list", "created_at")
    list_filter = ("is_enabled",)
    search_fields = ("name", "slug")
    fields = ("name", "slug", "is_enabled", "currencies", "id", "created_at")
    readonly_fields = ("id", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        return super().get_queryset(request).order_by("name")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "currencies":
            kwargs["widget"] = UnfoldAdminTextInputWidget
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @shown("Currencies")
    def currency_list(self, organization: Organization) -> str:
        return ", ".join(organization.currencies) or "-"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
