"""Filters of lists that choose among the rows of one's own organizations."""

from __future__ import annotations

from typing import Any

from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.contrib.filters.forms import AutocompleteDropdownForm


class OwnRowsForm(AutocompleteDropdownForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        related = kwargs["field"].remote_field.model
        admin = kwargs["model_admin"].admin_site.get_model_admin(related)
        self.fields[kwargs["name"]].queryset = admin.get_queryset(kwargs["request"])


class OwnRowsFilter(AutocompleteSelectFilter):
    """Offers, and names, only rows that the signed-in person may see."""

    form_class = OwnRowsForm
