"""The operations. Each says in which order it checks, by the codes that it answers then."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from badges.dialects.memori import descriptions, serializers
from badges.dialects.memori.base import MemoriView
from badges.dialects.memori.results import MemberMissing, Result
from badges.services.assignments import (
    AssignmentNotFound,
    badges_of,
    find_assignment,
    record_assignment,
)
from badges.services.outcomes import OutcomeTypeNotFound, process_outcome
from identities.services.logins import Login, log_in, log_out
from identities.services.lost_connections import call_again_if_lost


@descriptions.log_in
class LoginView(MemoriView):
    def post(self, request: Request) -> HttpResponse:
        """-21, -31, -23; -1, -38, -13."""
        given = self.body(serializers.MemoriLoginRequest)
        name = given["user_name"] or given["email"]
        _require(given["tenant"], Result.TENANT_MISSING)
        _require(name, Result.NAME_MISSING)
        _require(given["password"], Result.PASSWORD_MISSING)

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


@descriptions.list_badges
class BadgesView(MemoriView):
    def get(self, request: Request, token: str) -> HttpResponse:
        """-101, -103."""
        holder = self.session(token).participant
        held = badges_of(organization=holder.organization, participant_id=holder.pk)
        return self.answer(serializers.BadgesPayload({"badges": held}).data)


@descriptions.fetch_badge
class BadgeView(MemoriView):
    def get(self, request: Request, token: str, badge_id: str) -> HttpResponse:
        """-101, -103; -2051."""
        holder = self.session(token).participant
        try:
            assignment_id = UUID(badge_id)
        except ValueError:
            raise AssignmentNotFound from None
        found = find_assignment(
            organization=holder.organization, participant_id=holder.pk, assignment_id=assignment_id
        )
        return self.answer(serializers.BadgePayload({"badge": found}).data)


@descriptions.process_outcome
class OutcomeView(MemoriView):
    def post(self, request: Request, token: str, outcome_code: str) -> HttpResponse:
        """-2001, -38; -101, -103; -2001 for another organization's user; -2072, -2003, -2071."""
        self.admit_issuer()
        achiever = self.session(token).participant
        if achiever.organization_id != self.admission.organization.pk:
            raise PermissionDenied
        if "\0" in outcome_code:
            raise OutcomeTypeNotFound

        def effect() -> str:
            process_outcome(
                organization=self.admission.organization,
                participant=achiever.source_id,
                outcome=outcome_code,
                by=self.actor,
                at=self.at,
                rules_required=True,
            )
            return ""

        self.once(effect)
        return self.answer()


@descriptions.record_assignment
class BadgeAssignmentView(MemoriView):
    def post(self, request: Request) -> HttpResponse:
        """-2001, -38; -2002; -2003 for no outcome, an unknown one; -2005, -2007; -2026, -2051."""
        given = self.body(serializers.MemoriAssignmentRequest)
        self.admit_issuer()
        _require(given["reference"], Result.REFERENCE_MISSING)

        def effect() -> str:
            record_assignment(
                organization=self.admission.organization, by=self.actor, at=self.at, **given
            )
            return ""

        self.once(effect)
        return self.answer()


@descriptions.check_health
class HealthCheckView(MemoriView):
    def get(self, request: Request) -> HttpResponse:
        return self.answer()


def _require(member: str, missing: Result) -> None:
    if not member.strip():
        raise MemberMissing(missing)
