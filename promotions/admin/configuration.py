# ruff: noqa: ARG002 - Django's hooks have their arguments
"""What is common to the pages of a campaign's configuration: frozen unless it may be edited."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from unfold.widgets import UnfoldAdminTextInputWidget

from identities.admin.base import (
    LabeledInline,
    OrganizationAdmin,
    OrganizationStackedInline,
    OrganizationTabularInline,
)
from identities.admin.dialogs import shown
from promotions.admin.banners import frozen_because, returned_because
from promotions.admin.campaign_zone import ZONED, in_zone
from promotions.admin.locks import PublishedStayFormSet, is_published
from promotions.models import Campaign, Game, Limit, Prize
from promotions.services.campaigns import is_editable


def campaign_of(obj: Model) -> Campaign:
    """Return the campaign whose configuration *obj* is part of."""
    if isinstance(obj, Campaign):
        return obj
    if isinstance(obj, Prize):
        return obj.game.campaign
    if isinstance(obj, Game | Limit):
        return obj.campaign
    raise TypeError(obj)


def editable(request: HttpRequest, obj: Model) -> bool:
    """Tell whether the configuration that *obj* is part of may be edited; asked once a request."""
    known: dict[UUID, bool] = request.__dict__.setdefault("_editable_campaigns", {})
    campaign = campaign_of(obj)
    if campaign.pk not in known:
        known[campaign.pk] = is_editable(campaign)
    return known[campaign.pk]


class ConfigurationAdmin(OrganizationAdmin):
    """Campaigns, games, prizes and limits: changed only while their campaign may be edited."""

    change_form_before_template = "admin/promotions/frozen.html"
    formfield_overrides = ZONED

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or editable(request, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or (editable(request, obj) and not is_published(obj))
        )

    @shown("Starts at", ordering="starts_at")
    def starts(self, row: Campaign | Game) -> str:
        return in_zone(row.starts_at, campaign_of(row).time_zone)

    @shown("Ends at", ordering="ends_at")
    def ends(self, row: Campaign | Game) -> str:
        return in_zone(row.ends_at, campaign_of(row).time_zone)

    @shown("Created at")
    def created(self, row: Campaign | Game | Prize) -> str:
        return in_zone(row.created_at, campaign_of(row).time_zone)

    def period_fields(self, request: HttpRequest, obj: Any) -> tuple[str, ...]:
        """Return the fields of the period: inputs, or what is shown of it where it is frozen."""
        is_frozen = obj is not None and not self.has_change_permission(request, obj)
        return ("starts", "ends") if is_frozen else ("starts_at", "ends_at")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Delete row by row: whether one may is a question of each row's campaign."""
        return {}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {**(extra_context or {}), **self._banners(request, object_id)}
        response: HttpResponse = super().changeform_view(request, object_id, form_url, context)
        return response

    def _banners(self, request: HttpRequest, object_id: str | None) -> dict[str, str]:
        row = self.row(request, object_id)
        if not row or not self.has_view_permission(request, row):
            return {}
        campaign = campaign_of(row)
        frozen = frozen_because(request, campaign)
        return {
            "frozen_because": frozen,
            "returned_because": "" if frozen else returned_because(campaign),
        }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if change or not isinstance(obj, Campaign):
            hold_editable(campaign_of(obj))
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        hold_editable(campaign_of(obj))
        super().delete_model(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, ArrayField):
            kwargs["widget"] = UnfoldAdminTextInputWidget
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class EditableRows(LabeledInline):
    """Rows of a campaign, game or prize on its page, with the same rule."""

    formset = PublishedStayFormSet

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and (obj is None or editable(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or editable(request, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or editable(request, obj)
        )


class ConfigurationInline(EditableRows, OrganizationTabularInline):
    pass


class ConfigurationStackedInline(EditableRows, OrganizationStackedInline):
    """The one row that belongs to a game or a prize, on a tab of its page."""

    extra = max_num = 1
    show_change_link = False
    tab = True


def hold_editable(campaign: Campaign) -> None:
    """Keep the campaign as it is until the page is saved, if it may still be edited."""
    if not is_editable(Campaign.objects.locked(campaign.pk)):
        raise PermissionDenied
