"""What issuers of badges do."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from badges.dialects.memori import descriptions, serializers
from badges.dialects.memori.authentication import key_of
from badges.dialects.memori.results import Result
from badges.dialects.memori.views.base import MemoriView, require
from badges.services.assignments import record_assignment
from badges.services.outcomes import OutcomeTypeNotFound, process_outcome
from identities.enums import Scope


class IssuerView(MemoriView):
    schema = descriptions.IssuerSchema()

    def admit_issuer(self) -> None:
        """Admit the API client of an issuer of badges: -2001, and -38 over its limit."""
        self.admit(key_of(self.request.headers.get("Authorization", "")), Scope.BADGES_ASSIGN)


@descriptions.process_outcome
class OutcomeView(IssuerView):
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
class BadgeAssignmentView(IssuerView):
    def post(self, request: Request) -> HttpResponse:
        """-2001, -38; -2002; -2003 for no outcome, an unknown one; -2005, -2007; -2026, -2051."""
        given = self.body(serializers.MemoriAssignmentRequest)
        self.admit_issuer()
        require(given["reference"], Result.REFERENCE_MISSING)

        def effect() -> str:
            record_assignment(
                organization=self.admission.organization, by=self.actor, at=self.at, **given
            )
            return ""

        self.once(effect)
        return self.answer()
