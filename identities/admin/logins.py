# ruff: noqa: ARG002 - Django's hooks have their arguments
"""The logins of a participant: the sessions, and the buttons that end and allow them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from identities.admin.base import ReadOnlyAdmin, permission_of
from identities.admin.dialogs import DANGER, button, shown
from identities.models import LoginFailure, Participant, ParticipantSession
from identities.services.logins import close_sessions, failures_of, unlock_login

SESSIONS_SHOWN = 20


class ParticipantLogins(ReadOnlyAdmin):
    """Shows the newest sessions to whoever may view sessions, and what support does about them."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(super().get_fields(request, obj))
        may_view = request.user.has_perm(permission_of(ParticipantSession, "view"), obj)
        return (*fields, "sessions") if may_view else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "sessions")

    @shown("Sessions")
    def sessions(self, participant: Participant) -> str:
        return render_to_string(
            "admin/identities/participant/sessions.html",
            {"sessions": participant.sessions.all()[:SESSIONS_SHOWN], "now": timezone.now()},
        )

    def has_close_sessions_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        participant = self.row(request, object_id)
        return bool(
            participant
            and request.user.has_perm(permission_of(ParticipantSession, "close"), participant)
            and participant.sessions.open(at=timezone.now()).exists()
        )

    @button(
        "Close sessions",
        "close_sessions",
        "Close all sessions",
        "Whoever is logged in as this participant has to log in again.",
        variant=DANGER,
    )
    def close_sessions(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.carry_out(
            request,
            object_id,
            "Sessions closed",
            lambda participant: close_sessions(participant=participant, at=timezone.now()),
        )

    def has_unlock_login_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        participant = self.row(request, object_id)
        return bool(
            participant
            and request.user.has_perm(permission_of(LoginFailure, "delete"), participant)
            and failures_of(participant).exists()
        )

    @button(
        "Unlock login",
        "unlock_login",
        "Unlock the login",
        "Wrong passwords given until now are forgotten.",
    )
    def unlock_login(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.carry_out(
            request,
            object_id,
            "Login unlocked",
            lambda participant: unlock_login(participant=participant),
        )
