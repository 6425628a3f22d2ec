"""Every refusal of the value ledger has its answer."""

import pytest

from identities.api.problems import CODES, problem_of
from tokens.api.problems import INVALID, REFUSED
from tokens.enums import ValueRefusal
from tokens.services.refusing import ValueRefused


def test_the_tables_are_total() -> None:
    assert INVALID.keys() | REFUSED.keys() == {*ValueRefusal}
    assert INVALID.keys() & REFUSED.keys() == set()
    assert {*REFUSED.values()} <= CODES.keys()


@pytest.mark.parametrize("refusal", ValueRefusal)
def test_a_refusal_is_answered_with_its_problem(refusal: ValueRefusal) -> None:
    found = problem_of(ValueRefused(refusal, {"asset": "x", "allowance": "1"}))

    assert (found.status, found.title) == CODES[found.code]
    if refusal in INVALID:
        assert found.members == {"errors": {INVALID[refusal]: [refusal.label]}}
    else:
        assert found.code == REFUSED[refusal]
        assert found.members == {"allowance": "1"}
