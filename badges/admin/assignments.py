# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from unfold.contrib.filters.admin import RadioFilter, RangeDateFilter
from unfold.paginator import InfinitePaginator

from badges.enums import AssignmentState
from badges.models import BadgeAssignment
from badges.services.assignments import (
    BadgeHeld,
    BadgeNotFound,
    assign_badge,
    revoke_assignment,
)
from badges.services.recipients import BadgesOff
from identities.admin.base import actor
from identities.admin.dialogs import DANGER, ReasonForm, button, shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants
from promotions.services.refusals import Refused

STATES = {AssignmentState.HELD.label: "success", AssignmentState.REVOKED.label: "danger"}


class StateFilter(RadioFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return AssignmentState.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = self.value() in AssignmentState.values
        return queryset.in_state(self.value()) if known else queryset


class NewAssignmentForm(forms.ModelForm):
    class Meta:
        model = BadgeAssignment
        fields = ("badge", "participant", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reason" in self.fields:
            self.fields["reason"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        badge, participant = cleaned.get("badge"), cleaned.get("participant")
        if badge and participant and participant.organization_id != badge.organization_id:
            self.add_error("participant", "The badge is of another organization.")
        return cleaned


@admin.register(BadgeAssignment)
class BadgeAssignmentAdmin(OfParticipants):
    """Who was given which badge, and why; given by hand, or taken away."""

    form = NewAssignmentForm
    list_display = ("assigned_at", "shown_state", "badge", "participant", "origin", "organization")
    list_filter = (
        StateFilter, ("assigned_at", RangeDateFilter), ("badge", OwnRowsFilter),
        ("participant", OwnRowsFilter), "channel", ("organization", OwnRowsFilter),
    )  # fmt: skip
    ordering = ("-assigned_at", "-id")
    paginator = InfinitePaginator
    autocomplete_fields = ("badge", "participant")
    actions_detail = ("revoke",)
    refusals: Mapping[type[Exception], str] = {
        Refused: "{0.message}",
        BadgesOff: "The participant wants no badges.",
        BadgeNotFound: "The badge “{}” is switched off.",
        BadgeHeld: "The participant holds the badge already.",
    }
    add_fieldsets = ((None, {"fields": ("badge", "participant", "reason")}),)
    fields = (
        ("assigned_at", "shown_state"), "badge", "participant", "origin", "outcome",
        "granted_by", ("reference", "badge_url"), ("reason", "assigned_by"),
        ("revoked_at", "revoke_reason"), ("revoked_by", "revoked_client"),
        ("channel", "client"), "organization", "id",
    )  # fmt: skip
    shown_fields = (
        "assigned_at", "shown_state", "badge", "participant", "origin", "outcome", "granted_by",
        "reference", "badge_url", "reason", "assigned_by", "revoked_at", "revoke_reason",
        "revoked_by", "revoked_client", "channel", "client", "organization", "id",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown_fields if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[BadgeAssignment]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "organization", "badge", "participant", "outcome__outcome_type", "granted_by",
            "assigned_by", "client", "revoked_by", "revoked_client",
        )  # fmt: skip

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(request, "add", obj)

    @shown("State", labels=STATES)
    def shown_state(self, assignment: BadgeAssignment) -> str:
        return str(assignment.state.label)

    @shown("By")
    def origin(self, assignment: BadgeAssignment) -> str:
        """Say how it came: by a rule, a prize, an issuer, or staff."""
        if assignment.threshold is not None and assignment.outcome is not None:
            return f"Rule: {assignment.outcome.outcome_type.name} ({assignment.threshold})"
        if assignment.granted_by_id is not None:
            return "Prize"
        return "Issuer" if assignment.reference is not None else "Staff"

    def save_model(
        self, request: HttpRequest, obj: BadgeAssignment, form: Any, change: Any
    ) -> None:
        made = assign_badge(
            organization=obj.badge.organization,
            participant=obj.participant.source_id,
            badge=obj.badge.code,
            reason=obj.reason,
            by=actor(request),
            at=timezone.now(),
        )
        obj.__dict__ |= made.__dict__

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say on the form's page again what was refused."""
        try:
            response: HttpResponse = super().add_view(request, form_url, extra_context)
        except tuple(self.refusals) as error:
            messages.error(request, self.explained(error))
            return HttpResponseRedirect(request.get_full_path())
        return response

    def has_revoke_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        row = self.row(request, object_id)
        return bool(row and row.revoked_at is None and self.holds(request, "revoke", row))

    @button(
        "Revoke",
        "revoke",
        "Revoke the badge",
        "The participant no longer holds it, and no rule gives it again.",
        form=ReasonForm,
        variant=DANGER,
    )
    def revoke(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self.carry_out(
            request,
            object_id,
            f"Revoked: {reason}",
            lambda row: revoke_assignment(
                organization=row.organization,
                assignment_id=row.pk,
                reason=reason,
                by=actor(request),
                at=timezone.now(),
            ),
        )
