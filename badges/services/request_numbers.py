"""Numbers for requests, progressive over all processes and restarts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import connection


class NumberedRequest(NamedTuple):
    """A request's number, and when it came, by the database's clock."""

    number: int
    at: datetime


def number_request() -> NumberedRequest:
    """Return the number and the instant of a request that has just come.

    No number is given twice; those of requests that failed are missing later.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('badges_request_number'), clock_timestamp()")
        number, at = cursor.fetchone()
    return NumberedRequest(number, at)
