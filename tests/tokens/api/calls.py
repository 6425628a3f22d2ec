"""Requests that award tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

LATER = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)


def text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def request_for(game: str, /, **members: Any) -> dict[str, Any]:
    return {
        "game": game,
        "participant": "ada",
        "source_id": "order-1",
        "reason": "an order",
        "expires_at": text(LATER),
        **members,
    }
