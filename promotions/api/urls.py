from django.urls import path

from promotions.api.views.awards import AwardViewSet
from promotions.api.views.drawings import DrawingViewSet
from promotions.api.views.entries import EntryViewSet
from promotions.api.views.games import GameViewSet
from promotions.api.views.plays import PlayViewSet

urlpatterns = [
    path("games", GameViewSet.as_view({"get": "list"})),
    path("games/<text:code>", GameViewSet.as_view({"get": "retrieve"})),
    path("games/<text:code>/prizes", GameViewSet.as_view({"get": "prizes"})),
    path("games/<text:code>/revision", GameViewSet.as_view({"get": "revision"})),
    path("games/<text:code>/drawing", DrawingViewSet.as_view({"get": "drawing"})),
    path("games/<text:code>/drawn-entries", DrawingViewSet.as_view({"get": "drawn_entries"})),
    path("entries", EntryViewSet.as_view({"get": "list", "post": "create"})),
    path("entries/<text:entry_id>", EntryViewSet.as_view({"get": "retrieve"})),
    path("plays", PlayViewSet.as_view({"get": "list"})),
    path("plays/<text:play_id>", PlayViewSet.as_view({"get": "retrieve"})),
    path("awards", AwardViewSet.as_view({"get": "list"})),
    path("awards/<text:award_id>", AwardViewSet.as_view({"get": "retrieve"})),
    path("awards/<text:award_id>/claim", AwardViewSet.as_view({"post": "claim"})),
    path("awards/<text:award_id>/transition", AwardViewSet.as_view({"post": "transition"})),
    path("awards/<text:award_id>/replace", AwardViewSet.as_view({"post": "replace"})),
]
