from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from identities.admin.base import ReadOnlyAdmin
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from promotions.admin.odds import odds_link
from promotions.admin.words import facts_of, member_words, sections_of, value_words
from promotions.enums import RevisionState
from promotions.models import CampaignRevision, Seal
from promotions.services.differences import Difference, differences_of

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
        ("approved_by", "approved_at"), ("returned_by", "reason"), "odds", "changes",
        "configuration", "hash_",
    )  # fmt: skip
    readonly_fields = (
        "campaign", "number", "shown_state", "submitted_by", "submitted_at", "approved_by",
        "approved_at", "returned_by", "reason", "changes", "configuration", "hash_",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[CampaignRevision]:
        related = ("campaign__organization", "submitted_by", "approved_by", "returned_by")
        return super().get_queryset(request).select_related(*related).defer("snapshot")

    @shown("State", ordering="state", labels=STATE_LABELS)
    def shown_state(self, revision: CampaignRevision) -> str:
        return revision.get_state_display()

    @shown("What the odds mean")
    def odds(self, revision: CampaignRevision) -> str:
        """Link to the games' simulations, which who reviews it may run too."""
        links = ((odds_link(game),) for game in revision.campaign.games.all())
        return format_html_join(mark_safe("<br>"), "{}", links) or "-"

    @shown("Configuration")
    def configuration(self, revision: CampaignRevision) -> str:
        context = {"sections": list(sections_of(revision.published_snapshot()))}
        return render_to_string("admin/promotions/campaignrevision/snapshot.html", context)

    @shown("Changes")
    def changes(self, revision: CampaignRevision) -> str:
        published = _published_before(revision)
        if published is None or revision.snapshot is None:
            return "Nothing was published before." if published is None else "not submitted yet"
        snapshot = revision.published_snapshot()
        found = differences_of(before=published.published_snapshot(), after=snapshot)
        context = {
            "before": f"Published as #{published.number}",
            "differences": [_row(difference, snapshot["time_zone"]) for difference in found],
        }
        return render_to_string("admin/promotions/campaignrevision/differences.html", context)

    @shown("SHA-256")
    def hash_(self, revision: CampaignRevision) -> str:
        return revision.sha256 or "-"


def _published_before(revision: CampaignRevision) -> CampaignRevision | None:
    """Return what was published when the revision was written."""
    approved = revision.campaign.revisions.filter(state=RevisionState.APPROVED)
    return approved.filter(number__lt=revision.number).order_by("-number").first()


def _row(difference: Difference, zone: str) -> tuple[str, str, str, str]:
    """Return where, what, from and to."""
    where = ", ".join(f"{kind} {name}" for kind, name in difference.path).capitalize()
    member, before, after = difference.member, difference.before, difference.after
    if member:
        old, new = (value_words(member, value, zone) for value in (before, after))
        return where or "Campaign", member_words(member), old, new
    old, new = (
        "\n".join(f"{name}: {text}" for name, text in facts_of(document or {}, zone))
        for document in (before, after)
    )
    return where, "Removed" if after is None else "Added", old, new


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
