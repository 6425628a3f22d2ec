# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

from identities.admin.base import ReadOnlyInline, allowed_rows, linked, person
from identities.admin.dialogs import DANGER, ReasonForm, button, shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants, participants_named
from identities.models import Organization
from tokens.admin.amounts import awarded_words
from tokens.admin.places import place_words
from tokens.admin.transfers import posting_rows
from tokens.enums import AwardDestination, AwardRequestState
from tokens.models import AwardRequest
from tokens.services.amounts import canonical_request_id
from tokens.services.queues import places_of
from tokens.services.refusing import ReasonMissing, ValueRefused
from tokens.services.value_awards import AwardNotQueued, cancel_award

STATES = {
    AwardRequestState.SETTLED.label: "success",
    AwardRequestState.QUEUED.label: "warning",
    AwardRequestState.CANCELLED.label: "danger",
}


class AwardRequestRows(ReadOnlyInline):
    """Award requests on the page of what they belong to."""

    model = AwardRequest
    per_page = 10

    def get_queryset(self, request: HttpRequest) -> QuerySet[AwardRequest]:
        rows: QuerySet[AwardRequest] = super().get_queryset(request)
        return rows.select_related("participant").prefetch_related("amounts__asset")

    @shown("State", labels=STATES)
    def shown_state(self, row: AwardRequest) -> str:
        return row.get_state_display()

    @shown("Amounts")
    def shown_amounts(self, row: AwardRequest) -> str:
        return awarded_words(row)


class PlacesChangeList(ChangeList):
    """Counts the places of all queued requests of the page by two queries."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        places = places_of(self.result_list)
        for row in self.result_list:
            row.places = places.get(row.pk, [])


@admin.register(AwardRequest)
class AwardRequestAdmin(OfParticipants):
    """What was awarded to whom, and what waits for funds at which place."""

    list_display = (
        "requested_at", "shown_state", "participant", "shown_amounts", "shown_place",
        "destination", "campaign", "settled_at", "organization",
    )  # fmt: skip
    list_filter = (
        "state", "destination", ("requested_at", RangeDateFilter), ("campaign", OwnRowsFilter),
        ("participant", OwnRowsFilter), ("wallet", OwnRowsFilter), "channel",
        ("organization", OwnRowsFilter),
    )  # fmt: skip
    search_help_text = "The whole id of a participant, or of a request"
    ordering = ("-requested_at", "-id")
    paginator = InfinitePaginator
    readonly_fields = (
        "request_id", "shown_state", "shown_amounts", "participant", "shown_destination",
        "campaign", "requested_at", "requested_by", "shown_place", "settling", "settled_by",
        "won_by", "postings", "cancelled_at", "cancelled_by", "cancel_reason", "organization", "id",
    )  # fmt: skip
    actions_detail = ("cancel",)
    refusals: Mapping[type[Exception], str] = {
        ReasonMissing: "Say why.",
        AwardNotQueued: "It does not wait any more.",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[AwardRequest]:
        related = (
            "organization", "campaign", "participant", "wallet", "client", "funding__asset",
            "granted_by", "transfer", "cancelled_by",
        )  # fmt: skip
        rows = super().get_queryset(request).select_related(*related).defer("content_sha256")
        return rows.prefetch_related("amounts__asset")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Tell the request's story: what did not happen to it is left out."""
        funded = ("settled_by",) if obj and obj.funding_id else ()
        won = ("won_by",) if obj and obj.granted_by_id else ()
        ends: dict[str, tuple[Any, ...]] = {
            AwardRequestState.QUEUED: ("settling", "shown_place"),
            AwardRequestState.CANCELLED: (("cancelled_at", "cancelled_by"), "cancel_reason"),
        }
        end = ends.get(obj.state if obj else "", ("settling", *funded, "postings"))
        return [
            ("request_id", "shown_state"), "shown_amounts", "participant", "shown_destination",
            "campaign", ("requested_at", "requested_by"), *won, *end, "organization", "id",
        ]  # fmt: skip

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PlacesChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            participants = participants_named(request, search_term)
            queryset = queryset.filter(
                Q(participant__in=participants) | _requested_as(request, search_term)
            )
        return queryset, False

    def has_cancel_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        row = self.row(request, object_id)
        waits = row is not None and row.state == AwardRequestState.QUEUED
        return waits and self.holds(request, "cancel", row)

    @button(
        "Cancel",
        "cancel",
        "Cancel the award",
        "It is never paid, and those that waited for it alone are paid now.",
        form=ReasonForm,
        variant=DANGER,
    )
    def cancel(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self.carry_out(
            request,
            object_id,
            f"Cancelled: {reason}",
            lambda row: cancel_award(award_request=row, reason=reason, by=person(request)),
        )

    @shown("State", ordering="state", labels=STATES)
    def shown_state(self, row: AwardRequest) -> str:
        return row.get_state_display()

    @shown("Amounts")
    def shown_amounts(self, row: AwardRequest) -> str:
        return awarded_words(row)

    @shown("Place in the queue", ordering="queue_number")
    def shown_place(self, row: Any) -> str:
        if "places" not in row.__dict__:
            row.places = places_of([row]).get(row.pk, [])
        return place_words(row.places) or "-"

    @shown("To")
    def shown_destination(self, row: AwardRequest) -> str:
        if row.destination == AwardDestination.WALLET:
            return format_html("Wallet {}", linked(row.wallet))
        return "Allowance" if row.is_mintable else "Allowance that is not mintable"

    @shown("Requested by")
    def requested_by(self, row: AwardRequest) -> str:
        client = f", {row.client}" if row.client else ""
        return f"{row.get_channel_display()}{client}"

    @shown("Settled")
    def settling(self, row: AwardRequest) -> str:
        if row.settled_at is None:
            return "Not yet: it waits for funds."
        at = f"{row.settled_at:%Y-%m-%d %H:%M:%S} UTC"
        return f"At once, {at}" if row.queue_number is None else f"{at}, after it waited"

    @shown("Settled by")
    def settled_by(self, row: AwardRequest) -> str:
        return format_html("Funding of {}", linked(row.funding))

    @shown("Won by")
    def won_by(self, row: AwardRequest) -> str:
        return format_html("Play {}", linked(row.granted_by))

    @shown("Transfer")
    def postings(self, row: AwardRequest) -> str:
        context = {"transfer": linked(row.transfer), "rows": posting_rows(row.transfer)}  # type: ignore[arg-type]  # what is settled has one
        return render_to_string("admin/tokens/transfer/postings.html", context)


def _requested_as(request: HttpRequest, term: str) -> Q:
    """Return which rows a client named so, along the index of that."""
    try:
        request_id = canonical_request_id(term)
    except ValueRefused:
        return Q(pk__in=[])
    organizations = allowed_rows(Organization.objects.all(), request, "view")
    return Q(organization__in=list(organizations), request_id=request_id)
