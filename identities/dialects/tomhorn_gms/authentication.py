"""Who asks: the partner whose id a request has, if one of his secrets signed it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from identities.services.signatures import check_signature, find_organization

if TYPE_CHECKING:
    from identities.dialects.tomhorn_gms.serializers import SignedRequest
    from identities.models import Organization


def authenticate(asked: SignedRequest) -> Organization:
    """Return the organization that signed the request.

    Raises ``OrganizationNotFound`` and ``SignatureWrong``.
    """
    values = asked.validated_data
    organization = find_organization(organization_id=UUID(values["organization_id"]))
    check_signature(
        organization=organization, text=asked.signed_text, signature=values["signature"]
    )
    return organization
