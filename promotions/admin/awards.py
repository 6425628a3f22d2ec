from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator

from identities.admin.base import ReadOnlyInline, actor, back, linked
from identities.admin.dialogs import DANGER, ReasonForm, button, shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants
from identities.services.clock import database_now
from promotions.enums import AwardState
from promotions.models import AWARD_TRANSITIONS, Award, AwardEvent
from promotions.services.awards import AwardNotFound, TransitionNotAllowed, transition_award
from promotions.services.replacements import NotReplaceable, replace_winner

STATE_LABELS = {
    AwardState.WON.label: "info",
    AwardState.CLAIMED.label: "primary",
    AwardState.VERIFIED.label: "primary",
    AwardState.FULFILLED.label: "success",
    AwardState.FORFEITED.label: "danger",
    AwardState.DISQUALIFIED.label: "danger",
}


class AwardEventInline(ReadOnlyInline):
    model = AwardEvent
    fields = ("happened_at", "from_state", "to_state", "reason", "channel", "user", "client")
    readonly_fields = fields
    verbose_name_plural = "transitions"
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("promotions.view_award", obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AwardEvent]:
        rows: QuerySet[AwardEvent] = super().get_queryset(request)
        return rows.select_related("user", "client")


def is_replaceable(award: Award) -> bool:
    """Tell whether an alternate may take the place of an award's winner, if one is left."""
    drawn = award.drawn_entry
    if drawn is None or award.state == AwardState.FULFILLED:
        return False
    return not hasattr(drawn, "replacement")


@admin.register(Award)
class AwardAdmin(OfParticipants):
    """Awards and their life; buttons move them on, with a reason."""

    list_display = (
        "won_at", "shown_state", "prize", "participant", "claim_by", "organization",
    )  # fmt: skip
    list_filter = (
        "state", ("won_at", RangeDateFilter), ("prize", OwnRowsFilter),
        ("participant", OwnRowsFilter), ("organization", OwnRowsFilter),
    )  # fmt: skip
    ordering = ("-won_at", "-id")
    paginator = InfinitePaginator
    inlines = (AwardEventInline,)
    fields = (
        ("won_at", "shown_state"), "prize", "participant", "won_by", "claim_by",
        ("win_number", "wins_allowed"), "organization", "id",
    )  # fmt: skip
    readonly_fields = (
        "won_at", "shown_state", "prize", "participant", "won_by", "claim_by", "win_number",
        "wins_allowed", "organization", "id",
    )  # fmt: skip
    actions_detail = ("claim", "verify", "fulfill", "replace", "forfeit", "disqualify")
    refusals: Mapping[type[Exception], str] = {
        TransitionNotAllowed: "{}",
        NotReplaceable: "{}",
        AwardNotFound: "There is no such award.",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Award]:
        related = (
            "organization", "prize", "participant", "play", "drawn_entry__entry",
            "drawn_entry__drawing", "drawn_entry__replacement",
        )  # fmt: skip
        return super().get_queryset(request).select_related(*related).defer("prize__moments_csv")

    @shown("Won by")
    def won_by(self, award: Award) -> str:
        drawn = award.drawn_entry
        if drawn is None:
            return format_html("Play {}", linked(award.play))
        return format_html(
            "Rank {} of the drawing {}, with the entry {}",
            drawn.rank, linked(drawn.drawing), linked(drawn.entry),
        )  # fmt: skip

    @shown("State", ordering="state", labels=STATE_LABELS)
    def shown_state(self, award: Award) -> str:
        return award.get_state_display()

    def _invites(self, request: HttpRequest, object_id: str | None, to: AwardState) -> bool:
        award = self.row(request, object_id)
        return bool(
            award
            and to in AWARD_TRANSITIONS[AwardState(award.state)]
            and self.holds(request, "move", award)
        )

    def _move(
        self, request: HttpRequest, form: Any, object_id: str, to: AwardState
    ) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        return self.carry_out(
            request,
            object_id,
            f"{to.label}: {reason}",
            lambda award: transition_award(
                organization=award.organization,
                award_id=award.pk,
                to=to,
                reason=reason,
                by=actor(request),
                at=timezone.now(),
            ),
        )

    def has_claim_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._invites(request, object_id, AwardState.CLAIMED)

    @button("Claim", "claim", "Claim for the winner", form=ReasonForm)
    def claim(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._move(request, form, object_id, AwardState.CLAIMED)

    def has_verify_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._invites(request, object_id, AwardState.VERIFIED)

    @button("Verify", "verify", "Verify", form=ReasonForm)
    def verify(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._move(request, form, object_id, AwardState.VERIFIED)

    def has_fulfill_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._invites(request, object_id, AwardState.FULFILLED)

    @button("Fulfill", "fulfill", "Fulfill", "The winner has the prize.", form=ReasonForm)
    def fulfill(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._move(request, form, object_id, AwardState.FULFILLED)

    def has_replace_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        award = self.row(request, object_id)
        return bool(award and is_replaceable(award) and self.holds(request, "replace", award))

    @button(
        "Replace",
        "replace",
        "Let the next alternate win in the place of this winner",
        "The award is lost for good, if it was not yet; the reason is kept.",
        form=ReasonForm,
        variant=DANGER,
    )
    def replace(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        self.carry_out(
            request,
            object_id,
            f"Replaced: {reason}",
            lambda award: replace_winner(
                organization=award.organization,
                award_id=award.pk,
                reason=reason,
                by=actor(request),
                at=database_now(),
            ),
        )
        return back(request, self.row(request, object_id).drawn_entry.drawing)

    def has_forfeit_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._invites(request, object_id, AwardState.FORFEITED)

    @button(
        "Forfeit",
        "forfeit",
        "Forfeit",
        "The unit goes back to the pool where its prize says so; what was drawn waits for an"
        " alternate.",
        form=ReasonForm,
        variant=DANGER,
    )
    def forfeit(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._move(request, form, object_id, AwardState.FORFEITED)

    def has_disqualify_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._invites(request, object_id, AwardState.DISQUALIFIED)

    @button(
        "Disqualify",
        "disqualify",
        "Disqualify",
        "The winner gets nothing; the unit stays used.",
        form=ReasonForm,
        variant=DANGER,
    )
    def disqualify(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._move(request, form, object_id, AwardState.DISQUALIFIED)
