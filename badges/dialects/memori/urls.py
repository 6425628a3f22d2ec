from django.urls import path, re_path

from badges.dialects.memori.views.badges import BadgesView, BadgeView
from badges.dialects.memori.views.base import MemoriView
from badges.dialects.memori.views.health import HealthCheckView
from badges.dialects.memori.views.issuers import BadgeAssignmentView, OutcomeView
from badges.dialects.memori.views.logins import LoginView, LogoutView

urlpatterns = [
    path("Login", LoginView.as_view()),
    path("Logout/<str:token>", LogoutView.as_view()),
    path("Badges/<str:token>", BadgesView.as_view()),
    path("Badge/<str:token>/<str:badge_id>", BadgeView.as_view()),
    path("Outcome/<str:token>/<str:outcome_code>", OutcomeView.as_view()),
    path("BadgeAssignment", BadgeAssignmentView.as_view()),
    path("HealthCheck", HealthCheckView.as_view()),
    re_path("", MemoriView.as_unknown_path()),
]
