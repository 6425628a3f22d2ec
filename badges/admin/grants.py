"""What a prize of kind ``badge`` grants, on the prize's page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from badges.models import BadgeGrant
from promotions.admin.configuration import ConfigurationInline
from promotions.admin.grants import register_grant_inline
from promotions.enums import PrizeKind


class BadgeGrantInline(ConfigurationInline):
    model = BadgeGrant
    fields = ("badge",)
    verbose_name_plural = "granted badge"
    extra = max_num = 1
    show_change_link = False

    def choices_of(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """A prize grants badges of its own organization."""
        match = request.resolver_match
        prize = match.kwargs.get("object_id") if match else None
        return super().choices_of(db_field, request).filter(organization__games__prizes=prize)


register_grant_inline(PrizeKind.BADGE, BadgeGrantInline)
