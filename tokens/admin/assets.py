# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.views import ChangeList

from identities.admin.base import ReadOnlyInline, permission_of
from identities.admin.dialogs import link, shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.inlines import register_inline
from promotions.models import Campaign
from tokens.admin.amounts import grouped
from tokens.admin.statements import StatementPages, statement_link
from tokens.models import Asset, Funding
from tokens.services.assets import Holdings, holdings_of, is_in_use

HELP = {"chain_name": "Where the contract is, such as Ethereum. It is shown, and nothing else."}
STAYS = {"campaign": "An asset stays in its campaign."}
DECIMALS_STAY = {"decimals": "There are amounts with these places: they stay."}


class AssetForm(forms.ModelForm):
    """Tells of a symbol that the campaign has already, which is fixed once the row exists."""

    class Meta:
        model = Asset
        fields = ("campaign", "name", "symbol", "decimals", "contract", "chain_name")

    def _post_clean(self) -> None:
        campaign = self.cleaned_data.get("campaign")
        if campaign is not None:
            self.instance.organization_id = campaign.organization_id
        super()._post_clean()  # type: ignore[misc]  # Django's, not in its stubs

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's, not in its stubs
        return exclusions if self.errors else exclusions - {"campaign"}


class HoldingsChangeList(ChangeList):
    """Adds up where the amounts of all assets of the page are, by two queries."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        holdings = holdings_of([asset.pk for asset in self.result_list])
        for asset in self.result_list:
            asset.holdings = holdings[asset.pk]


@admin.register(Asset)
class AssetAdmin(StatementPages):
    """Value tokens of campaigns: how much of them was issued, and where it is."""

    form = AssetForm
    list_display = (
        "symbol", "name", "campaign", "decimals", "issued", "in_project", "in_allowances",
        "in_external", "waiting", "organization",
    )  # fmt: skip
    list_filter = (("campaign", OwnRowsFilter), ("organization", OwnRowsFilter))
    search_fields = ("symbol", "name", "contract__iexact", "id__exact")
    search_help_text = "Symbol or name, or the whole contract or id"
    ordering = ("symbol", "id")
    actions = None
    autocomplete_fields = ("campaign",)
    readonly_fields = ("holdings", "id", "created_at")
    actions_detail = ("propose_funding",)
    fieldsets = (
        (None, {"fields": ("campaign", ("name", "symbol"), "decimals", "contract", "chain_name")}),
        ("Amounts", {"fields": ("holdings",)}),
        ("About", {"fields": ("id", "created_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Asset]:
        return super().get_queryset(request).select_related("organization", "campaign")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return HoldingsChangeList

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self._fixed(obj), *self.readonly_fields)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, **{**kwargs, "help_texts": {**HELP, **self._fixed(obj)}}
        )

    def _fixed(self, asset: Asset | None) -> dict[str, str]:
        """Return the fields that can't change any more, and why."""
        if asset is None:
            return {}
        return {**STAYS, **(DECIMALS_STAY if is_in_use(asset) else {})}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An asset has accounts from the beginning, and these are never deleted."""
        return False

    def has_propose_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        asset = self.row(request, object_id)
        return bool(asset and request.user.has_perm(permission_of(Funding, "add"), asset))

    @link("Propose funding", "propose", "propose-funding")
    def propose_funding(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:tokens_funding_add')}?asset={object_id}")

    @shown("Issued")
    def issued(self, asset: Any) -> str:
        return grouped(asset.holdings.issued)

    @shown("In the project wallet")
    def in_project(self, asset: Any) -> str:
        return grouped(asset.holdings.project)

    @shown("In allowances")
    def in_allowances(self, asset: Any) -> str:
        return grouped(asset.holdings.allowances)

    @shown("In external wallets")
    def in_external(self, asset: Any) -> str:
        return grouped(asset.holdings.external)

    @shown("Waiting")
    def waiting(self, asset: Any) -> str:
        return grouped(asset.holdings.waiting)

    @shown("Where it is")
    def holdings(self, asset: Asset) -> str:
        of_it: Holdings = holdings_of([asset.pk])[asset.pk]
        wallet = asset.campaign.wallets.get()
        places = (
            ("Issued so far", of_it.issued, statement_link(asset)),
            ("In the project wallet", of_it.project, statement_link(asset, wallet=wallet.pk)),
            ("In allowances", of_it.allowances, ""),
            ("In external wallets", of_it.external, ""),
            ("Waiting for funds", of_it.waiting, ""),
        )
        rows = [(title, grouped(amount), statement) for title, amount, statement in places]
        return render_to_string("admin/tokens/asset/holdings.html", {"rows": rows})


class AssetInline(ReadOnlyInline):
    """Assets on the page of their campaign."""

    model = Asset
    fields = ("symbol", "name", "decimals", "contract", "chain_name")
    readonly_fields = fields
    verbose_name_plural = "assets"
    tab = True


register_inline(Campaign, AssetInline)
