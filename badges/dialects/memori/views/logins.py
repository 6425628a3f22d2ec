"""Logging in and out."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request

from badges.dialects.memori import descriptions, serializers
from badges.dialects.memori.results import Result
from badges.dialects.memori.views.base import MemoriView, require
from identities.services.logins import Login, log_in, log_out
from identities.services.lost_connections import call_again_if_lost


@descriptions.log_in
class LoginView(MemoriView):
    def post(self, request: Request) -> HttpResponse:
        """-21, -31, -23; -1, -38, -13."""
        given = self.body(serializers.MemoriLoginRequest)
        name = given["user_name"] or given["email"]
        require(given["tenant"], Result.TENANT_MISSING)
        require(name, Result.NAME_MISSING)
        require(given["password"], Result.PASSWORD_MISSING)

        def call() -> Login:
            return log_in(
                tenant=given["tenant"],
                name=name,
                password=given["password"],
                channel=self.channel,
                at=self.at,
                lifetime=timedelta(hours=settings.PARTICIPANT_SESSION_HOURS),
                failures_maximum=settings.PARTICIPANT_LOGIN_FAILURES,
                lockout=settings.PARTICIPANT_LOGIN_LOCKOUT,
            )

        # an attempt whose connection died counts, too
        return self.answer(serializers.LoginPayload(call_again_if_lost(call, call)).data)


@descriptions.log_out
class LogoutView(MemoriView):
    def post(self, request: Request, token: str) -> HttpResponse:
        """-101, -103."""

        def call() -> None:
            log_out(token=token, at=self.at, channel=self.channel)

        call_again_if_lost(call, call)
        return self.answer()
