"""Instants as text: RFC 3339, with an offset; answered in UTC."""

import re
from datetime import UTC, datetime

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def parse_instant(text: str) -> datetime:
    """Return the instant that *text* names, in UTC.

    Raises ValueError for anything else, and for what the years 1 to 9999 of UTC do not have.
    """
    if not INSTANT.fullmatch(text):
        raise ValueError(text)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None


def instant_text(instant: datetime) -> str:
    """Return *instant* as every answer has it: UTC, ISO 8601, ``Z``."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
