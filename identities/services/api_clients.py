"""API clients: making and revoking their keys, and admitting their requests."""

from __future__ import annotations

import hashlib
import math
import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from identities.models import ApiClient, Organization
from identities.services.admission_cache import AdmissionCache, Identity

PREFIX_ALPHABET = string.ascii_letters + string.digits
KEY = re.compile(r"tmb_([A-Za-z0-9]{12})_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class NewApiClient:
    """A client just made, with its key in clear: the only time that it can be read."""

    client: ApiClient
    key: str


@dataclass(frozen=True, slots=True)
class Admission:
    """A client whose key was accepted, for one request.

    Of its client and its organization only ids (and the scopes) are loaded. ``retry_after`` is 0,
    or the seconds after which the client, over its limit now, may send again.
    """

    client: ApiClient
    organization: Organization
    scopes: frozenset[str]
    retry_after: int


class TooManyWrongCodes(Exception):
    """The client named too many unknown codes; until *retry_at* none of its codes is looked at."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(retry_at)
        self.retry_at = retry_at


def create_api_client(
    *,
    organization: Organization,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
    requests_per_minute: int | None = None,
) -> NewApiClient:
    """Make a client with a key of 256 random bits, of which only the SHA-256 is stored.

    The key is ``tmb_<prefix>_<secret>``; the prefix, 12 letters and digits, is how it is found and
    what staff may see. Without *requests_per_minute* the platform's own figure holds.
    """
    prefix = "".join(secrets.choice(PREFIX_ALPHABET) for _ in range(12))
    key = f"tmb_{prefix}_{secrets.token_urlsafe(32)}"
    client = ApiClient.objects.create(
        organization=organization,
        name=name,
        prefix=prefix,
        key_sha256=_sha256(key),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
        requests_per_minute=requests_per_minute,
    )
    return NewApiClient(client=client, key=key)


def revoke_api_client(*, client: ApiClient, at: datetime) -> None:
    """Refuse the client's key from *at* on; processes that know it may take 5 seconds to notice."""
    ApiClient.objects.filter(pk=client.pk, revoked_at__isnull=True).update(revoked_at=at)


def admit_api_client(*, key: str, default_maximum: int, cache: AdmissionCache) -> Admission | None:
    """Admit one request by its *key*, or return ``None``: no such key, or none that may be used.

    The requests of one minute are limited over all processes: *cache* takes permits from the
    database by the hundredth and serves them here. One database call at most; none where the key
    was seen in the last 5 seconds and permits are left.
    """
    match = KEY.fullmatch(key)
    if match is None:
        return None
    digest = _sha256(key)
    wait = cache.take_permit(digest)
    identity = cache.identity(digest)
    if identity is None or wait is None:
        found = _ask_database(match[1], digest, None if wait is None else 0, default_maximum)
        if found is None:
            cache.forget(digest)
            return None
        identity = found.identity
        cache.remember(digest, identity)
        if wait is None:
            wait = cache.add_permits(digest, found.permits, found.seconds_left)
    return _admission(identity, retry_after=math.ceil(wait))


def count_wrong_code(*, client_id: UUID) -> None:
    """Count an unknown code that the client named; call it after the refusal was rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count_wrong_code_v1(%s)", [client_id])


def refuse_guesser(*, client_id: UUID, maximum: int) -> None:
    """Raise ``TooManyWrongCodes`` where *maximum* unknown codes were named in this minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guesser_retry_at_v1(%s, %s)", [client_id, maximum])
        (retry_at,) = cursor.fetchone()
    if retry_at is not None:
        raise TooManyWrongCodes(retry_at)


@dataclass(frozen=True, slots=True)
class _Found:
    identity: Identity
    permits: int
    seconds_left: float


def _ask_database(
    prefix: str, digest: bytes, wanted: int | None, default_maximum: int
) -> _Found | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT client_id, organization_id, scopes, permits, seconds_left"
            " FROM admit_api_client_v1(%s, %s, %s, %s)",
            [prefix, digest, wanted, default_maximum],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    client_id, organization_id, scopes, permits, seconds_left = row
    return _Found(Identity(client_id, organization_id, frozenset(scopes)), permits, seconds_left)


def _admission(identity: Identity, *, retry_after: int) -> Admission:
    organization = Organization.from_db("default", ["id"], [identity.organization_id])
    client = ApiClient.from_db(
        "default", ["id", "organization_id"], [identity.client_id, identity.organization_id]
    )
    client.organization = organization
    return Admission(client, organization, identity.scopes, retry_after)


def _sha256(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
