# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextInputWidget

from identities.admin.authorization import forget_permissions
from identities.admin.base import OrganizationAdmin, person
from identities.admin.dialogs import shown
from identities.enums import StaffRole
from identities.models import Organization
from identities.services.staff import grant_role


@admin.register(Organization)
class OrganizationsAdmin(OrganizationAdmin):
    """Tenants. An administrator who makes a new one becomes its administrator."""

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

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let in whoever administers an organization already: a new one is nobody's yet."""
        return self.holds(request, "change")

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        user = person(request)
        if not change and not user.is_superuser:
            grant_role(user=user, organization=obj, role=StaffRole.ADMINISTRATOR)
            forget_permissions(user)

    @shown("Currencies")
    def currency_list(self, organization: Organization) -> str:
        return ", ".join(organization.currencies) or "-"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
