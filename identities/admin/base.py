# ruff: noqa: ARG002 - Django's hooks have their arguments
"""Base classes of the admin: staff see and choose only what belongs to their organizations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite, ShowFacets
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, QuerySet, URLField
from django.forms import ModelChoiceField, SplitDateTimeField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from identities.admin.authorization import (
    ORGANIZATION_PATHS,
    permissions_by_organization,
    within,
)
from identities.admin.history import HistoryPage
from identities.admin.pages import ForgivingPages
from identities.enums import Channel
from identities.models import User
from identities.services.actors import Actor

# what may follow a filter's path in the address of a list
LOOKUPS = {"", "exact", "id__exact", "pk__exact", "in", "isnull"}
# problems of one refusal that are shown
SHOWN = 20


def permission_of(model: type[Model], action: str) -> str:
    """Return the name of a permission on a model, such as ``promotions.view_game``."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"  # noqa: SLF001 - Django's documented _meta


def allowed_rows(rows: QuerySet[Any], request: HttpRequest, *actions: str) -> QuerySet[Any]:
    """Keep the *rows* on which the signed-in person may do any of the actions."""
    return within(rows, request.user, *(permission_of(rows.model, action) for action in actions))


class OrganizationScope:
    """Permissions by the object's organization, and choices of foreign keys within it."""

    model: type[Model]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(request, "view", obj) or self.holds(request, "change", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.holds(request, "delete", obj)

    def holds(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        """Tell whether a role allows the action: on *obj* where given, else anywhere."""
        return request.user.has_perm(permission_of(self.model, action), obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if type(field) is SplitDateTimeField:
            field.help_text = f"UTC. {field.help_text}".strip()
        return field

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.related_model in ORGANIZATION_PATHS and "queryset" not in kwargs:
            kwargs["queryset"] = self.choices_of(db_field, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def choices_of(self, db_field: ForeignKey, request: HttpRequest) -> QuerySet[Any]:
        """Return what a foreign key may refer to: rows where this model may be written."""
        action = "change" if is_change(request) else "add"
        related: Any = db_field.related_model
        rows: QuerySet[Any] = related.objects.all()
        return within(rows, request.user, permission_of(self.model, action))


def is_change(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and "object_id" in match.kwargs


class OrganizationAdmin(OrganizationScope, HistoryPage, ForgivingPages, ModelAdmin):
    """A ModelAdmin of something that belongs to one organization, along *organization_path*."""

    organization_path = "organization"
    # exceptions of the services that a person can do something about, and what it is told
    refusals: Mapping[type[Exception], str] = {}
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_filter_submit = True
    compressed_fields = True

    def __init__(self, model: type[Model], admin_site: AdminSite) -> None:
        ORGANIZATION_PATHS[model] = self.organization_path
        super().__init__(model, admin_site)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return allowed_rows(super().get_queryset(request), request, "view", "change")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._unless_alone(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self._unless_alone(request, super().get_list_filter(request))

    def _unless_alone(self, request: HttpRequest, items: Any) -> list[Any]:
        """Leave the organization out for those who have but one."""
        user = person(request)
        if user.is_superuser or len(permissions_by_organization(user)) > 1:
            return list(items)
        return [
            item
            for item in items
            if (item[0] if isinstance(item, tuple) else item) != self.organization_path
        ]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Filter by the filters shown and nothing else.

        Django would take any field, and so answer guesses: at e-mail addresses, keys, moments.
        """
        shown = self.get_list_filter(request)
        paths = (_path(item) for item in shown)
        return any(
            lookup in (f"{path}_from", f"{path}_to")
            or lookup == path
            or (lookup.startswith(f"{path}__") and lookup.removeprefix(f"{path}__") in LOOKUPS)
            for path in paths
        )

    def row(self, request: HttpRequest, object_id: str | None) -> Any:
        """Return the row of a button, which Unfold names by its id; one query for all buttons."""
        rows: dict[str | None, Any] = request.__dict__.setdefault("_rows_of_buttons", {})
        if object_id not in rows:
            rows[object_id] = object_id and self.get_object(request, object_id)
        return rows[object_id]

    def carry_out(
        self, request: HttpRequest, object_id: str, done: str, step: Callable[[Any], object]
    ) -> HttpResponse:
        """Run a button's service call on its row, and tell the person how it went."""
        row = self.row(request, object_id)
        try:
            step(row)
        except tuple(self.refusals) as error:
            messages.error(request, self.explained(error))
        else:
            record(request, row, done)
            messages.success(request, f"{done.partition(':')[0]}.")
        return back(request, row)

    def explained(self, error: Exception) -> str:
        """Return what a service refused, for people: a sentence, and its problems as a list."""
        texts = (text for kind, text in self.refusals.items() if isinstance(error, kind))
        text = next(texts, "{}").format(error)
        problems = getattr(error, "problems", None)
        if not problems:
            return text
        items = format_html_join("", "<li>{}</li>", ((each,) for each in problems[:SHOWN]))
        return format_html('{}<ul class="tombola-list">{}</ul>', text, items)


class ReadOnlyAdmin(OrganizationAdmin):
    """Rows that only services write."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LabeledInline(OrganizationScope):
    """Names each cell's field to screen readers, which Unfold's tables do not."""

    extra = 0
    show_change_link = True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = str(field.label)
        if isinstance(field, ModelChoiceField):
            # read once for all rows of the table, not once for each
            choices: Any = field.choices
            field.choices = list(choices)
        return field


class OrganizationTabularInline(LabeledInline, TabularInline):
    pass


class OrganizationStackedInline(LabeledInline, StackedInline):
    pass


class ReadOnlyInline(OrganizationTabularInline):
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _path(item: Any) -> str:
    """Return what a filter of a list is called in the list's address."""
    path = item[0] if isinstance(item, tuple) else getattr(item, "parameter_name", item)
    return str(path)


def person(request: HttpRequest) -> User:
    """Return the member of staff who is signed in: every page of the admin asks for one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def actor(request: HttpRequest) -> Actor:
    """Return the signed-in person as services want to know him."""
    return Actor(channel=Channel.ADMIN, user=person(request))


def record(request: HttpRequest, row: Model, text: str) -> None:
    """Write to the row's log who did what in the admin."""
    LogEntry.objects.log_actions(person(request).pk, [row], CHANGE, text, single_object=True)


def page_of(row: Model) -> str:
    """Return the address of the row's page."""
    meta = row._meta  # noqa: SLF001 - Django's documented _meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def linked(row: Model | None) -> str:
    """Return the row's name as a link to its page."""
    if row is None:
        return "-"
    return format_html('<a href="{}" class="text-link">{}</a>', page_of(row), row)


def back(request: HttpRequest, row: Model) -> HttpResponse:
    """Leave a dialog for the row's page."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": page_of(row)})
    return redirect(page_of(row))
