from django.http import HttpResponse
from rest_framework.request import Request

from badges.dialects.memori import descriptions
from badges.dialects.memori.views.base import MemoriView


@descriptions.check_health
class HealthCheckView(MemoriView):
    def get(self, request: Request) -> HttpResponse:
        return self.answer()
