"""What a participant has, was awarded and minted, on his page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest

from identities.admin.base import ReadOnlyInline, linked
from identities.admin.dialogs import shown
from identities.admin.inlines import register_inline
from identities.models import Participant
from tokens.admin.amounts import amount_words
from tokens.admin.award_requests import AwardRequestRows
from tokens.admin.statements import statement_link
from tokens.admin.transfers import account_words
from tokens.models import Account, Mint, PayoutWallet

ROWS = 10


class AccountInline(ReadOnlyInline):
    """Allowances, and what he was paid to wallets."""

    model = Account
    fields = ("place", "balance", "statement")
    readonly_fields = fields
    verbose_name_plural = "allowances and wallets"
    ordering = ("asset__symbol", "kind", "created_at")
    per_page = ROWS
    show_change_link = False
    hide_title = True
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        rows: QuerySet[Account] = super().get_queryset(request)
        return rows.select_related("asset__campaign", "wallet").annotate(
            held=Sum("balances__amount")
        )

    @shown("Where")
    def place(self, account: Account) -> str:
        return linked(account.wallet) if account.wallet else account_words(account)

    @shown("Balance")
    def balance(self, account: Any) -> str:
        return amount_words(account.held, account.asset)

    @shown("Statement")
    def statement(self, account: Account) -> str:
        if account.wallet_id:
            return statement_link(account.asset, wallet=account.wallet_id)
        return statement_link(account.asset, participant=account.participant_id)


class PayoutWalletInline(ReadOnlyInline):
    model = PayoutWallet
    fields = ("shown_wallet", "named_at")
    readonly_fields = fields
    verbose_name_plural = "wallet for prizes"
    show_change_link = False
    hide_title = True
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayoutWallet]:
        rows: QuerySet[PayoutWallet] = super().get_queryset(request)
        return rows.select_related("wallet")

    @shown("Wallet")
    def shown_wallet(self, payout: PayoutWallet) -> str:
        return linked(payout.wallet)


class AwardRequestInline(AwardRequestRows):
    fields = ("requested_at", "shown_state", "shown_amounts", "destination", "settled_at")
    readonly_fields = fields
    verbose_name_plural = "award requests"
    ordering = ("-requested_at", "-id")
    tab = True


class MintInline(ReadOnlyInline):
    model = Mint
    fields = ("minted_at", "shown_amount", "wallet")
    readonly_fields = fields
    verbose_name_plural = "mints"
    ordering = ("-minted_at", "-id")
    per_page = ROWS
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mint]:
        rows: QuerySet[Mint] = super().get_queryset(request)
        return rows.select_related("asset", "wallet")

    @shown("Amount")
    def shown_amount(self, mint: Mint) -> str:
        return amount_words(mint.amount, mint.asset)


for _inline in (AccountInline, PayoutWalletInline, AwardRequestInline, MintInline):
    register_inline(Participant, _inline)
