# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

from identities.admin.base import OrganizationAdmin, ReadOnlyInline, linked
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from tokens.admin.amounts import amount_words, awarded_words, grouped
from tokens.admin.places import place_words
from tokens.admin.statements import statement_link
from tokens.enums import WalletKind
from tokens.models import Asset, AwardRequest, Funding, Wallet
from tokens.services.queues import places_of
from tokens.services.refusing import ValueRefused
from tokens.services.wallets import (
    AddressTaken,
    ProjectWalletExists,
    balances_of,
    open_project_wallet,
)

QUEUE_SHOWN = 20
KINDS = {WalletKind.PROJECT.label: "primary", WalletKind.EXTERNAL.label: "info"}
TAKEN = "A wallet has this address already."
EXISTS = "The campaign has its wallet already: it is opened with the first asset, and stays."


HELP = {
    "campaign": "One without an asset yet: with its first, a wallet is opened at a random address.",
    "address": "Letters, digits and signs, without spaces. It stays.",
}


class NewWalletForm(forms.ModelForm):
    class Meta:
        model = Wallet
        fields = ("campaign", "address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "campaign" in self.fields:
            self.fields["campaign"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        campaign, address = cleaned.get("campaign"), cleaned.get("address")
        if campaign is None:
            return cleaned
        if campaign.wallets.exists():
            self.add_error("campaign", EXISTS)
        wallets = Wallet.objects.in_organization(campaign.organization)
        if address and wallets.at_address(address).exists():
            self.add_error("address", TAKEN)
        return cleaned


def assets_held(wallets: Iterable[Wallet]) -> dict[UUID, list[tuple[Asset, Decimal]]]:
    """Return what each wallet holds of which asset, by two queries for all."""
    wallets = list(wallets)
    balances = balances_of(wallets=wallets)
    assets = Asset.objects.in_bulk({held.asset_id for each in balances.values() for held in each})
    return {
        wallet.pk: [(assets[held.asset_id], held.amount) for held in balances.get(wallet.pk, ())]
        for wallet in wallets
    }


class BalancesChangeList(ChangeList):
    """Adds up what all wallets of the page hold, by two queries."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        held = assets_held(self.result_list)
        for wallet in self.result_list:
            wallet.held = held[wallet.pk]


class FundingInline(ReadOnlyInline):
    """What a project wallet was funded with, newest first."""

    model = Funding
    fields = ("proposed_at", "state", "shown_amount", "proposed_by", "decided_by", "client")
    readonly_fields = fields
    verbose_name_plural = "fundings"
    ordering = ("-proposed_at", "-id")
    per_page = 10

    def get_queryset(self, request: HttpRequest) -> QuerySet[Funding]:
        rows: QuerySet[Funding] = super().get_queryset(request)
        return rows.select_related("asset", "proposed_by", "decided_by", "client")

    @shown("Amount")
    def shown_amount(self, funding: Funding) -> str:
        return amount_words(funding.amount, funding.asset)


@admin.register(Wallet)
class WalletAdmin(OrganizationAdmin):
    """Wallets of campaigns and of participants, and what they hold."""

    form = NewWalletForm
    list_display = ("address", "shown_kind", "campaign", "balances", "created_at", "organization")
    list_filter = (
        "kind", ("campaign", OwnRowsFilter), ("created_at", RangeDateFilter),
        ("organization", OwnRowsFilter),
    )  # fmt: skip
    search_fields = ("address__exact",)
    search_help_text = "A whole address: a hexadecimal one in any case of letters"
    ordering = ("-created_at", "-id")
    paginator = InfinitePaginator
    actions = None
    autocomplete_fields = ("campaign",)
    inlines = (FundingInline,)
    add_fieldsets = ((None, {"fields": ("campaign", "address")}),)
    readonly_fields = (
        "address", "shown_kind", "campaign", "balance_table", "queue", "organization",
        "created_at", "id",
    )  # fmt: skip
    refusals: Mapping[type[Exception], str] = {
        AddressTaken: TAKEN,
        ProjectWalletExists: EXISTS,
        ValueRefused: "{0.code.label}",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wallet]:
        return super().get_queryset(request).select_related("organization", "campaign")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BalancesChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            queryset = queryset.at_address(search_term.replace("\0", ""))  # type: ignore[attr-defined]
        return queryset, False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        of_project = ("campaign",), ("queue",)
        campaign, queue = of_project if obj.kind == WalletKind.PROJECT else ((), ())
        fields = ("address", "shown_kind", *campaign, "balance_table", *queue)
        return ((None, {"fields": (*fields, "organization", ("created_at", "id"))}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_form(request, obj, **{**kwargs, "help_texts": {} if obj else HELP})

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj and obj.kind == WalletKind.PROJECT else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Wallet, form: Any, change: Any) -> None:
        made = open_project_wallet(campaign=obj.campaign, address=obj.address)  # type: ignore[arg-type]  # the form asks for one
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

    @shown("Kind", ordering="kind", labels=KINDS)
    def shown_kind(self, wallet: Wallet) -> str:
        return wallet.get_kind_display()

    @shown("Balances")
    def balances(self, wallet: Any) -> str:
        return ", ".join(amount_words(amount, asset) for asset, amount in wallet.held) or "-"

    @shown("Balances")
    def balance_table(self, wallet: Wallet) -> str:
        rows = [
            (linked(asset), grouped(amount), statement_link(asset, wallet=wallet.pk))
            for asset, amount in assets_held([wallet])[wallet.pk]
        ]
        return render_to_string("admin/tokens/wallet/balances.html", {"rows": rows})

    @shown("Queue")
    def queue(self, wallet: Wallet) -> str:
        waiting = AwardRequest.objects.queued().filter(campaign=wallet.campaign_id)
        first = list(
            waiting.select_related("participant").prefetch_related("amounts__asset")[:QUEUE_SHOWN]
        )
        places = places_of(first)
        query = f"?campaign={wallet.campaign_id}&state=queued&o=4"
        context = {
            "count": waiting.count(),
            "rows": [
                (
                    linked(waits),
                    waits.participant,
                    awarded_words(waits),
                    place_words(places[waits.pk]),
                )
                for waits in first
            ],
            "url": reverse("admin:tokens_awardrequest_changelist") + query,
        }
        return render_to_string("admin/tokens/wallet/queue.html", context)
