from django.urls import path

from identities.api import converters, views

__all__ = ["converters", "urlpatterns"]

urlpatterns = [
    path("participants", views.ParticipantViewSet.as_view({"post": "create"})),
    path("participants/<anytext:source_id>", views.ParticipantViewSet.as_view({"get": "retrieve"})),
]
