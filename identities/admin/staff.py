# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from identities.admin.authorization import organizations_with, within
from identities.admin.base import OrganizationAdmin, OrganizationTabularInline
from identities.admin.filters import OwnRowsFilter
from identities.enums import StaffRole
from identities.models import Organization, StaffMembership, User
from identities.services.staff import grant_role, revoke_role

# roles are made by migrations, and hold in one organization only
admin.site.unregister(Group)


class NewUserForm(UserCreationForm):
    """A new person gets a first role at once: without any nobody could see him."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), widget=UnfoldAdminSelectWidget
    )
    role = forms.ChoiceField(choices=StaffRole.choices, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email")


class MembershipInline(OrganizationTabularInline):
    model = StaffMembership
    verbose_name_plural = "roles"
    fields = ("organization", "role")
    can_delete = False
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffMembership]:
        rows = super().get_queryset(request).select_related("organization")
        return within(rows, request.user, "identities.view_staffmembership")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(request, "view")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin, OrganizationAdmin):  # type: ignore[misc]  # two views of Any
    """Staff. A person of several organizations is changed only by one who may in all of them."""

    organization_path = "memberships__organization"
    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    inlines = (MembershipInline,)
    list_display = ("username", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        ("First role", {"fields": ("organization", "role")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).distinct()

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, *args, **kwargs)
        if obj is None:
            choices = Organization.objects.all()
            form.base_fields["organization"].queryset = within(
                choices, request.user, "identities.add_staffmembership"
            )
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            grant_role(
                user=obj,
                organization=form.cleaned_data["organization"],
                role=StaffRole(form.cleaned_data["role"]),
            )

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._holds_somewhere(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._holds_everywhere(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _holds_somewhere(self, request: HttpRequest, action: str, user: User | None) -> bool:
        if user is None or request.user.is_superuser:
            return self.holds(request, action)
        own = organizations_with(request.user, f"identities.{action}_user")
        return bool(own & _organizations_of(user))

    def _holds_everywhere(self, request: HttpRequest, action: str, user: User | None) -> bool:
        if user is None or request.user.is_superuser:
            return self.holds(request, action)
        own = organizations_with(request.user, f"identities.{action}_user")
        theirs = _organizations_of(user)
        return bool(theirs) and theirs <= own and not user.is_superuser


def _organizations_of(user: User) -> set[Any]:
    cached: set[Any] | None = user.__dict__.get("_organizations")
    if cached is None:
        cached = set(user.memberships.values_list("organization_id", flat=True))
        user.__dict__["_organizations"] = cached
    return cached


@admin.register(StaffMembership)
class StaffMembershipAdmin(OrganizationAdmin):
    """Roles, given and taken away; changing one is taking it away and giving another."""

    list_display = ("user", "organization", "role")
    list_filter = ("role", ("organization", OwnRowsFilter))
    list_select_related = ("user", "organization")
    search_fields = ("user__username",)
    autocomplete_fields = ("user",)
    ordering = ("user__username", "organization__name", "role")
    actions = None

    def choices_of(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        rows = super().choices_of(db_field, request)
        return rows.filter(Q(is_superuser=False)).distinct() if db_field.name == "user" else rows

    def save_model(
        self, request: HttpRequest, obj: StaffMembership, form: Any, change: Any
    ) -> None:
        granted = grant_role(user=obj.user, organization=obj.organization, role=StaffRole(obj.role))
        obj.__dict__ |= granted.__dict__

    def delete_model(self, request: HttpRequest, obj: StaffMembership) -> None:
        revoke_role(membership=obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
