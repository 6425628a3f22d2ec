"""Refusals that the SQL functions raise, as exceptions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, IntegrityError

from promotions.enums import Refusal

# SQLSTATE of promotions/sql/refuse.sql
REFUSED = "TB001"


class Refused(Exception):
    """A rule refused the operation, and nothing was changed.

    ``code`` is one of ``Refusal``; ``detail`` holds what the caller may be told: ``opens_at``,
    ``limit`` and ``retry_at``, or ``reason``. Instants are ISO 8601 text.
    """

    def __init__(self, code: str, detail: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = dict(detail or {})

    @property
    def message(self) -> str:
        """The refusal in plain words."""
        return Refusal(self.code).label if self.code in Refusal.values else self.code


@contextmanager
def refusals_raised() -> Iterator[None]:
    """Raise ``Refused`` where the database refused by ``refuse_v1``; other errors pass through."""
    try:
        yield
    except DatabaseError as error:
        diagnostic = getattr(error.__cause__, "diag", None)
        if diagnostic is None or diagnostic.sqlstate != REFUSED:
            raise
        raise Refused(
            diagnostic.message_primary, json.loads(diagnostic.message_detail or "{}")
        ) from None


def violated_constraint(error: IntegrityError) -> str | None:
    """Return the name of the constraint that *error* is about."""
    diagnostic = getattr(error.__cause__, "diag", None)
    return diagnostic.constraint_name if diagnostic else None
