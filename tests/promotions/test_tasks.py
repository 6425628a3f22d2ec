import pytest
from prometheus_client import REGISTRY

from promotions import tasks
from promotions.services.invariants import Violation

pytestmark = pytest.mark.django_db


def violations() -> float | None:
    return REGISTRY.get_sample_value("tombola_invariant_violations")


def test_check_exports_how_many_rows_break_an_invariant(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [Violation("unit_awarded_once", "1", ""), Violation("unit_awarded_once", "2", "")]
    monkeypatch.setattr("promotions.services.invariants.check_invariants", lambda: broken)
    tasks.check_invariants(timestamp=0)
    assert violations() == 2

    monkeypatch.undo()
    tasks.check_invariants(timestamp=0)

    assert violations() == 0
    assert REGISTRY.get_sample_value("tombola_invariants_checked_timestamp_seconds") > 1.7e9


def test_forfeiting_nothing_may_be_repeated() -> None:
    tasks.forfeit_overdue_awards(timestamp=0)
    tasks.forfeit_overdue_awards(timestamp=0)
