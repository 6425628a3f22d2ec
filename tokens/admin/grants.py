"""What a prize of kind ``play_token`` grants, on the prize's page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from promotions.admin.configuration import ConfigurationInline
from promotions.admin.prizes import PrizeAdmin
from promotions.enums import PrizeKind
from promotions.models import Prize
from tokens.models import TokenGrant


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


admin.site.unregister(Prize)


@admin.register(Prize)
class PrizeWithGrantAdmin(PrizeAdmin):
    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        grants = obj is not None and obj.kind == PrizeKind.PLAY_TOKEN
        return [*super().get_inlines(request, obj), *([TokenGrantInline] if grants else [])]
