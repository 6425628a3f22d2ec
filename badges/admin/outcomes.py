from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator

from badges.models import Outcome
from identities.admin.base import linked
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants


@admin.register(Outcome)
class OutcomeAdmin(OfParticipants):
    """What participants achieved, newest first."""

    list_display = (
        "happened_at", "outcome_type", "number", "participant", "reference", "channel",
        "organization",
    )  # fmt: skip
    list_filter = (
        ("happened_at", RangeDateFilter), ("outcome_type", OwnRowsFilter),
        ("participant", OwnRowsFilter), "channel", ("organization", OwnRowsFilter),
    )  # fmt: skip
    ordering = ("-happened_at", "-id")
    paginator = InfinitePaginator
    fields = (
        ("happened_at", "number"), "outcome_type", "participant", "reference", "badges",
        ("channel", "client"), "organization", "id",
    )  # fmt: skip
    readonly_fields = (
        "happened_at", "number", "outcome_type", "participant", "reference", "badges", "channel",
        "client", "organization", "id",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outcome]:
        related = ("organization", "outcome_type", "participant", "client")
        return super().get_queryset(request).select_related(*related)

    @shown("Gave")
    def badges(self, outcome: Outcome) -> str:
        given = ((linked(assignment),) for assignment in outcome.assignments.by_rules())
        return format_html_join(", ", "{}", given) or "-"
