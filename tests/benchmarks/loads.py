"""The loads of the benchmark: its data, wrk, and pgbench."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config import embedded_postgres
from config.embedded_postgres.binaries import program
from config.embedded_postgres.layout import layout_of

CLIENTS = 16
THREADS = 2
# more tokens a second than either side can redeem here
SPARE_RATE = 6_000


@dataclass(frozen=True, slots=True)
class Data:
    folder: Path
    organization: str
    client: str
    key: str


@dataclass(frozen=True, slots=True)
class HttpRun:
    """Redemptions a second; latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


def prepare(*, rounds: int, seconds: int) -> Data:
    """Publish a game by the real services and issue enough tokens for all rounds."""
    django.setup()
    call_command("migrate", verbosity=0)
    organization, client, key, game = _publish()
    tokens = SPARE_RATE * seconds * rounds * 2 + SPARE_RATE * 4
    with connection.cursor() as cursor:
        cursor.execute(ISSUE, [organization, tokens, organization, game])
        cursor.execute("CREATE TABLE bench_code (number serial PRIMARY KEY, code text)")
        cursor.execute("CREATE SEQUENCE bench_number")
        cursor.execute("INSERT INTO bench_code (code) SELECT code FROM tokens_token")
    data = Data(settings.VAR_DIR, str(organization), str(client), key)
    _write_codes(data, rounds=rounds, seconds=seconds)
    _settle(data)
    return data


def _settle(data: Data) -> None:
    """Play a while and take statistics: plans made for empty tables are no platform's plans."""
    run_sql(data, seconds=2)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


ISSUE = """
WITH participant AS (
    INSERT INTO identities_participant (organization_id, source_id)
    SELECT %s, 'bench-' || number FROM generate_series(1, %s) AS number RETURNING id
)
INSERT INTO tokens_token (organization_id, game_id, participant_id, channel)
SELECT %s, %s, participant.id, 'platform' FROM participant
"""


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


def _write_codes(data: Data, *, rounds: int, seconds: int) -> None:
    """Write a file of codes for each of wrk's threads and rounds; pgbench takes the others."""
    with connection.cursor() as cursor:
        for number in range(rounds + 1):
            for thread in range(1, THREADS + 1):
                wanted = SPARE_RATE * (seconds if number else 2) // THREADS
                cursor.execute(
                    "DELETE FROM bench_code WHERE number IN (SELECT number FROM bench_code"
                    " ORDER BY number DESC LIMIT %s) RETURNING code",
                    [wanted],
                )
                codes = "\n".join(code for (code,) in cursor.fetchall())
                (data.folder / f"codes-{number}.{thread}").write_text(codes)


def run_http(data: Data, base_url: str, *, round_number: int, seconds: int) -> HttpRun:
    """Redeem over HTTP for *seconds*; exits where an answer was no first redemption."""
    before = _plays()
    run = subprocess.run(
        [
            "wrk", "--threads", str(THREADS), "--connections", str(CLIENTS), "--duration",
            f"{seconds}s", "--script", str(Path(__file__).with_name("redeem.lua")), base_url, "--",
            data.key, str(data.folder / f"codes-{round_number}"),
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    result = json.loads(run.stdout.strip().splitlines()[-1])
    plays = _plays() - before
    # requests in flight at the end are played, but their answers are not counted
    in_flight = plays - result["requests"]
    if result["failures"] or result["exhausted"] or not 0 <= in_flight <= CLIENTS:
        raise SystemExit(f"The run failed: {result}, {plays} plays")
    rate = result["requests"] / (result["microseconds"] / 1e6)
    return HttpRun(rate, result["p50"] / 1e3, result["p99"] / 1e3)


def run_sql(data: Data, *, seconds: int) -> float:
    """Redeem by the SQL function alone for *seconds*; return redemptions a second."""
    script = data.folder / "redeem.sql"
    script.write_text(
        f"SELECT redeem_token_v1('{data.organization}', code, NULL, NULL, 'platform',"
        f" '{data.client}', '0123456789abcdef0123456789abcdef', NULL, NULL, NULL, 60)"
        " FROM bench_code WHERE number = (SELECT nextval('bench_number'));\n"
    )
    before = _plays()
    base = data.folder / "postgres"
    run = subprocess.run(
        [
            str(program("pgbench", layout_of(base))), "--no-vacuum", "--protocol=prepared",
            f"--client={CLIENTS}", f"--jobs={THREADS}", f"--time={seconds}", f"--file={script}",
            embedded_postgres.database_url(base),
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    processed = next(line for line in run.stdout.splitlines() if "actually processed" in line)
    done = int(processed.split(":")[1].split("/")[0])
    # plays in flight at the end are not counted by pgbench
    if not 0 <= _plays() - before - done <= CLIENTS:
        raise SystemExit(f"pgbench made {_plays() - before} plays, and counted {done}")
    rate = next(line for line in run.stdout.splitlines() if line.startswith("tps"))
    return float(rate.split("=")[1].split()[0])


def _plays() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM promotions_play")
        (count,) = cursor.fetchone()
    return int(count)
