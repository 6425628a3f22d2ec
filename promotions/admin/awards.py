from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.paginator import InfinitePaginator

from identities.admin.base import ReadOnlyInline, actor
from identities.admin.dialogs import DANGER, ReasonForm, button, shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.participants import OfParticipants
from promotions.enums import AwardState
from promotions.models import AWARD_TRANSITIONS, Award, AwardEvent
from promotions.services.awards import AwardNotFound, TransitionNotAllowed, transition_award

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
        ("won_at", "shown_state"), "prize", "participant", "play", "claim_by",
        ("win_number", "wins_allowed"), "organization", "id",
    )  # fmt: skip
    readonly_fields = (
        "won_at", "shown_state", "prize", "participant", "play", "claim_by", "win_number",
        "wins_allowed", "organization", "id",
    )  # fmt: skip
    actions_detail = ("claim", "verify", "fulfill", "forfeit", "disqualify")
    refusals: Mapping[type[Exception], str] = {
        TransitionNotAllowed: "{}",
        AwardNotFound: "There is no such award.",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Award]:
        related = ("organization", "prize", "participant", "play")
        return super().get_queryset(request).select_related(*related).defer("prize__moments_csv")

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

    def has_forfeit_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._invites(request, object_id, AwardState.FORFEITED)

    @button(
        "Forfeit",
        "forfeit",
        "Forfeit",
        "The unit goes back to the pool where its prize says so.",
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
