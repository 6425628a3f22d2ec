from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as django_filters
from rest_framework.exceptions import ValidationError

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


class InstantFilter(django_filters.IsoDateTimeFilter):
    """RFC 3339; ``_after`` includes the instant, ``_before`` does not (half-open)."""
