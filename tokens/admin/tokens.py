# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator
from unfold.widgets import UnfoldAdminTextInputWidget

from identities.admin.base import OrganizationAdmin, actor, linked
from identities.admin.dialogs import DANGER, ReasonForm, button, shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import participants_named
from promotions.services.games import GameNotFound
from promotions.services.refusals import Refused
from tokens.admin.stories import story_of
from tokens.enums import TokenPhase, TokenState
from tokens.models import Token
from tokens.services.awarding import ExpiryNotInFuture, award_token
from tokens.services.codes import normalize_code
from tokens.services.extending import (
    ExpiryNotLater,
    TokenNotExtendable,
    extend_token,
    is_extendable,
)
from tokens.services.reissuing import TokenNotReissuable, reissue_token
from tokens.services.voiding import TokenAlreadyRedeemed, void_token

STATES = {"Issued": "info", "Redeemed": "success", "Voided": "danger", "Expired": "warning"}
REFUSALS: Mapping[type[Exception], str] = {
    Refused: "{0.message}",
    TokenNotReissuable: "It was reissued already, or can still be redeemed.",
    TokenAlreadyRedeemed: "The token is redeemed: its play happened.",
    GameNotFound: "The game “{}” is not published.",
    TokenNotExtendable: "It was redeemed, voided or reissued, or never expires.",
    ExpiryNotLater: "It must expire later than now, and later than before.",
    ExpiryNotInFuture: "A token can't expire before it could be used.",
}


class ExtensionForm(ReasonForm):
    """Asks until when, by the browser's own picker, and why."""

    expires_at = forms.DateTimeField(
        label="Expires at (UTC)",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local", "required": True}),
    )
    field_order = ("expires_at", "reason")


class NewTokenForm(forms.ModelForm):
    class Meta:
        model = Token
        fields = ("game", "participant", "expires_at", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "expires_at" in self.fields:
            self.fields["expires_at"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        game, participant = cleaned.get("game"), cleaned.get("participant")
        if game and participant and participant.organization_id != game.organization_id:
            self.add_error("participant", "The game is of another organization.")
        return cleaned


@admin.register(Token)
class TokenAdmin(OrganizationAdmin):
    """Tokens: looked up by their code however it is written, awarded, voided, replaced."""

    form = NewTokenForm
    list_display = (
        "code", "shown_state", "game", "participant", "issued_at", "expires_at", "organization",
    )  # fmt: skip
    list_filter = (
        "state", ("issued_at", RangeDateFilter), ("game", OwnRowsFilter),
        ("participant", OwnRowsFilter), ("batch", OwnRowsFilter),
        ("organization", OwnRowsFilter),
    )  # fmt: skip
    search_fields = ("code__exact",)
    search_help_text = "A whole code, however it is written, or the whole id of a participant"
    ordering = ("-issued_at", "-id")
    paginator = InfinitePaginator
    autocomplete_fields = ("game", "participant")
    refusals = REFUSALS
    actions_detail = ("reissue", "extend", "void")
    change_form_before_template = "admin/tokens/token/story.html"
    add_fieldsets = ((None, {"fields": ("game", "participant", "expires_at", "reason")}),)
    fields = (
        ("code", "shown_state"), "game", "participant", ("issued_at", "expires_at"), "claimed_at",
        ("redeemed_at", "play"), ("voided_at", "void_reason"),
        ("replaced_token", "replacement"), "reason", "source_id", "batch",
        "granted_by", ("channel", "client"), "organization", "id",
    )  # fmt: skip
    shown_fields = (
        "code", "shown_state", "game", "participant", "issued_at", "expires_at", "claimed_at",
        "redeemed_at", "play", "voided_at", "void_reason", "replaced_token", "replacement",
        "reason", "source_id", "batch", "granted_by", "channel", "client", "organization", "id",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown_fields if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Token]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "organization",
            "game",
            "participant",
            "play",
            "batch",
            "granted_by",
            "client",
            "reissues",
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        token = context.get("original")
        if token is not None:
            context["story"] = story_of(token, at=timezone.now())
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            code = normalize_code(search_term.replace("\0", ""))
            participants = participants_named(request, search_term)
            queryset = queryset.filter(Q(code=code) | Q(participant__in=participants))
        return queryset, False

    @shown("State", labels=STATES)
    def shown_state(self, token: Token) -> str:
        return str(token.phase(timezone.now()).label)

    @shown("Reissued for")
    def replaced_token(self, token: Token) -> str:
        return linked(token.reissues)

    @shown("Reissued as")
    def replacement(self, token: Token) -> str:
        return linked(token.reissued_as.first())

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: Any) -> None:
        """Award a token; what is refused is said on the form's page again."""
        try:
            awarded = award_token(
                organization=obj.game.organization,
                game=obj.game.code,
                participant=obj.participant.source_id,  # type: ignore[union-attr]  # the form asks for one
                reason=obj.reason,
                expires_at=obj.expires_at,
                by=actor(request),
                at=timezone.now(),
            )
        except tuple(self.refusals) as error:
            raise _NotAwarded(self.explained(error)) from error
        obj.__dict__ |= awarded.token.__dict__

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            response: HttpResponse = super().add_view(request, form_url, extra_context)
        except _NotAwarded as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.get_full_path())
        return response

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_void_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        token = self.row(request, object_id)
        return bool(
            token and token.state == TokenState.ISSUED and self.holds(request, "void", token)
        )

    @button(
        "Void", "void", "Void", "Nobody can redeem it any more.", form=ReasonForm, variant=DANGER
    )
    def void(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self.carry_out(
            request,
            object_id,
            f"Voided: {reason}",
            lambda token: void_token(
                organization=token.organization,
                code=token.code,
                reason=reason,
                by=actor(request),
                at=timezone.now(),
            ),
        )

    def has_reissue_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        token = self.row(request, object_id)
        return bool(
            token
            and token.participant_id
            and token.phase(timezone.now()) in (TokenPhase.VOIDED, TokenPhase.EXPIRED)
            and self.holds(request, "add", token)
            and not token.reissued_as.exists()
        )

    @button(
        "Reissue",
        "reissue",
        "Reissue",
        "The participant gets a new token for the same game.",
        form=ReasonForm,
    )
    def reissue(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]

        def step(token: Token) -> None:
            new = reissue_token(
                organization=token.organization,
                code=token.code,
                reason=reason,
                by=actor(request),
                at=timezone.now(),
            )
            text = format_html("Issued token {} in its place.", linked(new))
            messages.info(request, text)

        return self.carry_out(request, object_id, f"Reissued: {reason}", step)

    def has_extend_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        token = self.row(request, object_id)
        return bool(token and self.holds(request, "add", token) and is_extendable(token))

    @button(
        "Extend",
        "extend",
        "Extend",
        "The token can be redeemed until later, even if it has expired.",
        form=ExtensionForm,
    )
    def extend(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        expires_at = form.cleaned_data["expires_at"]

        def step(token: Token) -> None:
            extend_token(
                organization=token.organization,
                code=token.code,
                expires_at=expires_at,
                at=timezone.now(),
            )

        done = f"Extended: until {expires_at:%Y-%m-%d %H:%M} UTC; {form.cleaned_data['reason']}"
        return self.carry_out(request, object_id, done, step)


class _NotAwarded(Exception):
    """Takes the sentence out of the page's transaction."""
