from django.urls import path, re_path

from badges.dialects.memori import base, views

urlpatterns = [
    path("Login", views.LoginView.as_view()),
    path("Logout/<str:token>", views.LogoutView.as_view()),
    path("Badges/<str:token>", views.BadgesView.as_view()),
    path("Badge/<str:token>/<str:badge_id>", views.BadgeView.as_view()),
    path("Outcome/<str:token>/<str:outcome_code>", views.OutcomeView.as_view()),
    path("BadgeAssignment", views.BadgeAssignmentView.as_view()),
    path("HealthCheck", views.HealthCheckView.as_view()),
    re_path("", base.MemoriView.as_unknown_path()),
]
