"""How many requests the holder of a user token may send, in one process."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from uuid import UUID

from cachetools import LRUCache

from identities.services.admission_cache import SIZE, Permits

SECONDS = 60


class UserPermits:
    """Requests of participants, so many in a minute. Safe to share between threads.

    A minute begins with a participant's first request, whichever of his tokens he sends.
    """

    def __init__(self, *, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._lock = threading.Lock()
        self._permits: LRUCache[UUID, Permits] = LRUCache(SIZE)

    def take(self, participant_id: UUID, *, maximum: int) -> int:
        """Take a permit of *maximum* in this minute: 0, or the seconds to wait for the next one."""
        with self._lock:
            now = self._timer()
            permits = self._permits.get(participant_id)
            if permits is None or now >= permits.ends_at:
                permits = self._permits[participant_id] = Permits(maximum, now + SECONDS)
            if permits.left == 0:
                return math.ceil(permits.ends_at - now)
            permits.left -= 1
            return 0
