"""Award requests over HTTP beside the function alone, and beside bare postings of the same amounts.

Three loads: allowances of 64 assets, payments out of the project wallets of 64 campaigns, and all
out of one. Hot balances are split over slots: the last line compares that with what one balance row
would carry, by postings that all go to the same slot.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

from tests.benchmarks.loads import HttpRun, count_rows, run_http, run_sql, settle

ROUNDS = 3
SECONDS = 4
CAMPAIGNS = 64
PEOPLE = 20_000

transfers = count_rows("tokens_transfer")

# people 1 to 20,000 are of 64 assets in turn, the next 20,000 are all of one more
PEOPLE_AND_WALLETS = """
WITH made AS (
    INSERT INTO identities_participant (organization_id, source_id)
    SELECT %(organization)s, 'value-' || number FROM generate_series(1, %(people)s) AS number
)
INSERT INTO tokens_wallet (organization_id, kind, address)
SELECT %(organization)s, 'external', '0x' || number FROM generate_series(1, %(people)s) AS number
"""

# people 1 to 20,000 are of 64 assets in turn, the next 20,000 are all of one more
ACCOUNTS = """
CREATE SEQUENCE bench_award;
CREATE TABLE bench_person AS
SELECT line.number, person.id AS participant_id, person.source_id, asset.id AS asset_id,
    asset.campaign_id, wallet.id AS wallet_id, wallet.address,
    participant_account_v1(person.organization_id, person.id, asset.id, NULL, true) AS allowance,
    participant_account_v1(person.organization_id, person.id, asset.id, wallet.id, NULL)
        AS external,
    (SELECT id FROM tokens_account WHERE asset_id = asset.id AND kind = 'issuance') AS issuance,
    (SELECT id FROM tokens_account WHERE asset_id = asset.id AND kind = 'project') AS project
FROM generate_series(1, %(people)s) AS line(number)
JOIN bench_asset ON bench_asset.number =
    CASE WHEN line.number > %(people)s / 2 THEN %(campaigns)s ELSE line.number %% %(campaigns)s END
JOIN tokens_asset AS asset ON asset.id = bench_asset.id
JOIN identities_participant AS person ON person.source_id = 'value-' || line.number
JOIN tokens_wallet AS wallet ON wallet.address = '0x' || line.number;
ALTER TABLE bench_person ADD PRIMARY KEY (number);
"""

FUNCTION = """
SELECT request_award_v1('{organization}', 'sql-' || nextval('bench_award'), '\\x00', campaign_id,
    source_id, ARRAY[asset_id], ARRAY[NULL::text], ARRAY[1::numeric], {wallet}, true, 'platform',
    '{client}')
FROM bench_person WHERE number = (SELECT {first} + (random() * 19999)::int);
"""

POSTINGS = """
WITH person AS MATERIALIZED (
    SELECT * FROM bench_person WHERE number = (SELECT {first} + (random() * 19999)::int)
),
transfer AS (
    INSERT INTO tokens_transfer (organization_id, kind) VALUES ('{organization}', 'award')
    RETURNING id, number
)
INSERT INTO tokens_posting (transfer_id, number, account_id, slot, amount)
SELECT transfer.id, transfer.number, entry.account_id, entry.slot, entry.amount
FROM transfer, person CROSS JOIN LATERAL
    (VALUES (person.{source}, {slot}, -1), (person.{target}, 0, 1))
    AS entry(account_id, slot, amount);
