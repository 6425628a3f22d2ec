"""Requests and whole answers as the contract has them; those of the page are its own."""

from pathlib import Path

import pytest
from django.db import connection

from tests.database import database_fingerprint
from tests.golden import check_sample, samples
from tests.tokens.dialects.ita_games.scenario import Scenario

FOLDER = Path(__file__).parent / "samples"
NAMES = samples(FOLDER)
# a refusal of the database ends the transaction that it is raised in
ENDING = [name for name in NAMES if name.startswith("start_game_play__") or "__broken" in name]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({*NAMES} - {*ENDING}))
def test_sample(name: str) -> None:
    first, _, _ = (FOLDER / f"{name}.response.http").read_text().partition("\n")
    facts = facts_of(name)
    before = stored()

    check_sample(FOLDER, name, facts)

    # one that is looked up may be created by it
    changes = first.split()[1] in {"200", "201"} and "get_" not in name
    assert stored() == before or changes


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ENDING)
def test_sample_that_may_end_a_transaction(name: str) -> None:
    check(name)


def facts_of(name: str) -> dict[str, str]:
    texts = [(FOLDER / f"{name}.{half}.http").read_bytes() for half in ("request", "response")]
    return Scenario().facts("".join(text.decode("latin-1") for text in texts))


def stored() -> dict[str, str]:
    """Return all rows but those that count requests."""
    rows = database_fingerprint()
    return {name: row for name, row in rows.items() if "apiclient" not in name}


def check(name: str) -> None:
    facts = facts_of(name)
    if "__broken" in name:
        check_while_broken(name, facts)
    else:
        check_sample(FOLDER, name, facts)


def check_while_broken(name: str, facts: dict[str, str]) -> None:
    """Check a sample while a table is away that every operation needs."""
    tables = ("promotions_gametype", "promotions_game", "tokens_token")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} RENAME TO elsewhere_{table}")
    try:
        check_sample(FOLDER, name, facts)
    finally:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE elsewhere_{table} RENAME TO {table}")
