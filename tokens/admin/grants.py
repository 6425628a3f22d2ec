"""What prizes of kinds ``play_token`` and ``value`` grant, on the prize's page."""

from __future__ import annotations

from decimal import localcontext
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from identities.admin.dialogs import shown
from promotions.admin.configuration import ConfigurationInline, ConfigurationStackedInline
from promotions.admin.grants import register_grant_inline
from promotions.enums import PrizeKind
from tokens.admin.amounts import AmountOfAssetForm, amount_words
from tokens.enums import AwardDestination
from tokens.models import TokenGrant, ValueGrant
from tokens.services.amounts import EXACT
from tokens.services.assets import holdings_of


class TokenGrantInline(ConfigurationInline):
    model = TokenGrant
    fields = ("game", "valid_seconds")
    verbose_name_plural = "granted token"
    extra = max_num = 1
    show_change_link = False

    def choices_of(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """A prize grants tokens of games of its own organization."""
        match = request.resolver_match
        prize = match.kwargs.get("object_id") if match else None
        return super().choices_of(db_field, request).filter(organization__games__prizes=prize)


class ValueGrantForm(AmountOfAssetForm):
    class Meta:
        model = ValueGrant
        fields = ("asset", "amount", "destination", "is_mintable")


class ValueGrantInline(ConfigurationStackedInline):
    model = ValueGrant
    form = ValueGrantForm
    fields = ("asset", "amount", "destination", "is_mintable", "funds")
    readonly_fields = ("shown_amount", "funds")
    verbose_name = verbose_name_plural = "granted amount"
    tab = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if self.has_change_permission(request, obj):
            return self.fields
        return ("shown_amount", "destination", "is_mintable", "funds")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ValueGrant]:
        rows: QuerySet[ValueGrant] = super().get_queryset(request)
        return rows.select_related("asset", "prize")

    def choices_of(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """A prize grants amounts of its own campaign's assets."""
        match = request.resolver_match
        prize = match.kwargs.get("object_id") if match else None
        return super().choices_of(db_field, request).filter(campaign__games__prizes=prize)

    @shown("Amount")
    def shown_amount(self, grant: ValueGrant) -> str:
        return amount_words(grant.amount, grant.asset)

    @shown("Project wallet")
    def funds(self, grant: ValueGrant) -> str:
        """Say whether the wallet has enough for all units, where it pays them."""
        if grant.asset_id is None or grant.amount is None:
            return "-"
        held = holdings_of([grant.asset_id])[grant.asset_id].project
        text = f"It holds {amount_words(held, grant.asset)}."
        with localcontext(prec=EXACT):
            wanted = grant.amount * grant.prize.quantity
        if grant.destination != AwardDestination.WALLET or wanted <= held:
            return text
        all_units = amount_words(wanted, grant.asset)
        return f"{text} All units together are {all_units}: without funds winners wait."


register_grant_inline(PrizeKind.PLAY_TOKEN, TokenGrantInline)
register_grant_inline(PrizeKind.VALUE, ValueGrantInline)
