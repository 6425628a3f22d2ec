from django.urls import path

from badges.api.views import BadgeAssignmentViewSet, BadgeViewSet, OutcomeViewSet

urlpatterns = [
    path("badges", BadgeViewSet.as_view({"get": "list"})),
    path("badges/<text:code>", BadgeViewSet.as_view({"get": "retrieve"})),
    path("badge-assignments", BadgeAssignmentViewSet.as_view({"get": "list"})),
    path(
        "badge-assignments/<text:assignment_id>",
        BadgeAssignmentViewSet.as_view({"get": "retrieve"}),
    ),
    path(
        "badge-assignments/<text:assignment_id>/revoke",
        BadgeAssignmentViewSet.as_view({"post": "revoke"}),
    ),
    path("outcomes", OutcomeViewSet.as_view({"get": "list", "post": "create"})),
    path("outcomes/<text:outcome_id>", OutcomeViewSet.as_view({"get": "retrieve"})),
]
