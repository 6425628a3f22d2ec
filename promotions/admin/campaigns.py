# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from identities.admin.base import ReadOnlyInline
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.inlines import registered_inlines
from promotions.admin.campaign_steps import CampaignSteps
from promotions.admin.configuration import ConfigurationAdmin, ConfigurationInline
from promotions.admin.forms import CampaignForm, GameForm, LimitForm
from promotions.admin.odds import odds_link
from promotions.enums import CampaignPhase
from promotions.models import Campaign, CampaignRevision, Game, Limit

PHASE_LABELS = {
    CampaignPhase.LIVE.label: "success",
    CampaignPhase.SCHEDULED.label: "info",
    CampaignPhase.IN_REVIEW.label: "primary",
    CampaignPhase.PAUSED.label: "danger",
    CampaignPhase.CANCELLED.label: "danger",
}


class GameInline(ConfigurationInline):
    model = Game
    form = GameForm
    fields = ("code", "name", "kind", "position", "odds")
    readonly_fields = ("odds",)
    verbose_name_plural = "games"
    can_delete = False
    tab = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.may_see_odds = obj is not None and request.user.has_perm(
            "promotions.view_simulation", obj
        )
        return super().get_formset(request, obj, **kwargs)

    @shown("Odds")
    def odds(self, game: Game) -> str:
        return odds_link(game) if self.may_see_odds else "-"


class LimitInline(ConfigurationInline):
    model = Limit
    form = LimitForm
    fields = ("game", "counts", "per", "window", "maximum", "is_enabled")
    verbose_name_plural = "limits"
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Limit]:
        rows: QuerySet[Limit] = super().get_queryset(request)
        return rows.select_related("game", "campaign")

    def choices_of(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """Only the games of the campaign on the page can be limited."""
        match = request.resolver_match
        campaign = match.kwargs.get("object_id") if match else None
        return super().choices_of(db_field, request).filter(campaign=campaign)


class RevisionInline(ReadOnlyInline):
    model = CampaignRevision
    fields = ("number", "state", "submitted_by", "submitted_at", "approved_by", "approved_at")
    readonly_fields = fields
    ordering = ("-number",)
    verbose_name_plural = "revisions"
    tab = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[CampaignRevision]:
        rows: QuerySet[CampaignRevision] = super().get_queryset(request)
        return rows.defer("snapshot").select_related("campaign", "submitted_by", "approved_by")


@admin.register(Campaign)
class CampaignAdmin(CampaignSteps, ConfigurationAdmin):
    form = CampaignForm
    list_display = ("name", "organization", "phase", "starts", "ends")
    list_filter = ("status", ("organization", OwnRowsFilter))
    search_fields = ("name",)
    ordering = ("-starts_at", "-id")
    inlines = (GameInline, LimitInline, RevisionInline)
    readonly_fields = ("phase", "channel", "id", "created")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        related = ("organization", "published_revision")
        return super().get_queryset(request).select_related(*related)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("organization", *self.readonly_fields) if obj else self.readonly_fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        period = (*self.period_fields(request, obj), "time_zone")
        rules = ("minimum_age", "countries", "rules_text")
        about = ("publishes_stock", *(("channel", "id", "created") if obj else ()))
        return (
            (None, {"fields": ("name", "organization", "phase", "description")}),
            ("Period", {"classes": ("tab",), "fields": period}),
            ("Eligibility and rules", {"classes": ("tab",), "fields": rules}),
            ("Publishing", {"classes": ("tab",), "fields": about}),
        )

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.inlines, *registered_inlines(Campaign)] if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was ever submitted is kept, and so is its campaign."""
        return super().has_delete_permission(request, obj) and (
            obj is None or not obj.revisions.exists()
        )

    @shown("Status", labels=PHASE_LABELS)
    def phase(self, campaign: Campaign) -> str:
        return campaign.phase(timezone.now()).label
