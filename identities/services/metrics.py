"""What is counted while the platform runs. Labels are words of the program: no ids, no codes.

With ``PROMETHEUS_MULTIPROC_DIR`` set the processes of one machine share their figures in files
there; without it each process has its own.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter(
    "tombola_http_requests",
    "HTTP requests answered.",
    ["method", "route", "status"],
)
SECONDS = Histogram(
    "tombola_http_request_seconds",
    "Time from a request's arrival in Django to its answer.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
REDEMPTIONS = Counter(
    "tombola_redemptions",
    "Tokens redeemed, by the play's result; replayed are repeated questions for a known result.",
    ["result", "replayed"],
)
REFUSALS = Counter("tombola_refusals", "Requests refused, by the code answered.", ["code"])
LIMITED = Counter(
    "tombola_limit_refusals",
    "Requests refused because a client or a participant had used up a limit.",
    ["limit"],
)
LOGINS = Counter(
    "tombola_participant_logins",
    "Attempts of participants to log in: opened, refused, or locked after too many.",
    ["result"],
)
RETRIES = Counter(
    "tombola_database_connection_retries",
    "Calls made again because their database connection was lost.",
)
VIOLATIONS = Gauge(
    "tombola_invariant_violations",
    "Rows that break an invariant, found by the last check; anything but 0 is an alarm.",
    multiprocess_mode="mostrecent",
)
CHECKED_AT = Gauge(
    "tombola_invariants_checked_timestamp_seconds",
    "When the invariants were last checked, in seconds since 1970.",
    multiprocess_mode="mostrecent",
)

# How a refusal's code is counted among the limits, too.
LIMITS = {"rate_limited": "requests", "limit_reached": "plays"}


def count_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count an answered request; *route* is the pattern that matched, never the path."""
    requests, durations = _request_series(method, route, status)
    requests.inc()
    durations.observe(seconds)


def count_redemption(*, result: str, replayed: bool) -> None:
    """Count a redemption that was answered with a *result*."""
    REDEMPTIONS.labels(result, "yes" if replayed else "no").inc()


def count_refusal(*, code: str) -> None:
    """Count a refusal by its stable *code*."""
    REFUSALS.labels(code).inc()
    if code in LIMITS:
        LIMITED.labels(LIMITS[code]).inc()


def count_login(*, result: str) -> None:
    """Count a participant's attempt to log in by its *result*: opened, refused or locked."""
    LOGINS.labels(result).inc()


def count_connection_retry() -> None:
    """Count a call made again on a fresh database connection."""
    RETRIES.inc()


def report_violations(*, violations: int, at: datetime) -> None:
    """Show how many rows broke an invariant in the check made at the instant *at*."""
    VIOLATIONS.set(violations)
    CHECKED_AT.set(at.timestamp())


# Looking a series up by its labels takes longer than counting. The cache is bounded, although
# methods, routes and statuses are few.
@lru_cache(maxsize=5000)
def _request_series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), SECONDS.labels(route)
