# ruff: noqa: ARG002 - Django's hooks have their arguments
"""The logins of a participant: the sessions, and the buttons that end and allow them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from unfold.widgets import UnfoldAdminPasswordWidget as PasswordWidget

from identities.admin.base import ReadOnlyAdmin, permission_of
from identities.admin.dialogs import DANGER, ReasonForm, button, shown
from identities.models import LoginFailure, Participant, ParticipantSession, Profile
from identities.services.logins import close_sessions, failures_of, unlock_login
from identities.services.passwords import NAMES, check_new_password, set_password

SESSIONS_SHOWN = 20
# so that no browser fills in the password of the person who is signed in
NEW_PASSWORD = {"autocomplete": "new-password", "required": True}


class PasswordForm(ReasonForm):
    """Asks for a new password, twice as nobody sees it, and for the reason, which alone is kept."""

    password = forms.CharField(
        label="New password", strip=False, max_length=200, widget=PasswordWidget(attrs=NEW_PASSWORD)
    )
    again = forms.CharField(
        label="New password again", strip=False, widget=PasswordWidget(attrs=NEW_PASSWORD)
    )
    field_order = ("password", "again", "reason")

    def clean(self) -> None:
        password, again = (self.cleaned_data.get(name) for name in ("password", "again"))
        if not password or not again:
            return
        if password != again:
            raise ValidationError({"again": "It is not the same."})
        profile = Profile.objects.filter(participant_id=str(self.object_id)).first()
        check_new_password(password=password, profile=profile or Profile())


class ParticipantLogins(ReadOnlyAdmin):
    """Shows the newest sessions to whoever may view sessions, and what support does about them."""

    # what is wrong with a password, where the profile was changed after its form had been checked
    refusals: Mapping[type[Exception], str] = {ValidationError: "{0.messages[0]}"}

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

    def has_set_password_permission(
        self, request: HttpRequest, object_id: str | None = None
    ) -> bool:
        participant = self.row(request, object_id)
        profile = getattr(participant, "profile", None)
        return bool(
            profile
            and any(getattr(profile, name) for name in NAMES)
            and request.user.has_perm(permission_of(Profile, "set_password"), participant)
        )

    @button(
        "Set password",
        "set_password",
        "Set a new password",
        "All sessions are closed: whoever is logged in as this participant has to log in again.",
        form=PasswordForm,
        variant=DANGER,
    )
    def set_password(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.carry_out(
            request,
            object_id,
            f"Password set: {form.cleaned_data['reason']}",
            lambda participant: set_password(
                participant=participant,
                password=form.cleaned_data["password"],
                at=timezone.now(),
            ),
        )
