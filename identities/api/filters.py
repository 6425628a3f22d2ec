from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import rest_framework as django_filters
from django_filters.fields import IsoDateTimeField
from rest_framework.exceptions import ValidationError

from identities.api.instants import parse_instant
from identities.api.pagination import PAGING


class StrictFilterBackend(django_filters.DjangoFilterBackend):
    """Refuse parameters that a list does not know, that are empty, or that are given twice.

    A filter that is misspelled must not answer everything.
    """

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset_class = self.get_filterset_class(view, queryset)
        known = set(filterset_class.base_filters) if filterset_class else set()
        errors: dict[str, list[str]] = {}
        for name, values in request.query_params.lists():
            if name not in known | PAGING:
                errors[name] = ["There is no such parameter."]
            elif values == [""]:
                errors[name] = ["It is empty."]
            elif len(values) > 1:
                errors[name] = ["It is given twice."]
        if errors:
            raise ValidationError(errors)
        return super().filter_queryset(request, queryset, view)


class TextFilter(django_filters.CharFilter):
    """An exact text, as it was sent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=200, **kwargs)


class InstantField(IsoDateTimeField):
    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return parse_instant(str(value))
        except ValueError:
            raise forms.ValidationError("YYYY-MM-DDThh:mm:ssZ") from None


class InstantFilter(django_filters.IsoDateTimeFilter):
    """An end of a range; ranges are half-open."""

    field_class = InstantField

    def __init__(self, **kwargs: Any) -> None:
        included = kwargs["lookup_expr"] == "gte"
        label = "From this instant on." if included else "Before this instant."
        super().__init__(label=label, **kwargs)
