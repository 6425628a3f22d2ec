# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from identities.admin.authorization import forget_permissions
from identities.admin.base import OrganizationAdmin, person, record
from identities.admin.dialogs import DANGER, button, shown
from identities.enums import StaffRole
from identities.models import Organization
from identities.services.signatures import end_previous_secret, replace_signing_secret
from identities.services.staff import grant_role

SECRET_MAXIMUM = 200


class NewOrganizationForm(forms.ModelForm):
    partner_id = forms.UUIDField(
        required=False,
        label="ID",
        widget=UnfoldAdminTextInputWidget,
        help_text="Empty: a new one. Clients of Tom Horn GMS that move here keep their partnerID.",
    )

    def clean_partner_id(self) -> Any:
        given = self.cleaned_data["partner_id"]
        if given is not None and Organization.objects.filter(pk=given).exists():
            raise ValidationError("An organization of this id exists.")
        return given

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        if given := self.cleaned_data["partner_id"]:
            self.instance.pk = given
        return super().save(commit)


class SecretForm(BaseDialogForm):
    secret = forms.CharField(
        required=False,
        strip=False,
        max_length=SECRET_MAXIMUM,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="Empty: a new one is made, and shown once. Or the one that clients have already.",
    )


@admin.register(Organization)
class OrganizationsAdmin(OrganizationAdmin):
    """Tenants. An administrator who makes a new one becomes its administrator."""

    organization_path = "pk"
    list_display = ("name", "slug", "is_enabled", "currency_list", "created_at")
    list_filter = ("is_enabled",)
    search_fields = ("name", "slug")
    fields = ("name", "slug", "is_enabled", "currencies", "id", "created_at")
    readonly_fields = ("id", "created_at")
    actions_detail = ("replace_signing_secret", "end_previous_secret")

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewOrganizationForm
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields if obj else (*self.fields[:4], "partner_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        return super().get_queryset(request).order_by("name")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "currencies":
            kwargs["widget"] = UnfoldAdminTextInputWidget
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let in whoever administers an organization already: a new one is nobody's yet."""
        return self.holds(request, "change")

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        user = person(request)
        if not change and not user.is_superuser:
            grant_role(user=user, organization=obj, role=StaffRole.ADMINISTRATOR)
            forget_permissions(user)

    @shown("Currencies")
    def currency_list(self, organization: Organization) -> str:
        return ", ".join(organization.currencies) or "-"

    def has_signing_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        organization = self.row(request, object_id)
        return bool(organization and self.has_change_permission(request, organization))

    @button(
        "Replace signing secret",
        "signing",
        "Replace signing secret",
        "What is signed with the present secret stays valid until that is ended, too.",
        form=SecretForm,
    )
    def replace_signing_secret(
        self, request: HttpRequest, form: Any, object_id: str
    ) -> HttpResponse:
        organization = self.row(request, object_id)
        secret = replace_signing_secret(
            organization=organization, secret=form.cleaned_data["secret"]
        )
        record(request, organization, "Replaced the signing secret")
        page = "admin/identities/organization/secret.html"
        return render(request, page, {"secret": secret, "organization": organization})

    def has_end_previous_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        organization = self.row(request, object_id)
        has_two = organization and organization.previous_signing_secret is not None
        return bool(has_two and self.has_signing_permission(request, object_id))

    @button(
        "End previous secret",
        "end_previous",
        "End previous secret",
        "Requests that are signed with the previous secret are refused from now on.",
        variant=DANGER,
    )
    def end_previous_secret(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.carry_out(
            request,
            object_id,
            "Ended the previous signing secret",
            lambda organization: end_previous_secret(organization=organization),
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
