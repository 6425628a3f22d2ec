"""Limits as they stand: what is used of each, and when its window ends."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from promotions.models import GameRevision

# a limit's usage by this participant, or by this game, in the window that holds an instant
STANDINGS = """
SELECT item.counts, item.per, item."window", item.maximum,
    (SELECT coalesce(sum(usage.used), 0) FROM promotions_limitusage AS usage
     WHERE usage.limit_id = item.id AND usage.window_starts_at = limit_window.starts_at
        AND usage.subject = CASE item.per WHEN 'game' THEN %(game)s ELSE %(participant)s END),
    limit_window.ends_at
FROM jsonb_to_recordset(%(limits)s)
    AS item(id uuid, counts text, per text, "window" text, maximum integer),
    LATERAL limit_window_v1(item."window", %(time_zone)s, %(at)s) AS limit_window
WHERE item.per = 'game' OR %(participant)s IS NOT NULL
ORDER BY item.id
"""


@dataclass(frozen=True, slots=True)
class LimitStanding:
    """How much of a limit is *used* in the window that ends at ``ends_at``; None: never."""

    counts: str
    per: str
    window: str
    maximum: int
    used: int
    ends_at: datetime | None

    @property
    def is_reached(self) -> bool:
        return self.used >= self.maximum


def limits_of(
    *, published: GameRevision, participant_id: UUID | None, at: datetime
) -> list[LimitStanding]:
    """Return how the limits of a published game stand at the instant *at*.

    Those per participant are of *participant_id*; for nobody they are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            STANDINGS,
            {
                "limits": json.dumps(published.limits),
                "game": published.game_id,
                "participant": participant_id,
                "time_zone": published.time_zone,
                "at": at,
            },
        )
        return [LimitStanding(*row) for row in cursor.fetchall()]
