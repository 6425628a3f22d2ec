from identities.models.api_client import ApiClient, ApiClientUsage, IdempotencyRecord
from identities.models.base import UUIDModel
from identities.models.encryption import EncryptedTextField
from identities.models.history import track_configuration
from identities.models.organization import Organization, currency_validator
from identities.models.participant import (
    LoginFailure,
    Participant,
    ParticipantSession,
    Profile,
    country_validator,
)
from identities.models.staff import StaffMembership, User

__all__ = [
    "ApiClient",
    "ApiClientUsage",
    "EncryptedTextField",
    "IdempotencyRecord",
    "LoginFailure",
    "Organization",
    "Participant",
    "ParticipantSession",
    "Profile",
    "StaffMembership",
    "UUIDModel",
    "User",
    "country_validator",
    "currency_validator",
    "track_configuration",
]
