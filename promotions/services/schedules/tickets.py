"""Draw entries of a drawing from its seed: one permutation of all of them."""

import hmac
from collections.abc import Iterable
from itertools import islice
from uuid import UUID

from promotions.services.schedules.commitments import checked_seed

# how many more participants than are wanted are kept in mind before the rest is forgotten
_SPARE = 10_000
_ABOVE_ALL = b"\xff" * 33

ListedEntry = tuple[UUID, UUID]
# by participant, his lowest ticket and its entry
_Lowest = dict[UUID, tuple[bytes, UUID]]


def drawing_key(*, seed: bytes) -> bytes:
    """Return the key of a drawing's tickets: HMAC-SHA256(seed, "drawing").

    32 bytes. Raises ValueError when the seed is not 32 bytes.
    """
    return hmac.digest(checked_seed(seed), b"drawing", "sha256")


def entry_ticket(*, key: bytes, entry_id: UUID) -> bytes:
    """Return an entry's ticket: HMAC-SHA256(key, the 16 bytes of its id), 32 bytes."""
    return hmac.digest(key, entry_id.bytes, "sha256")


def draw_entries(*, seed: bytes, entries: Iterable[ListedEntry], count: int) -> list[ListedEntry]:
    """Return the first *count* of *entries*, pairs of entry and participant id, as drawn.

    Tickets ascend; a participant counts once, at the lowest of his. Fewer than *count* where there
    are fewer participants. The order of *entries* does not matter, and only a few times *count*
    of them are held in memory. Raises ValueError when the seed is not 32 bytes.
    """
    key = drawing_key(seed=seed)
    lowest: _Lowest = {}
    bar = _ABOVE_ALL
    for entry_id, participant in entries:
        ticket = entry_ticket(key=key, entry_id=entry_id)
        if ticket < bar and (participant not in lowest or ticket < lowest[participant][0]):
            lowest[participant] = ticket, entry_id
            if len(lowest) > 2 * count + _SPARE:
                lowest = _first(lowest, count)
                bar = max((ticket for ticket, _ in lowest.values()), default=b"")
    return [(entry_id, person) for person, (_, entry_id) in _first(lowest, count).items()]


def listed_bytes(entry_id: UUID, participant_id: UUID) -> bytes:
    """Return what one entry adds to the bytes whose SHA-256 commits to all, ascending by id.

    The 16 bytes of its id and the 16 of its participant's.
    """
    return entry_id.bytes + participant_id.bytes


def _first(lowest: _Lowest, count: int) -> _Lowest:
    ascending = sorted(lowest.items(), key=lambda item: item[1])
    return dict(islice(ascending, count))
