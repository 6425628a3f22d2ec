from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from identities.admin.base import ReadOnlyAdmin
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from promotions.enums import RevisionState, Spread
from promotions.models import CampaignRevision, Seal

STATE_LABELS = {
    RevisionState.APPROVED.label: "success",
    RevisionState.IN_REVIEW.label: "primary",
    RevisionState.RETURNED.label: "danger",
}


@admin.register(CampaignRevision)
class CampaignRevisionAdmin(ReadOnlyAdmin):
    """What was submitted and published, by whom. A snapshot names no moment and no seed."""

    organization_path = "campaign__organization"
    list_display = (
        "campaign", "number", "shown_state", "submitted_by", "submitted_at", "approved_by",
        "approved_at",
    )  # fmt: skip
    list_filter = (
        "state", ("campaign", OwnRowsFilter), ("campaign__organization", OwnRowsFilter),
    )  # fmt: skip
    search_fields = ("campaign__name", "sha256__exact")
    ordering = ("-created_at",)
    fields = (
        ("campaign", "number", "shown_state"), ("submitted_by", "submitted_at"),
        ("approved_by", "approved_at"), ("returned_by", "reason"), "sha256", "configuration",
    )  # fmt: skip
    readonly_fields = (
        "campaign", "number", "shown_state", "submitted_by", "submitted_at", "approved_by",
        "approved_at", "returned_by", "reason", "sha256", "configuration",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[CampaignRevision]:
        related = ("campaign__organization", "submitted_by", "approved_by", "returned_by")
        return super().get_queryset(request).select_related(*related).defer("snapshot")

    @shown("State", ordering="state", labels=STATE_LABELS)
    def shown_state(self, revision: CampaignRevision) -> str:
        return revision.get_state_display()

    @shown("Configuration")
    def configuration(self, revision: CampaignRevision) -> str:
        context = {"sections": list(sections_of(revision.snapshot or {}))}
        return render_to_string("admin/promotions/campaignrevision/snapshot.html", context)


# of a snapshot's members, those that people ask for first, and those that have tables of their own
FIRST = (
    "name", "code", "description", "starts_at", "ends_at", "time_zone", "kind", "quantity",
    "draw_method",
)  # fmt: skip
HIDDEN = {"id", "format", "organization", "games", "prizes", "limits"}


def sections_of(snapshot: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Return a snapshot as titled tables of what it says; empty members are left out."""
    if snapshot:
        yield "", _facts(snapshot)
    for game in snapshot.get("games", ()):
        yield f"Game {game['code']}", _facts(game)
        for prize in game["prizes"]:
            yield f"Prize {game['code']}/{prize['code']}", _facts(prize)
    for number, limit in enumerate(snapshot.get("limits", ()), start=1):
        yield f"Limit {number}", _facts({**limit, "game": limit["game"] or "all games"})


def _facts(document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return the members that say something: the database keeps them in no order."""
    names = [*(name for name in FIRST if name in document), *sorted(set(document) - set(FIRST))]
    hidden = HIDDEN if document.get("spread") == Spread.MANUAL else {*HIDDEN, "moments_sha256"}
    return [
        (name.replace("_", " ").capitalize(), _said(document[name]))
        for name in names
        if name not in hidden and document[name] not in (None, "", [])
    ]


def _said(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {_said(each)}" for name, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else value


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    """The public commitments of games; never the seed."""

    organization_path = "game__organization"
    list_display = ("game", "revision", "commitment", "sealed_at")
    list_filter = (("game", OwnRowsFilter), ("game__organization", OwnRowsFilter))
    search_fields = ("commitment__exact",)
    ordering = ("-sealed_at",)
    fields = ("game", "revision", "commitment", "sealed_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seal]:
        rows = super().get_queryset(request).defer("seed", "draw_key")
        return rows.select_related("game__organization", "revision__campaign")
