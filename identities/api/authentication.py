from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from identities.models import ApiClient
from identities.services.admission_cache import AdmissionCache
from identities.services.api_clients import Admission, admit_api_client
from identities.services.lost_connections import call_again_if_lost

ADMISSIONS = AdmissionCache()


def admit(key: str) -> Admission:
    """Admit one request by its *key*, or raise DRF's ``AuthenticationFailed``."""

    def ask() -> Admission | None:
        return admit_api_client(
            key=key, default_maximum=settings.API_REQUESTS_PER_MINUTE, cache=ADMISSIONS
        )

    admission = call_again_if_lost(ask, ask)
    if admission is None:
        raise AuthenticationFailed
    return admission


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer KEY``; ``request.auth`` is the admission of this request."""

    def authenticate(self, request: Request) -> tuple[ApiClient, Admission] | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None

        admission = admit(key.strip())
        return admission.client, admission

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
