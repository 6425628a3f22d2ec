# ruff: noqa: ARG002 - Django's hooks have their arguments
"""The panel of the ledger: what must always hold, and whether it did when it was last checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.admin import ModelAdmin

from identities.admin.authorization import organizations_with
from identities.admin.base import permission_of, person
from identities.admin.dialogs import PRIMARY, button, shown
from identities.admin.pages import ForgivingPages
from promotions.models import InvariantCheck, Play
from tokens.models import (
    Account,
    Asset,
    AwardRequest,
    Balance,
    Funding,
    Mint,
    Posting,
    Transfer,
)
from tokens.services.ledger_checks import (
    CheckRunning,
    check_ledger,
    ledger_invariants,
    newest_check,
)

NONE_BROKEN: dict[str, Any] = {"rows": 0, "first": []}
HOLDS, BROKEN = "Holds", "Broken"
RESULTS = {HOLDS: "success", BROKEN: "danger"}
# whose rows the ledger's invariants name, and where their organization is
NAMED: dict[type[Model], str] = {
    Account: "organization", Asset: "organization", AwardRequest: "organization",
    Balance: "account__organization", Funding: "organization", Mint: "organization",
    Play: "organization", Posting: "transfer__organization", Transfer: "organization",
}  # fmt: skip


def _rows(check: InvariantCheck) -> int:
    """Return how many rows broke one of the ledger's invariants."""
    return sum(
        check.broken[each.name]["rows"] for each in ledger_invariants() if each.name in check.broken
    )


def origin_of(check: InvariantCheck) -> str:
    return str(check.checked_by or "the hourly job")


@dataclass(frozen=True, slots=True)
class PanelRow:
    """An invariant, how many rows broke it, and the first of those that the person may see.

    ``rows`` is none where nobody has checked it yet.
    """

    name: str
    meaning: str
    rows: int | None
    first: list[tuple[str, str]]


def panel_of(check: InvariantCheck | None, request: HttpRequest) -> dict[str, Any]:
    """Return what the panel says of a check, or of none."""
    asked = ledger_invariants()
    if check is None:
        rows = [PanelRow(each.name, each.meaning, None, []) for each in asked]
        return {"check": None, "rows": rows, "broken": 0}
    found = {each.name: check.broken.get(each.name, NONE_BROKEN) for each in asked}
    own = own_ids((row_id for of_it in found.values() for row_id, _ in of_it["first"]), request)
    rows = [
        PanelRow(
            each.name,
            each.meaning,
            found[each.name]["rows"],
            [(row_id, text) for row_id, text in found[each.name]["first"] if row_id in own],
        )
        for each in asked
    ]
    return {"check": check, "by": origin_of(check), "rows": rows, "broken": _rows(check)}


def own_ids(named: Iterable[str], request: HttpRequest) -> set[str]:
    """Keep the ids of rows of the person's organizations: a check is of all of them."""
    wanted = {UUID(row_id) for row_id in named}
    if not wanted or person(request).is_superuser:
        return {str(row_id) for row_id in wanted}
    organizations = organizations_with(request.user, permission_of(InvariantCheck, "view"))
    return {
        str(row_id)
        for model, path in NAMED.items()
        for row_id in model._default_manager.filter(  # noqa: SLF001 - Django's documented _default_manager
            **{"pk__in": wanted, f"{path}__in": organizations}
        ).values_list("pk", flat=True)
    }


@admin.register(InvariantCheck)
class LedgerAdmin(ForgivingPages, ModelAdmin):
    """The panel, and below it the checks that were made. They are of all organizations."""

    list_display = ("checked_at", "result", "broken_rows", "origin")
    list_before_template = "admin/tokens/invariantcheck/before.html"
    list_fullwidth = True
    ordering = ("-checked_at", "-id")
    show_full_result_count = False
    actions = None
    actions_list = ("check_now",)
    change_form_before_template = "admin/tokens/invariantcheck/panel.html"
    fields = (("checked_at", "origin"),)
    readonly_fields = ("checked_at", "origin")

    def get_queryset(self, request: HttpRequest) -> QuerySet[InvariantCheck]:
        names = [invariant.name for invariant in ledger_invariants()]
        rows: QuerySet[InvariantCheck] = super().get_queryset(request)
        return rows.filter(invariants__contains=names).select_related("checked_by")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": "Ledger", "panel": panel_of(newest_check(), request)}
        response: HttpResponse = super().changelist_view(
            request, {**(extra_context or {}), **context}
        )
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        check = object_id and self.get_object(request, object_id)
        panel = panel_of(check, request) if check else None
        context = {**(extra_context or {}), "panel": panel}
        return super().changeform_view(request, object_id, form_url, context)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permission_of(InvariantCheck, "view"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_check_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(permission_of(InvariantCheck, "add"))

    @shown("Result", labels=RESULTS)
    def result(self, check: InvariantCheck) -> str:
        return BROKEN if _rows(check) else HOLDS

    @shown("Rows that break one")
    def broken_rows(self, check: InvariantCheck) -> str:
        return f"{_rows(check):,}"

    @shown("Checked by")
    def origin(self, check: InvariantCheck) -> str:
        return origin_of(check)

    @button(
        "Check now",
        "check",
        "Check the ledger now",
        "Every posting is read: with millions it takes some seconds.",
        variant=PRIMARY,
    )
    def check_now(self, request: HttpRequest, form: Any) -> HttpResponse:
        try:
            check_ledger(by=person(request))
        except CheckRunning:
            messages.error(request, "A check is running already.")
        else:
            messages.success(request, "Checked.")
        url = reverse("admin:promotions_invariantcheck_changelist")
        if "HX-Request" in request.headers:
            return HttpResponse(headers={"HX-Redirect": url})
        return redirect(url)
