from django.urls import path

from tokens.api.views.batches import BatchViewSet
from tokens.api.views.tokens import TokenViewSet

urlpatterns = [
    path("tokens", TokenViewSet.as_view({"get": "list", "post": "create"})),
    path("tokens/<text:code>", TokenViewSet.as_view({"get": "retrieve"})),
    path("tokens/<text:code>/redeem", TokenViewSet.as_view({"post": "redeem"})),
    path("tokens/<text:code>/void", TokenViewSet.as_view({"post": "void"})),
    path("batches", BatchViewSet.as_view({"get": "list", "post": "create"})),
    path("batches/<text:batch_id>", BatchViewSet.as_view({"get": "retrieve"})),
]
