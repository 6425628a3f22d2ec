"""Deletes what nobody asks for any more, a bounded number of rows a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from identities.models import (
    ApiClientUsage,
    IdempotencyRecord,
    LoginFailure,
    ParticipantSession,
)
from identities.services.idempotency import INTERNAL_KEY

ROWS_AT_ONCE = 5000


def purge_idempotency_records(*, before: datetime, internal_before: datetime) -> int:
    """Forget the keys used before *before*, those that no client knows before *internal_before*.

    Returns how many they were.
    """
    internal = Q(key__startswith=INTERNAL_KEY, created_at__lt=internal_before)
    outdated = IdempotencyRecord.objects.filter(Q(created_at__lt=before) | internal)
    # Both halves are older than the later of the two: one walk along the index on created_at.
    return delete_in_batches(
        outdated.filter(created_at__lt=max(before, internal_before)), "created_at"
    )


def purge_client_usage(*, before: datetime) -> int:
    """Delete the counts of minutes that began before *before*, and return how many they were."""
    return delete_in_batches(
        ApiClientUsage.objects.filter(window_starts_at__lt=before), "window_starts_at"
    )


def purge_sessions(*, before: datetime) -> int:
    """Delete the participants' sessions that were over before *before*; return how many."""
    return delete_in_batches(ParticipantSession.objects.filter(expires_at__lt=before), "expires_at")


def purge_login_failures(*, before: datetime) -> int:
    """Delete what was counted under names last tried before *before*; return how many names."""
    return delete_in_batches(
        LoginFailure.objects.filter(last_failed_at__lt=before), "last_failed_at"
    )


def delete_in_batches(rows: QuerySet[Any], instant: str) -> int:
    """Delete *rows*, oldest first; each batch begins where the last one ended."""
    deleted = 0
    remaining = rows
    while batch := list(
        remaining.order_by(instant, "id").values_list("id", instant)[:ROWS_AT_ONCE]
    ):
        deleted += rows.filter(id__in=[row_id for row_id, _ in batch]).delete()[0]
        remaining = rows.filter(**{f"{instant}__gte": batch[-1][1]})
    return deleted
