from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator

from badges.models import Outcome
from identities.admin.base import allowed_rows, linked
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants, participants_named
from identities.models import Organization


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
    search_help_text = "The whole id of a participant, or the whole reference"
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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            organizations = allowed_rows(Organization.objects.all(), request, "view")
            referring = Q(organization__in=list(organizations), reference=search_term)
            participants = participants_named(request, search_term)
            queryset = queryset.filter(Q(participant__in=participants) | referring)
        return queryset, False

    @shown("Gave")
    def badges(self, outcome: Outcome) -> str:
        given = ((linked(assignment),) for assignment in outcome.assignments.by_rules())
        return format_html_join(", ", "{}", given) or "-"
