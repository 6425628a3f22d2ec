from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from identities.services import purging
from tests.factories.tokens import TokenFactory, refused
from tokens import tasks
from tokens.models import RefusedAttempt, RefusedDay
from tokens.services.refused_attempts import purge_refused_attempts

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_refused_attempts_are_purged_by_their_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "ROWS_AT_ONCE", 2)
    token = TokenFactory()
    young = refused(token, refused_at=AT)
    for age in range(1, 6):
        refused(token, refused_at=AT - age * DAY)

    assert purge_refused_attempts(before=AT) == 10

    assert (RefusedAttempt.objects.get(), RefusedDay.objects.get()) == (young, young.day)


def test_task_purges_by_the_clock_and_may_run_twice() -> None:
    now = timezone.now()
    young = refused(TokenFactory(), refused_at=now - 180 * DAY)
    refused(TokenFactory(), refused_at=now - 181 * DAY)

    for _ in range(2):
        tasks.purge_refused_attempts(timestamp=0)

    assert RefusedAttempt.objects.get() == young
