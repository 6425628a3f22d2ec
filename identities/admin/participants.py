# ruff: noqa: ARG002 - Django's hooks have their arguments
from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from unfold.paginator import InfinitePaginator

from identities.admin.base import ReadOnlyAdmin, allowed_rows, record
from identities.admin.dialogs import DANGER, ReasonForm, button, shown
from identities.admin.filters import OwnRowsFilter
from identities.admin.inlines import registered_inlines
from identities.admin.logins import ParticipantLogins
from identities.enums import ParticipantState
from identities.models import Organization, Participant, Profile

STATE_LABELS = {
    ParticipantState.ACTIVE.label: "success",
    ParticipantState.BLOCKED.label: "danger",
}
MASK = "•••••"


@admin.register(Participant)
class ParticipantAdmin(ParticipantLogins):
    """Participants by the organization's own id. Personal data is shown on request, and logged."""

    list_display = ("source_id", "organization", "kind", "shown_state", "created_at")
    list_filter = ("state", "kind", ("organization", OwnRowsFilter))
    search_fields = ("source_id__exact",)
    search_help_text = "The whole id that the organization uses"
    ordering = ("-created_at", "-id")
    paginator = InfinitePaginator
    fields = (
        "source_id", "organization", "kind", "shown_state", "parent", "currency", "created_at",
        "personal_data",
    )  # fmt: skip
    readonly_fields = fields
    actions_detail = (
        "block", "unblock", "show_personal_data", "close_sessions", "unlock_login", "set_password",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).select_related("organization", "parent", "profile")

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return registered_inlines(Participant)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Take the whole term: an id may have spaces."""
        if search_term:
            queryset = queryset.filter(source_id=search_term.replace("\0", ""))
        return queryset, False

    @shown("State", ordering="state", labels=STATE_LABELS)
    def shown_state(self, participant: Participant) -> str:
        return participant.get_state_display()

    @shown("Personal data")
    def personal_data(self, participant: Participant) -> str:
        return MASK if hasattr(participant, "profile") else "none"

    def has_personal_data_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        participant = self.row(request, object_id)
        return bool(
            participant
            and hasattr(participant, "profile")
            and request.user.has_perm("identities.view_profile", participant)
        )

    @button(
        "Show personal data",
        "personal_data",
        "Show personal data",
        "The look is logged, with its reason.",
        form=ReasonForm,
    )
    def show_personal_data(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        participant = self.row(request, object_id)
        record(request, participant, f"Looked at personal data: {form.cleaned_data['reason']}")
        return render(
            request,
            "admin/identities/participant/personal_data.html",
            {"rows": list(_profile_rows(participant.profile))},
        )

    def has_block_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._may_block(request, object_id, ParticipantState.ACTIVE)

    def has_unblock_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._may_block(request, object_id, ParticipantState.BLOCKED)

    def _may_block(
        self, request: HttpRequest, object_id: str | None, state: ParticipantState
    ) -> bool:
        participant = self.row(request, object_id)
        return bool(
            participant and participant.state == state and self.holds(request, "block", participant)
        )

    @button(
        "Block",
        "block",
        "Block",
        "Nothing can be awarded or redeemed meanwhile.",
        form=ReasonForm,
        variant=DANGER,
    )
    def block(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._move(request, form, object_id, "Blocked", ParticipantState.BLOCKED)

    @button("Unblock", "unblock", "Unblock", form=ReasonForm)
    def unblock(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self._move(request, form, object_id, "Unblocked", ParticipantState.ACTIVE)

    def _move(
        self, request: HttpRequest, form: Any, object_id: str, done: str, state: ParticipantState
    ) -> HttpResponse:
        def step(participant: Participant) -> None:
            # only from the state that the button was shown for: erased people stay erased
            same = Participant.objects.filter(pk=participant.pk, state=participant.state)
            same.update(state=state)

        return self.carry_out(request, object_id, f"{done}: {form.cleaned_data['reason']}", step)


class OfParticipants(ReadOnlyAdmin):
    """Lists that are searched by the whole id of a participant, along the index of that."""

    search_fields: tuple[str, ...] = ("participant__source_id__exact",)
    search_help_text = "The whole id of a participant"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term:
            queryset = queryset.filter(participant__in=participants_named(request, search_term))
        return queryset, False


def participants_named(request: HttpRequest, source_id: str) -> list[Any]:
    """Return the ids of the participants that the organizations of the person call so."""
    organizations = allowed_rows(Organization.objects.all(), request, "view")
    rows = Participant.objects.filter(
        organization__in=list(organizations), source_id=source_id.replace("\0", "")
    )
    return list(rows.values_list("pk", flat=True))


def _profile_rows(profile: Profile) -> list[tuple[str, Any]]:
    hidden = {"participant", "password"}
    fields = [field for field in profile._meta.fields if field.name not in hidden]  # noqa: SLF001 - Django's documented _meta
    return [(str(field.verbose_name), getattr(profile, field.name) or "-") for field in fields]
