# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from identities.admin.base import OrganizationAdmin
from identities.admin.dialogs import DANGER, button, shown
from identities.admin.filters import OwnRowsFilter
from identities.enums import Scope
from identities.models import ApiClient
from identities.services.api_clients import create_api_client, revoke_api_client


class ApiClientForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="Client apps need only “read” and “tokens:redeem”.",
    )

    class Meta:
        model = ApiClient
        fields = ("organization", "name", "scopes", "requests_per_minute", "expires_at")


@admin.register(ApiClient)
class ApiClientAdmin(OrganizationAdmin):
    """Keys of the API. A key is shown on the page after its creation only; its hash is kept."""

    form = ApiClientForm
    list_display = ("name", "organization", "key_prefix", "usable", "last_used_at", "expires_at")
    list_filter = (("organization", OwnRowsFilter),)
    list_select_related = ("organization",)
    search_fields = ("name", "prefix__exact")
    fields = (
        "organization", "name", "scopes", "requests_per_minute", "expires_at",
        "key_prefix", "revoked_at", "last_used_at", "created_at",
    )  # fmt: skip
    actions_detail = ("revoke",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields if obj else self.fields[:5]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("organization", *self.fields[5:]) if obj else ()

    @shown("Key begins with")
    def key_prefix(self, client: ApiClient) -> str:
        return f"tmb_{client.prefix}_…"

    @shown("Usable", boolean=True)
    def usable(self, client: ApiClient) -> bool:
        return client.is_usable(timezone.now())

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: Any) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        created = create_api_client(
            organization=obj.organization,
            name=obj.name,
            scopes=obj.scopes,
            expires_at=obj.expires_at,
            requests_per_minute=obj.requests_per_minute,
        )
        obj.__dict__ |= created.client.__dict__
        request.new_api_key = created.key  # type: ignore[attr-defined]  # for this answer only

    def response_add(
        self, request: HttpRequest, obj: ApiClient, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the key at once: neither a session nor a message may hold it until a next page."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "API client created",
            "client": obj,
            "key": request.new_api_key,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/identities/apiclient/key.html", context)

    def has_revoke_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        client = self.row(request, object_id)
        return bool(
            client and client.revoked_at is None and self.has_change_permission(request, client)
        )

    @button(
        "Revoke", "revoke", "Revoke", "The key is refused from now on, for good.", variant=DANGER
    )
    def revoke(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.carry_out(
            request,
            object_id,
            "Revoked",
            lambda client: revoke_api_client(client=client, at=timezone.now()),
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