"""
SOME_SLOT, ONE_SLOT = "floor(random() * 16)::int", "0"


@dataclass(frozen=True, slots=True)
class Load:
    """What is awarded to whom: where it is taken from, and the first of its 20,000 people."""

    name: str
    source: str
    target: str
    first: int

    @property
    def pays(self) -> bool:
        return self.target == "external"


LOADS = (
    Load("allowance", "issuance", "allowance", 1),
    Load("paid, 64 project wallets", "project", "external", 1),
    Load("paid, one project wallet", "project", "external", PEOPLE + 1),
)


@dataclass(frozen=True, slots=True)
class Data:
    folder: Path
    organization: str
    client: str
    key: str


def prepare() -> Data:
    """Make assets, people and funded project wallets, and the file that wrk reads."""
    from identities.enums import Scope
    from identities.services.api_clients import create_api_client
    from tests.factories.identities import OrganizationFactory

    organization = OrganizationFactory()
    made = create_api_client(
        organization=organization, name="values", scopes=[Scope.VALUES_AWARD, Scope.VALUES_FUND]
    )
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_asset (number int PRIMARY KEY, id uuid)")
        for number in range(CAMPAIGNS + 1):
            asset = _funded_asset(organization, made.client)
            cursor.execute("INSERT INTO bench_asset VALUES (%s, %s)", [number, asset])
        cursor.execute(PEOPLE_AND_WALLETS, {"organization": organization.pk, "people": 2 * PEOPLE})
        cursor.execute(ACCOUNTS, {"people": 2 * PEOPLE, "campaigns": CAMPAIGNS})
        cursor.execute(
            "SELECT campaign_id, asset_id, source_id, address FROM bench_person ORDER BY number"
        )
        people = "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())
    data = Data(settings.VAR_DIR, str(organization.pk), str(made.client.pk), made.key)
    (data.folder / "people").write_text(people)
    settle()
    return data


def measure(data: Data, base_url: str) -> Iterator[str]:
    """Interleave rounds of all loads, and yield the lines that tell them."""
    http: dict[str, list[HttpRun]] = {load.name: [] for load in LOADS}
    function: dict[str, list[float]] = {load.name: [] for load in LOADS}
    postings: dict[str, list[float]] = {load.name: [] for load in LOADS}
    one_row: list[float] = []
    for _ in range(ROUNDS):
        for load in LOADS:
            http[load.name].append(_award_over_http(data, base_url, load))
            function[load.name].append(_run(data, FUNCTION, load))
            postings[load.name].append(_run(data, POSTINGS, load))
        one_row.append(_run(data, POSTINGS, LOADS[2], slot=ONE_SLOT))
    for load in LOADS:
        yield _line(load, http[load.name], function[load.name], postings[load.name])
    spread, hot = (load.name for load in LOADS[1:])
    yield (
        "one project wallet beside 64:"
        f" {_ratio([run.rate for run in http[hot]], [run.rate for run in http[spread]])} over HTTP,"
        f" {_ratio(function[hot], function[spread])} the function alone;"
        f" bare postings {_ratio(postings[hot], postings[spread])} with 16 slots,"
        f" {_ratio(one_row, postings[spread])} with one balance row"
    )


def _line(load: Load, http: list[HttpRun], function: list[float], postings: list[float]) -> str:
    rates = [run.rate for run in http]
    p50, p99 = (statistics.median(getattr(run, name) for run in http) for name in ("p50", "p99"))
    return (
        f"award ({load.name}): {statistics.median(rates):,.0f}/s over HTTP (p50 {p50:.1f} ms,"
        f" p99 {p99:.1f} ms); the function alone {statistics.median(function):,.0f}/s,"
        f" ratio {_ratio(rates, function)}; bare postings {statistics.median(postings):,.0f}/s,"
        f" ratio {_ratio(rates, postings)}"
    )


def _ratio(some: list[float], others: list[float]) -> str:
    ratios = [one / other for one, other in zip(some, others, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _funded_asset(organization: object, client: object) -> object:
    from identities.enums import Channel
    from identities.services.actors import Actor
    from tests.factories.promotions import CampaignFactory
    from tests.factories.values import AssetFactory, project_wallet
    from tokens.services.fundings import fund_wallet

    asset = AssetFactory(campaign=CampaignFactory(organization=organization))
    fund_wallet(
        organization=asset.organization,
        address=project_wallet(asset).address,
        asset_id=asset.pk,
        amount=Decimal(10) ** 12,
        request_id=str(uuid4()),
        by=Actor(Channel.PLATFORM, client=client),
    )
    return asset.pk


def _award_over_http(data: Data, base_url: str, load: Load) -> HttpRun:
    arguments = [
        data.key, str(data.folder / "people"), str(load.first), "pays" if load.pays else "allows",
        uuid4().hex,
    ]  # fmt: skip
    return run_http("award.lua", base_url, *arguments, seconds=SECONDS, done=transfers)


def _run(data: Data, statement: str, load: Load, *, slot: str = SOME_SLOT) -> float:
    text = statement.format(
        organization=data.organization,
        client=data.client,
        first=load.first,
        wallet="address" if load.pays else "NULL",
        source=load.source,
        target=load.target,
        slot=slot,
    )
    return run_sql("award", text, seconds=SECONDS, done=transfers)
