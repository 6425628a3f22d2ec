"""Redemptions over HTTP beside the same SQL function alone."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.benchmarks.loads import THREADS, HttpRun, count_rows, run_http, run_sql, settle

ROUNDS = 3
SECONDS = 8
WARM_UP = 2
# more tokens a second than either side can redeem here
SPARE_RATE = 6_000

ISSUE = """
WITH participant AS (
    INSERT INTO identities_participant (organization_id, source_id)
    SELECT %s, 'bench-' || number FROM generate_series(1, %s) AS number RETURNING id
)
INSERT INTO tokens_token (organization_id, game_id, participant_id, channel)
SELECT %s, %s, participant.id, 'platform' FROM participant
"""

plays = count_rows("promotions_play")


@dataclass(frozen=True, slots=True)
class Data:
    folder: Path
    organization: str
    client: str
    key: str


def prepare() -> Data:
    """Publish a game by the real services and issue enough tokens for all rounds."""
    organization, client, key, game = _publish()
    tokens = SPARE_RATE * SECONDS * ROUNDS * 2 + SPARE_RATE * 4
    with connection.cursor() as cursor:
        cursor.execute(ISSUE, [organization, tokens, organization, game])
        cursor.execute("CREATE TABLE bench_code (number serial PRIMARY KEY, code text)")
        cursor.execute("CREATE SEQUENCE bench_number")
        cursor.execute("INSERT INTO bench_code (code) SELECT code FROM tokens_token")
    data = Data(settings.VAR_DIR, str(organization), str(client), key)
    _write_codes(data)
    _redeem_by_sql(data, seconds=WARM_UP)
    settle()
    return data


def measure(data: Data, base_url: str) -> Iterator[str]:
    """Interleave rounds of both, and yield the line that tells them."""
    ratios, http, sql = [], [], []
    _redeem_over_http(data, base_url, 0, seconds=WARM_UP)
    for number in range(1, ROUNDS + 1):
        sql.append(_redeem_by_sql(data, seconds=SECONDS))
        http.append(_redeem_over_http(data, base_url, number, seconds=SECONDS))
        ratios.append(http[-1].rate / sql[-1])
    p50, p99 = (statistics.median(getattr(run, name) for run in http) for name in ("p50", "p99"))
    yield (
        f"redeem: {statistics.median(run.rate for run in http):,.0f}/s over HTTP (2 workers,"
        f" 16 connections, p50 {p50:.1f} ms, p99 {p99:.1f} ms),"
        f" {statistics.median(sql):,.0f}/s the SQL function alone (pgbench, 16 clients),"
        f" ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f},"
        f" {ROUNDS} rounds of {SECONDS} s)"
    )


def _publish() -> tuple[object, object, str, object]:
    """A game with a limit of one play a day: half of its plays win."""
    from identities.enums import Scope
    from identities.services.api_clients import create_api_client
    from promotions.models import Limit
    from tests.factories.promotions import PrizeFactory, publish

    starts_at = datetime.now(UTC) - timedelta(days=1)
    prize = PrizeFactory(
        draw_method="probability", chance=500_000_000, quantity=300_000,
        game__campaign__starts_at=starts_at,
    )  # fmt: skip
    campaign = prize.game.campaign
    Limit.objects.create(
        campaign=campaign, game=prize.game, counts="plays", per="participant", window="day",
        maximum=1,
    )  # fmt: skip
    publish(campaign)
    client = create_api_client(
        organization=campaign.organization, name="bench", scopes=[Scope.TOKENS_REDEEM]
    )
    return campaign.organization.pk, client.client.pk, client.key, prize.game.pk


def _write_codes(data: Data) -> None:
    """Write a file of codes for each of wrk's threads and rounds; pgbench takes the others."""
    with connection.cursor() as cursor:
        for number in range(ROUNDS + 1):
            for thread in range(1, THREADS + 1):
                wanted = SPARE_RATE * (SECONDS if number else WARM_UP) // THREADS
                cursor.execute(
                    "DELETE FROM bench_code WHERE number IN (SELECT number FROM bench_code"
                    " ORDER BY number DESC LIMIT %s) RETURNING code",
                    [wanted],
                )
                codes = "\n".join(code for (code,) in cursor.fetchall())
                (data.folder / f"codes-{number}.{thread}").write_text(codes)


def _redeem_over_http(data: Data, base_url: str, number: int, *, seconds: int) -> HttpRun:
    codes = str(data.folder / f"codes-{number}")
    return run_http("redeem.lua", base_url, data.key, codes, seconds=seconds, done=plays)


def _redeem_by_sql(data: Data, *, seconds: int) -> float:
    statement = (
        f"SELECT redeem_token_v1('{data.organization}', code, NULL, NULL, 'platform',"
        f" '{data.client}', '0123456789abcdef0123456789abcdef', NULL, NULL, NULL, 60)"
        " FROM bench_code WHERE number = (SELECT nextval('bench_number'));"
    )
    return run_sql("redeem", statement, seconds=seconds, done=plays)
