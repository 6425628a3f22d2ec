# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.forms import BaseDialogForm
from unfold.paginator import InfinitePaginator
from unfold.widgets import UnfoldAdminTextareaWidget

from identities.admin.base import OrganizationAdmin, actor, linked, person
from identities.admin.dialogs import DANGER, PRIMARY, ReasonForm, button, shown
from identities.admin.filters import OwnRowsFilter
from tokens.admin.amounts import AmountOfAssetForm, amount_words
from tokens.admin.award_requests import AwardRequestRows
from tokens.enums import FundingState
from tokens.models import Funding
from tokens.services.fundings import (
    DecidedByProposer,
    FundingAlreadyDecided,
    approve_funding,
    propose_funding,
    reject_funding,
)
from tokens.services.queues import forecast_funding
from tokens.services.refusing import ReasonMissing, ValueRefused

STATES = {
    FundingState.PROPOSED.label: "warning",
    FundingState.POSTED.label: "success",
    FundingState.REJECTED.label: "danger",
}


class ProposalForm(AmountOfAssetForm):
    reason = forms.CharField(
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Why it is needed: whoever decides reads it.",
    )

    class Meta:
        model = Funding
        fields = ("asset", "amount", "reason")
        help_texts = {"asset": "The amount is issued into the project wallet of its campaign."}


class ApprovalForm(BaseDialogForm):
    """Says what the funding settles, before it is done."""

    form_before_template = "admin/tokens/funding/forecast.html"

    def get_before_template_context(
        self, request: HttpRequest, object_id: int | str | None = None
    ) -> dict[str, Any]:
        funding = Funding.objects.select_related("asset", "wallet").get(pk=str(object_id))
        forecast = forecast_funding(funding=funding)
        amounts = {
            "amount": funding.amount,
            "settled_amount": forecast.settled_amount,
            "left": forecast.left,
            "missing": forecast.missing,
        }
        words = {name: amount_words(each, funding.asset) for name, each in amounts.items()}
        return {"funding": funding, "forecast": forecast, "words": words}


class SettledInline(AwardRequestRows):
    """Awards that waited, and that the funding settled, in their order."""

    fk_name = "funding"
    fields = ("queue_number", "request_id", "participant", "shown_amounts", "settled_at")
    readonly_fields = fields
    verbose_name_plural = "settled awards"
    ordering = ("queue_number",)


@admin.register(Funding)
class FundingAdmin(OrganizationAdmin):
    """What project wallets are funded with: proposed by one person, decided on by another."""

    form = ProposalForm
    list_display = (
        "proposed_at", "shown_state", "shown_amount", "campaign", "origin", "decided_by",
        "organization",
    )  # fmt: skip
    list_filter = (
        "state", ("proposed_at", RangeDateFilter), ("asset", OwnRowsFilter),
        ("wallet", OwnRowsFilter), "channel", ("organization", OwnRowsFilter),
    )  # fmt: skip
    search_fields = ("request_id__exact",)
    search_help_text = "The whole id of a request"
    ordering = ("-proposed_at", "-id")
    paginator = InfinitePaginator
    actions = None
    autocomplete_fields = ("asset",)
    inlines = (SettledInline,)
    actions_detail = ("approve", "reject")
    add_fieldsets = ((None, {"fields": ("asset", "amount", "reason")}),)
    fields = (
        ("shown_amount", "shown_state"), "campaign", "wallet", "reason",
        ("origin", "proposed_at"), ("decided_by", "decided_at"), "decision_reason", "transfer",
        ("channel", "request_id"), "organization", "id",
    )  # fmt: skip
    shown_fields = (
        "shown_amount", "shown_state", "campaign", "wallet", "reason", "origin", "proposed_at",
        "decided_by", "decided_at", "decision_reason", "transfer", "channel", "request_id",
        "organization", "id",
    )  # fmt: skip
    refusals: Mapping[type[Exception], str] = {
        ValueRefused: "{0.code.label}",
        ReasonMissing: "Say why.",
        FundingAlreadyDecided: "Somebody has decided on it already.",
        DecidedByProposer: "Who proposed it can't decide on it.",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Funding]:
        related = (
            "organization", "asset__campaign", "wallet", "proposed_by", "decided_by", "client",
            "transfer",
        )  # fmt: skip
        return super().get_queryset(request).select_related(*related)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown_fields if obj else ()

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj and obj.state == FundingState.POSTED else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @shown("Amount")
    def shown_amount(self, funding: Funding) -> str:
        return amount_words(funding.amount, funding.asset)

    @shown("State", ordering="state", labels=STATES)
    def shown_state(self, funding: Funding) -> str:
        return funding.get_state_display()

    @shown("Campaign")
    def campaign(self, funding: Funding) -> str:
        return linked(funding.asset.campaign)

    @shown("Proposed by")
    def origin(self, funding: Funding) -> str:
        return str(funding.proposed_by or funding.client)

    def save_model(self, request: HttpRequest, obj: Funding, form: Any, change: Any) -> None:
        made = propose_funding(
            asset=obj.asset, amount=obj.amount, reason=obj.reason, by=actor(request)
        )
        made.refresh_from_db()
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

    def has_decide_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        funding = self.row(request, object_id)
        return bool(
            funding
            and funding.state == FundingState.PROPOSED
            and funding.proposed_by_id != request.user.pk
            and self.holds(request, "decide", funding)
        )

    @button(
        "Approve",
        "decide",
        "Approve and post",
        "It can't be taken back.",
        form=ApprovalForm,
        variant=PRIMARY,
    )
    def approve(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.carry_out(
            request,
            object_id,
            "Approved and posted",
            lambda funding: approve_funding(funding=funding, by=person(request)),
        )

    @button("Reject", "decide", "Reject", "Nothing is issued.", form=ReasonForm, variant=DANGER)
    def reject(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self.carry_out(
            request,
            object_id,
            f"Rejected: {reason}",
            lambda funding: reject_funding(
                funding=funding, reason=reason, by=person(request), at=timezone.now()
            ),
        )
