"""Amounts in the admin: how they are written, and the field that takes one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from tokens.enums import ValueRefusal
from tokens.models import Asset, AwardRequest
from tokens.models.asset import DECIMALS_MAXIMUM
from tokens.services.amounts import amount_text, check_amount_of
from tokens.services.refusing import ValueRefused


def amount_words(amount: Decimal, asset: Asset) -> str:
    """Return an amount for people, such as ``1,600.5 BOLT``."""
    return f"{grouped(amount)} {asset.symbol}"


def grouped(amount: Decimal) -> str:
    """Return an amount with its thousands apart, and without zeros behind its last place."""
    whole, point, places = amount_text(amount).partition(".")
    return f"{int(whole):,}{point}{places}" if whole != "-0" else f"-0{point}{places}"


def awarded_words(row: AwardRequest) -> str:
    """Return all that a request awards; its amounts are taken as they were fetched."""
    return ", ".join(sorted(amount_words(each.amount, each.asset) for each in row.amounts.all()))


class AmountField(forms.DecimalField):
    """Takes an amount, and shows one without the zeros that the database keeps."""

    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "autocomplete": "off"})
        bounds = {"max_digits": 20 + DECIMALS_MAXIMUM, "decimal_places": DECIMALS_MAXIMUM}
        super().__init__(**{"widget": widget, **bounds, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return amount_text(value) if isinstance(value, Decimal) else value


class AmountOfAssetForm(forms.ModelForm):
    """Checks that the asset can have the amount, and says beside the field why not."""

    amount = AmountField()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        asset, amount = cleaned.get("asset"), cleaned.get("amount")
        if asset is not None and amount is not None:
            try:
                check_amount_of(asset, amount)
            except ValueRefused as refused:
                self.add_error("amount", refusal_words(refused))
        return cleaned


def refusal_words(refused: ValueRefused) -> str:
    """Return why an amount was refused, with what the person has to know of the asset."""
    if refused.code == ValueRefusal.AMOUNT_TOO_PRECISE and "decimals" in refused.detail:
        return f"{refused.code.label} It has {refused.detail['decimals']}."
    return str(refused.code.label)
