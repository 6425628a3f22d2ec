# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from badges.models import BadgeRule, OutcomeType
from identities.admin.base import OrganizationAdmin, OrganizationTabularInline
from identities.admin.filters import OwnRowsFilter


class BadgeRuleInline(OrganizationTabularInline):
    model = BadgeRule
    fields = ("threshold", "badge")
    verbose_name_plural = "rules"
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[BadgeRule]:
        rows: QuerySet[BadgeRule] = super().get_queryset(request)
        return rows.select_related("badge")

    def choices_of(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """A rule gives a badge of its own organization."""
        match = request.resolver_match
        outcome_type = match.kwargs.get("object_id") if match else None
        choices = super().choices_of(db_field, request)
        return choices.filter(organization__outcome_types=outcome_type)


@admin.register(OutcomeType)
class OutcomeTypeAdmin(OrganizationAdmin):
    """What participants can achieve, and the badges that it gives; rules once it is saved."""

    list_display = ("code", "name", "is_enabled", "organization")
    list_filter = ("is_enabled", ("organization", OwnRowsFilter))
    search_fields = ("code", "name")
    ordering = ("code",)
    actions = None
    inlines = (BadgeRuleInline,)
    fields = ("organization", ("code", "name"), "description", "is_enabled", "id", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutcomeType]:
        return super().get_queryset(request).select_related("organization")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else self.fields[:-2]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("organization", "code", "id", "created_at") if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        for each in formset.forms:
            each.instance.organization_id = form.instance.organization_id
        super().save_formset(request, form, formset, change)
