"""Guessing: a client that names many unknown tokens is not answered for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from identities.services.api_clients import count_wrong_code
from promotions.enums import Refusal
from promotions.services.refusals import Refused


@contextmanager
def guesses_counted(*, client_id: UUID) -> Iterator[None]:
    """Count a token that was named and is not there, outside the transaction that refused it."""
    try:
        yield
    except Refused as refused:
        if refused.code == Refusal.TOKEN_NOT_FOUND:
            count_wrong_code(client_id=client_id)
        raise
