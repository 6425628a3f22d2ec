"""What one process remembers of API clients, so that most requests ask the database nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from cachetools import LRUCache, TTLCache

SECONDS = 5
SIZE = 10_000


class Identity(NamedTuple):
    """Who a key belongs to, and what he may do."""

    client_id: UUID
    organization_id: UUID
    scopes: frozenset[str]


@dataclass(slots=True)
class Permits:
    """Requests that may still be served here in one minute, which ends at *ends_at* (monotonic)."""

    left: int
    ends_at: float


class AdmissionCache:
    """Clients by the SHA-256 of their keys, 5 seconds long; their permits, to the minute's end.

    Safe to share between threads. The two are kept apart, so that looking a key up again does not
    throw permits away.
    """

    def __init__(self, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._lock = threading.Lock()
        self._identities: TTLCache[bytes, Identity] = TTLCache(SIZE, SECONDS, timer)
        self._permits: LRUCache[bytes, Permits] = LRUCache(SIZE)

    def identity(self, digest: bytes) -> Identity | None:
        with self._lock:
            return self._identities.get(digest)

    def remember(self, digest: bytes, identity: Identity) -> None:
        with self._lock:
            self._identities[digest] = identity

    def forget(self, digest: bytes) -> None:
        with self._lock:
            self._identities.pop(digest, None)

    def clear(self) -> None:
        with self._lock:
            self._identities.clear()
            self._permits.clear()

    def take_permit(self, digest: bytes) -> float | None:
        """Take a permit: 0, or the seconds to wait, or ``None``: ask the database."""
        with self._lock:
            return self._take(digest)

    def add_permits(self, digest: bytes, permits: int, seconds_left: float) -> float:
        """Add what the database gave, none meaning that the minute is used up, and take one."""
        with self._lock:
            kept = self._current(digest)
            left = (max(kept.left, 0) if kept else 0) + permits
            # -1: the database has none left either
            self._permits[digest] = Permits(left or -1, self._timer() + max(seconds_left, 0.001))
            return self._take(digest) or 0

    def _take(self, digest: bytes) -> float | None:
        permits = self._current(digest)
        if permits is None or permits.left == 0:
            return None
        if permits.left < 0:
            return permits.ends_at - self._timer()
        permits.left -= 1
        return 0

    def _current(self, digest: bytes) -> Permits | None:
        permits = self._permits.get(digest)
        return permits if permits is not None and self._timer() < permits.ends_at else None
