"""Requests that an organization signs instead of sending a key: HMAC-SHA-256 (RFC 2104)."""

from __future__ import annotations

import hmac
from uuid import UUID

from django.db import transaction

from identities.models import Organization
from identities.models.organization import new_signing_secret


class OrganizationNotFound(Exception):
    """No organization of this id takes requests: there is none, or it is disabled."""


class SignatureWrong(Exception):
    """It was not made of this text with a secret of the organization."""


def sign(*, secret: str, text: str) -> str:
    """Return the signature of *text*: 64 hexadecimal digits in upper case; both are UTF-8."""
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex().upper()


def find_organization(*, organization_id: UUID) -> Organization:
    """Return the organization of this id, or raise ``OrganizationNotFound``."""
    found = Organization.objects.filter(pk=organization_id, is_enabled=True).first()
    if found is None:
        raise OrganizationNotFound(organization_id)
    return found


def check_signature(*, organization: Organization, text: str, signature: str) -> None:
    """Raise ``SignatureWrong`` unless the organization signed *text*, in digits of either case.

    While its secret is being replaced the previous one is accepted too. The time taken tells
    nothing of how much of a wrong signature is right.
    """
    given = signature.encode().upper()
    secrets = (organization.signing_secret, organization.previous_signing_secret)
    right = [
        hmac.compare_digest(given, sign(secret=secret, text=text).encode())
        for secret in secrets
        if secret
    ]
    if not any(right):
        raise SignatureWrong


def replace_signing_secret(*, organization: Organization, secret: str = "") -> str:
    """Let the organization sign with *secret*, or a new one, from now on, and return it.

    The secret that it had is accepted too, until ``end_previous_secret``.
    """
    secret = secret or new_signing_secret()
    with transaction.atomic():
        row = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
        row.previous_signing_secret, row.signing_secret = row.signing_secret, secret
        row.save(update_fields=["signing_secret", "previous_signing_secret"])
    return secret


def end_previous_secret(*, organization: Organization) -> None:
    """Accept only what is signed with the newest secret."""
    Organization.objects.filter(pk=organization.pk).update(previous_signing_secret=None)
