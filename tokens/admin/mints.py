from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator

from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants
from tokens.admin.amounts import amount_words
from tokens.models import Mint


@admin.register(Mint)
class MintAdmin(OfParticipants):
    """What participants moved from their allowances to wallets, newest first."""

    list_display = (
        "minted_at", "participant", "shown_amount", "wallet", "minted_by", "organization",
    )  # fmt: skip
    list_filter = (
        ("minted_at", RangeDateFilter), ("asset", OwnRowsFilter), ("participant", OwnRowsFilter),
        ("wallet", OwnRowsFilter), "channel", ("organization", OwnRowsFilter),
    )  # fmt: skip
    ordering = ("-minted_at", "-id")
    paginator = InfinitePaginator
    fields = (
        ("minted_at", "minted_by"), "participant", "shown_amount", "wallet", "transfer",
        ("request_id", "channel"), "organization", "id",
    )  # fmt: skip
    readonly_fields = (
        "minted_at", "minted_by", "participant", "shown_amount", "wallet", "transfer",
        "request_id", "channel", "organization", "id",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mint]:
        related = ("organization", "participant", "asset", "wallet", "client", "transfer")
        return super().get_queryset(request).select_related(*related)

    @shown("Amount")
    def shown_amount(self, mint: Mint) -> str:
        return amount_words(mint.amount, mint.asset)

    @shown("By")
    def minted_by(self, mint: Mint) -> str:
        return str(mint.client or "The participant")
