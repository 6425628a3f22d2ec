# ruff: noqa: ARG002 - Django's hooks have their arguments
"""How client apps show games and prizes."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from identities.admin.base import OrganizationAdmin
from identities.admin.dialogs import shown
from identities.admin.filters import OwnRowsFilter
from promotions.admin.configuration import ConfigurationStackedInline
from promotions.models import GamePresentation, GameType, PrizePresentation
from promotions.services.presentations import is_in_use


@admin.register(GameType)
class GameTypeAdmin(OrganizationAdmin):
    """Kinds of play. One that any game is or was published with stays."""

    list_display = ("name", "source_id", "bundle_name", "organization")
    list_filter = (("organization", OwnRowsFilter),)
    search_fields = ("name", "source_id__exact")
    ordering = ("name", "id")
    fields = ("organization", "source_id", "name", "description", "bundle_name")
    readonly_fields = ("in_use",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[GameType]:
        return super().get_queryset(request).select_related("organization")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.fields, "in_use") if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = ("organization", "source_id") if obj else ()
        return (*fixed, *self.readonly_fields)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"source_id": uuid.uuid4(), **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not is_in_use(obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Delete row by row: whether one may is a question of each row."""
        return {}

    @shown("In use", boolean=True)
    def in_use(self, game_type: GameType) -> bool:
        return is_in_use(game_type)


class GamePresentationInline(ConfigurationStackedInline):
    model = GamePresentation
    fields = (
        "game_type", ("bundle_name", "theme"), "completion_title", "completion_message",
        "client_logo_url", "program_logo_url", "starting_logo_url", "background_image_url",
        "catalog_url", "warning_percentage", "warns_by_email", "warning_addresses",
    )  # fmt: skip
    verbose_name = verbose_name_plural = "presentation"

    def choices_of(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """A game is of a type of its own organization."""
        match = request.resolver_match
        game = match.kwargs.get("object_id") if match else None
        return super().choices_of(db_field, request).filter(organization__games=game)


class PrizePresentationForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        earliest, latest = cleaned.get("do_not_award_until"), cleaned.get("must_award_by")
        if earliest is not None and latest is not None and latest < earliest:
            self.add_error("must_award_by", "It can't have to be awarded before it may be.")
        return cleaned


class PrizePresentationInline(ConfigurationStackedInline):
    model = PrizePresentation
    form = PrizePresentationForm
    fields = (
        "is_hidden", "outcome_message", "highlighted_image_url", "share", "must_award_by",
        "do_not_award_until",
    )  # fmt: skip
    verbose_name = verbose_name_plural = "presentation"
