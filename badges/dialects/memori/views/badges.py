"""What a user sees of his badges."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from badges.dialects.memori import descriptions, serializers
from badges.dialects.memori.views.base import MemoriView
from badges.services.assignments import AssignmentNotFound, badges_of, find_assignment


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
