import pytest
from django.db import connection

from promotions import tasks
from promotions.models import InvariantCheck
from promotions.services.checks import ROWS_KEPT, record_check
from promotions.services.invariants import RECOMPUTED, Violation, invariants
from tests.factories.identities import UserFactory
from tests.factories.promotions import live_game

pytestmark = pytest.mark.django_db


def test_what_a_check_found_is_kept_and_all_of_it_is_counted() -> None:
    user = UserFactory()
    violations = [
        Violation("play_has_one_token", str(number), "0 tokens") for number in range(ROWS_KEPT + 1)
    ]

    made = record_check(asked=["play_has_one_token", "seal"], violations=violations, by=user)

    kept = InvariantCheck.objects.get()
    assert (kept, kept.checked_by, kept.checked_at) == (made, user, made.checked_at)
    assert kept.invariants == ["play_has_one_token", "seal"]
    assert kept.broken == {
        "play_has_one_token": {
            "rows": ROWS_KEPT + 1,
            "first": [[str(number), "0 tokens"] for number in range(ROWS_KEPT)],
        }
    }


def test_the_job_keeps_what_it_found_of_all_invariants() -> None:
    game = live_game()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE promotions_seal DISABLE TRIGGER USER")
        cursor.execute("UPDATE promotions_seal SET commitment = repeat('0', 64)")
        cursor.execute("ALTER TABLE promotions_seal ENABLE TRIGGER USER")

    tasks.check_invariants(timestamp=0)

    kept = InvariantCheck.objects.get()
    assert kept.checked_by is None
    assert set(kept.invariants) == {each.name for each in invariants()} | set(RECOMPUTED)
    assert list(kept.broken) == ["seal_recomputes"]
    assert kept.broken["seal_recomputes"]["first"][0][0] == str(game.seals.get().pk)


def test_an_invariant_says_which_file_states_it() -> None:
    sources = {invariant.name: invariant.source for invariant in invariants()}

    assert sources["play_has_one_token"] == "tokens/tokens"
    assert sources["transfer_sums_to_zero"] == "tokens/ledger"
