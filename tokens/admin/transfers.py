# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator

from identities.admin.base import ReadOnlyAdmin, linked
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from tokens.admin.amounts import amount_words
from tokens.models import Account, Posting, Transfer

# of bigints that hold any number of so many digits
DIGITS = 18
CAUSES = {"award_request": "Award", "funding": "Funding of", "mint": "Mint"}


def transfer_number(text: str) -> int | None:
    """Return the number that *text* is; none where it can be none of a transfer."""
    is_number = text.isascii() and text.isdigit() and len(text) <= DIGITS
    return int(text) if is_number else None


def posting_rows(transfer: Transfer) -> Iterator[tuple[str, str, str]]:
    """Yield what a transfer moved of each account: its kind, whose it is, and the amount.

    Slots of an account are added up: they are how it is stored, and nothing to anybody.
    """
    postings = Posting.objects.filter(transfer=transfer).order_by()
    amounts = dict(postings.values_list("account").annotate(moved=Sum("amount")))
    accounts = Account.objects.filter(pk__in=amounts).select_related(
        "asset", "wallet", "participant"
    )
    for account in sorted(accounts, key=lambda each: (each.asset.symbol, amounts[each.pk])):
        yield (
            account_words(account),
            _holder(account),
            amount_words(amounts[account.pk], account.asset),
        )


def account_words(account: Account) -> str:
    """Return what an account is; of an allowance, too, that it can't be minted."""
    kind = account.get_kind_display()
    return f"{kind}, not mintable" if account.is_mintable is False else kind


def _holder(account: Account) -> str:
    holders = ((linked(row),) for row in (account.participant, account.wallet) if row is not None)
    return format_html_join(" · ", "{}", holders) or "-"


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    """Every movement of amounts, newest first; what it moved sums to zero."""

    list_display = ("number", "posted_at", "kind", "cause", "organization")
    list_filter = ("kind", ("posted_at", RangeDateFilter), ("organization", OwnRowsFilter))
    search_fields = ("number__exact",)
    search_help_text = "The whole number of a transfer"
    ordering = ("-number",)
    paginator = InfinitePaginator
    fields = (("number", "kind"), "posted_at", "cause", "postings", "organization", "id")
    readonly_fields = ("number", "kind", "posted_at", "cause", "postings", "organization", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transfer]:
        related = ("organization", "award_request", "funding__asset", "mint")
        return super().get_queryset(request).select_related(*related)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            queryset = queryset.filter(number=transfer_number(search_term) or 0)
        return queryset, False

    @shown("Made by")
    def cause(self, transfer: Transfer) -> str:
        for name, words in CAUSES.items():
            if hasattr(transfer, name):
                return format_html("{} {}", words, linked(getattr(transfer, name)))
        return "-"

    @shown("Postings")
    def postings(self, transfer: Transfer) -> str:
        context = {"transfer": "Account", "rows": posting_rows(transfer)}
        return render_to_string("admin/tokens/transfer/postings.html", context)
