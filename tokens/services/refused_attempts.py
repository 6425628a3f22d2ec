"""Attempts to redeem a token that were refused: recorded for support, and forgotten again."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

import structlog
from django.db import Error, connection

from identities.services.purging import delete_in_batches
from promotions.services.refusals import Refused
from tokens.enums import RECORDED_REFUSALS
from tokens.models import RefusedDay

RECORD = "SELECT record_refusal_v1(%s, %s, %s, %s, %s, %s, %s, %s, %s)"

logger = structlog.get_logger(__name__)


def record_refused_attempt(
    *,
    refused: Refused,
    organization_id: UUID,
    code: str,
    participant: str | None,
    channel: str,
    client_id: UUID | None,
    request_id: str,
    at: datetime | None,
) -> None:
    """Record that redeeming the token with the normalized *code* was refused; never raises.

    Call it after the refusal was rolled back. Within a caller's transaction nothing is recorded:
    the refusal has ended it. *participant* is the source_id that was named, if any.
    """
    if refused.code not in RECORDED_REFUSALS or connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                RECORD,
                [
                    organization_id, code, participant, refused.code, json.dumps(refused.detail),
                    channel, client_id, request_id, at,
                ],
            )  # fmt: skip
    except Error:
        # who is refused is told so, whatever becomes of the record
        logger.exception("refused_attempt_not_recorded", refusal=refused.code)


def purge_refused_attempts(*, before: datetime) -> int:
    """Delete what was refused on days before that of *before*, an instant of UTC.

    Returns how many rows they were, the counts of the days among them.
    """
    return delete_in_batches(RefusedDay.objects.filter(refused_on__lt=before.date()), "refused_on")
