"""Requests and whole answers as the contract has them; those of redeeming are the page's own."""

from pathlib import Path

import pytest

from tests.golden import check_sample, samples
from tests.tokens.dialects.eprize.scenario import Scenario

FOLDER = Path(__file__).parent / "samples"


# a refusal of the database, which redeeming is, ends the transaction that it is raised in
NAMES = [
    pytest.param(name, marks=pytest.mark.django_db(transaction=name.startswith("redeem")))
    for name in samples(FOLDER)
]


@pytest.mark.parametrize("name", NAMES)
def test_sample(name: str) -> None:
    texts = [(FOLDER / f"{name}.{half}.http").read_bytes() for half in ("request", "response")]
    facts = Scenario().facts("".join(text.decode("latin-1") for text in texts))

    check_sample(FOLDER, name, facts)
