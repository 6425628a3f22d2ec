from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from badges.api import problems
from badges.api.descriptions import describe_assignments, describe_badges, describe_outcomes
from badges.api.filters import BadgeAssignmentFilterSet, BadgeFilterSet, OutcomeFilterSet
from badges.api.serializers import (
    BadgeAnswer,
    BadgeAssignmentAnswer,
    OutcomeAnswer,
    OutcomeRequest,
    RevokeRequest,
)
from badges.models import Badge, BadgeAssignment, Outcome
from badges.services.assignments import revoke_assignment
from badges.services.outcomes import process_outcome
from identities.api.serializers import Shown
from identities.api.views import PlatformViewSet, Scopes, uuid_or_not_found
from identities.enums import Scope
from identities.services.clock import database_now

__all__ = ["BadgeAssignmentViewSet", "BadgeViewSet", "OutcomeViewSet", "problems"]


@describe_badges
class BadgeViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = dict.fromkeys(("list", "retrieve"), (Scope.READ,))
    queryset = Badge.objects.none()
    serializer_class = BadgeAnswer
    filterset_class = BadgeFilterSet
    paged_by = "created_at"

    def get_queryset(self) -> QuerySet[Badge]:
        return Badge.objects.in_organization(self.organization)

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda badges: [BadgeAnswer(badge).data for badge in badges])

    def retrieve(self, request: Request, code: str) -> Response:
        return Response(BadgeAnswer(self.find(code=code)).data)


@describe_assignments
class BadgeAssignmentViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve"), (Scope.READ,)),
        "revoke": (Scope.BADGES_ASSIGN,),
    }
    queryset = BadgeAssignment.objects.none()
    serializer_class = BadgeAssignmentAnswer
    filterset_class = BadgeAssignmentFilterSet
    paged_by = "assigned_at"

    def get_queryset(self) -> QuerySet[BadgeAssignment]:
        assignments = BadgeAssignment.objects.in_organization(self.organization)
        return assignments.select_related("badge", "participant")

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda rows: [BadgeAssignmentAnswer(row).data for row in rows])

    def retrieve(self, request: Request, assignment_id: str) -> Response:
        row = self.find(pk=uuid_or_not_found(assignment_id))
        return Response(BadgeAssignmentAnswer(row).data)

    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, assignment_id: str) -> HttpResponse:
        pk = uuid_or_not_found(assignment_id)
        body = self.body(RevokeRequest)

        def effect() -> tuple[int, Any]:
            revoked = revoke_assignment(
                organization=self.organization,
                assignment_id=pk,
                by=self.actor,
                at=database_now(),
                **body.validated_data,
            )
            return 200, BadgeAssignmentAnswer(revoked).data

        return self.answer_once(effect)


@describe_outcomes
class OutcomeViewSet(PlatformViewSet):
    scopes: ClassVar[Scopes] = {
        **dict.fromkeys(("list", "retrieve"), (Scope.READ,)),
        "create": (Scope.BADGES_ASSIGN,),
    }
    queryset = Outcome.objects.none()
    serializer_class = OutcomeAnswer
    filterset_class = OutcomeFilterSet
    paged_by = "happened_at"

    def get_queryset(self) -> QuerySet[Outcome]:
        given = Prefetch("assignments", BadgeAssignment.objects.by_rules(), to_attr="given")
        outcomes = Outcome.objects.filter(organization=self.organization)
        return outcomes.select_related("outcome_type", "participant").prefetch_related(given)

    def list(self, request: Request) -> Response:
        return self.answer_list(lambda rows: [_outcome(row, row.given) for row in rows])

    def retrieve(self, request: Request, outcome_id: str) -> Response:
        row = self.find(pk=uuid_or_not_found(outcome_id))
        return Response(_outcome(row, row.given))

    def create(self, request: Request) -> HttpResponse:
        body = self.body(OutcomeRequest)

        def effect() -> tuple[int, Any]:
            processed = process_outcome(
                organization=self.organization,
                by=self.actor,
                at=database_now(),
                **body.validated_data,
            )
            status = 201 if processed.created else 200
            return status, _outcome(processed.outcome, processed.assigned)

        return self.answer_once(effect)


def _outcome(outcome: Outcome, given: Iterable[BadgeAssignment]) -> Any:
    codes = [assignment.badge.code for assignment in given]
    return OutcomeAnswer(Shown(outcome, assigned=codes)).data
