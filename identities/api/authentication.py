from dataclasses import dataclass

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from identities.models import ApiClient, Organization, Participant
from identities.services.admission_cache import AdmissionCache
from identities.services.api_clients import Admission, admit_api_client
from identities.services.clock import database_now
from identities.services.lost_connections import call_again_if_lost
from identities.services.session_tokens import SessionExpired, SessionNotFound
from identities.services.user_permits import UserPermits
from identities.services.user_tokens import USER_TOKEN, find_user_token

ADMISSIONS = AdmissionCache()
USER_PERMITS = UserPermits()


@dataclass(frozen=True, slots=True)
class UserAdmission:
    """A participant whose user token was accepted, for one request. He has no scopes.

    ``retry_after`` is 0, or the seconds after which he, over his limit now, may send again.
    """

    participant: Participant
    organization: Organization
    retry_after: int


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


def admit_user(token: str) -> UserAdmission:
    """Admit one request by a user token, or raise DRF's ``AuthenticationFailed``."""

    def find() -> Participant:
        return find_user_token(token=token, at=database_now()).participant

    try:
        participant = call_again_if_lost(find, find)
    except (SessionNotFound, SessionExpired):
        raise AuthenticationFailed from None
    wait = USER_PERMITS.take(participant.pk, maximum=settings.USER_REQUESTS_PER_MINUTE)
    return UserAdmission(participant, participant.organization, wait)


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer …``."""

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    @staticmethod
    def bearer(request: Request) -> str | None:
        scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
        return credentials.strip() if scheme.lower() == "bearer" else None


class ApiKeyAuthentication(BearerAuthentication):
    """An API client's key; ``request.auth`` is the admission of this request."""

    def authenticate(self, request: Request) -> tuple[ApiClient, Admission] | None:
        key = self.bearer(request)
        if key is None:
            return None
        admission = admit(key)
        return admission.client, admission


class UserTokenAuthentication(BearerAuthentication):
    """A participant's user token, for views that take one; all else is left to the next kind."""

    def authenticate(self, request: Request) -> tuple[Participant, UserAdmission] | None:
        token = self.bearer(request)
        if token is None or not USER_TOKEN.fullmatch(token):
            return None
        admission = admit_user(token)
        return admission.participant, admission
