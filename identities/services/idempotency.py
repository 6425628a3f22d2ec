"""Idempotency: a POST's answer is stored in the transaction of its effect, and answered again.

Only successes are stored: a refused call changed nothing, and may be tried again under its key.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from identities.models import IdempotencyRecord
from identities.services.lost_connections import call_again_if_lost

# how the keys of calls begin whose client sent none
INTERNAL_KEY = "·"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call answered: an HTTP status, and the body as it was sent."""

    status: int
    body: str


class StillRunning(Exception):
    """The first call with this key has not ended."""


class KeyReused(Exception):
    """The key belongs to another request."""


class KeyMalformed(Exception):
    """An idempotency key is 1 to 255 printable ASCII characters."""


def check_key(key: str) -> str:
    """Return *key* where a client may use it; raise ``KeyMalformed`` otherwise."""
    if not (1 <= len(key) <= 255 and key.isascii() and key.isprintable()):  # noqa: PLR2004
        raise KeyMalformed(key)
    return key


def new_internal_key() -> str:
    """Return a key for a call without one; no client can send it, as it is not ASCII."""
    return f"{INTERNAL_KEY}{uuid.uuid4()}"


def request_sha256(*, method: str, path: str, body: bytes) -> str:
    """Return what tells two requests apart: the hash of method, path and raw body."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), body])).hexdigest()


def answer_once(
    *, client_id: UUID, key: str, request_sha256: str, effect: Callable[[], Answer]
) -> Answer:
    """Run *effect* and store its answer under *key*, in one transaction; or answer the stored one.

    Where the connection dies the call is made once more on a fresh one: it waits for the first
    transaction to end, 5 seconds at most, and then knows whether it was committed. Raises
    ``StillRunning``, ``KeyReused``, and whatever *effect* raises, with nothing stored.
    """

    def call(*, wait: bool) -> Answer:
        with transaction.atomic():
            _lock(client_id, key, wait=wait)
            stored = IdempotencyRecord.objects.filter(client_id=client_id, key=key).first()
            if stored is not None:
                return _answer(stored, request_sha256)
            answer = effect()
            IdempotencyRecord.objects.create(
                client_id=client_id,
                key=key,
                request_sha256=request_sha256,
                status=answer.status,
                body=answer.body,
            )
            return answer

    return call_again_if_lost(lambda: call(wait=False), lambda: call(wait=True))


def _lock(client_id: UUID, key: str, *, wait: bool) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT lock_idempotency_key_v1(%s, %s, %s)", [client_id, key, wait])
            (locked,) = cursor.fetchone()
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise StillRunning(key) from None
        raise
    if not locked:
        raise StillRunning(key)


def _answer(stored: IdempotencyRecord, sha256: str) -> Answer:
    # the record of a redemption, which holds no answer, is always of another path
    if stored.request_sha256 != sha256 or stored.status is None or stored.body is None:
        raise KeyReused(stored.key)
    return Answer(stored.status, stored.body)
