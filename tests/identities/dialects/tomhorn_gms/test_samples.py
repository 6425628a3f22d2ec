"""Every operation and every code, as the contract has it: see samples/."""

from pathlib import Path

import pytest
from django.db import connection, transaction

from identities.dialects.tomhorn_gms.results import Code
from tests.database import database_fingerprint
from tests.golden import check_sample, samples
from tests.identities.dialects.tomhorn_gms.scene import make_partner

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "samples"
# what tomhorn-gms.md lists, and what can't happen (docs/tomhorn-gms.md says why)
LISTED = {
    "create_identity": {0, 1, 11, 12, 1001, 1002, 1003, 1004, 1012, 1014, 1015, 1016, 1019},
    "get_identity": {0, 1, 11, 12, 1001, 1002, 1003, 1013},
    "create_session": {0, 1, 11, 12, 1001, 1002, 1003, 1005, 1013},
    "close_session": {0, 1, 11, 12, 1002, 1006, 1007, 1013},
    "get_session": {0, 1, 11, 12, 1001, 1002, 1006, 1013},
}
NEVER = {("get_identity", 1013), ("close_session", 1013)}
# the form of what every operation is given is told alike
NOT_LISTED = {
    "get_identity": {1019},
    "create_session": {1019},
    "close_session": {1001, 1019},
    "get_session": {1019},
}
CASES = [(door, name) for door in ("rest", "soap") for name in samples(FOLDER / door)]


@pytest.mark.parametrize(("door", "name"), CASES)
def test_sample(door: str, name: str) -> None:
    make_partner()
    if "__1_general_error" in name:
        check_while_broken(door, name)
        return
    before = database_fingerprint()

    check_sample(FOLDER / door, name, {})

    is_effect = "__0_" in name and not name.startswith("get_")
    assert (database_fingerprint() != before) == is_effect


def check_while_broken(door: str, name: str) -> None:
    """Check a sample while a table is away that every operation needs."""
    broken = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE identities_organization RENAME TO elsewhere")

    check_sample(FOLDER / door, name, {})

    transaction.savepoint_rollback(broken)


@pytest.mark.parametrize("door", ["rest", "soap"])
@pytest.mark.parametrize("operation", LISTED)
def test_every_code_has_a_sample(door: str, operation: str) -> None:
    cases = [name.split("__") for name in samples(FOLDER / door)]

    codes = {int(case.split("_")[0]) for name, case in cases if name == operation}

    never = {code for name, code in NEVER if name == operation}
    assert codes == LISTED[operation] - never | NOT_LISTED.get(operation, set())


def test_every_code_is_answered_by_some_operation() -> None:
    assert set.union(*LISTED.values()) == set(Code)
