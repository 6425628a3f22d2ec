# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminTextInputWidget

from badges.enums import AssignmentState
from badges.models import Badge
from identities.admin.base import OrganizationAdmin
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter

ORIGIN = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+")


def origin_of(url: str) -> str:
    """Return the origin of *url* as a content security policy names it; empty where it has none."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if ORIGIN.fullmatch(origin) else ""


@admin.register(Badge)
class BadgeAdmin(OrganizationAdmin):
    """Badges: what they are called, how they look, who issues them."""

    list_display = ("code", "name", "tag_list", "is_enabled", "organization")
    list_filter = ("is_enabled", ("organization", OwnRowsFilter))
    search_fields = ("code", "name")
    ordering = ("code",)
    actions = None
    readonly_fields = ("image", "holders", "id", "created_at")
    fieldsets = (
        (None, {"fields": ("organization", ("code", "name"), "description", "is_enabled")}),
        ("Look", {"classes": ("tab",), "fields": ("image_url", "image", "tags", "url")}),
        (
            "Issuer",
            {
                "classes": ("tab",),
                "fields": ("issuer_name", "issuer_description", "issuer_email", "issuer_url"),
            },
        ),
        ("About", {"classes": ("tab",), "fields": ("holders", "id", "created_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Badge]:
        return super().get_queryset(request).select_related("organization")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[:-1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("organization", "code", *self.readonly_fields) if obj else self.readonly_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, ArrayField):
            kwargs["widget"] = UnfoldAdminTextInputWidget
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Let the page load the badge's image from where it is, and nothing else from there."""
        response: Any = super().changeform_view(request, object_id, form_url, extra_context)
        badge = self.row(request, object_id)
        if badge and (origin := origin_of(badge.image_url)):
            response._csp_update = {"img-src": [origin]}  # noqa: SLF001 - django-csp's documented seam for a response
        return response  # type: ignore[no-any-return]

    @shown("Tags")
    def tag_list(self, badge: Badge) -> str:
        return ", ".join(badge.tags) or "-"

    @shown("Image")
    def image(self, badge: Badge) -> str:
        if not badge.image_url:
            return "-"
        return render_to_string("admin/badges/badge/image.html", {"badge": badge})

    @shown("Held by")
    def holders(self, badge: Badge) -> str:
        count = badge.assignments.held().count()
        text = f"{count:,} participant{'' if count == 1 else 's'}"
        address = reverse("admin:badges_badgeassignment_changelist")
        query = urlencode({"badge": badge.pk, "state": AssignmentState.HELD})
        return format_html('<a href="{}?{}" class="text-link">{}</a>', address, query, text)
