"""Requests and whole answers as the contract has them, and every text of ``Error``."""

import re
from pathlib import Path

import pytest

from tests.database import database_fingerprint
from tests.golden import check_sample, samples, send
from tests.tokens.dialects.payingame.scenario import Scenario
from tokens.dialects.payingame.results import ERRORS, FAILURES, REFUSALS

FOLDER = Path(__file__).parent / "samples"
NAMES = samples(FOLDER)
REFUSED = [
    name for name in NAMES if '"isError":"1"' in (FOLDER / f"{name}.response.http").read_text()
]
# what is counted of a client
COUNTED = {"identities_apiclient", "identities_apiclientusage"}
# no operation of this API leads to them; the failures have tests of their own
ELSEWHERE = {
    "Unknown customer", "Unknown wallet", "Invalid RequestID", "Allowance is not mintable",
    "Allowance is too small", "Invalid request", "Answers are JSON", "Service is not available",
    "Internal error", "Request is too large",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_sample(name: str, scenario: Scenario) -> None:
    check_sample(FOLDER, name, scenario.facts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_refused_requests_change_nothing(scenario: Scenario) -> None:
    before = database_fingerprint()
    changed = {}

    for name in REFUSED:
        send((FOLDER / f"{name}.request.http").read_bytes(), scenario.facts)
        after = database_fingerprint()
        changed[name] = {table for table in before if before[table] != after[table]} - COUNTED

    assert {name: tables for name, tables in changed.items() if tables} == {}


def test_every_operation_has_samples() -> None:
    operations = {"award_tokens", "user_token", "tokens"}

    assert {name.partition("__")[0] for name in NAMES} == operations | {"unknown_path"}


def test_every_text_has_a_sample() -> None:
    answers = "\n".join((FOLDER / f"{name}.response.http").read_text() for name in REFUSED)

    texts = {*REFUSALS.values(), *ERRORS.values(), *FAILURES.values()}
    missing = {text for text in texts if not re.search(_pattern(text), answers)}
    assert missing == ELSEWHERE


def _pattern(text: str) -> str:
    return '"Error":"' + re.sub(r"\\\{\w+\\\}", r"[^\"]+", re.escape(text)) + '"'
