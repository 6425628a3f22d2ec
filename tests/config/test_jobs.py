import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from config import jobs
from config.models import GivenUpJob
from config.supervisor.worker import check_at_once
from identities.tasks import ATTEMPTS, RETRY
from tests.config.embedded_server import ROOT
from tests.config.job_worker import TASK

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def cursor(db: None) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor


def defer(**options: Any) -> int:
    job_id: int = app.configure_task("any.task", allow_unknown=True, **options).defer()
    return job_id


def leave_doing(cursor: Any, job_id: int, *, attempts: int = 0, silent: bool = True) -> None:
    """As a worker leaves a job that was killed a minute ago, or is still alive."""
    cursor.execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
        [AT - timedelta(seconds=60 if silent else 5)],
    )
    cursor.execute(
        "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, worker_id = %s"
        " WHERE id = %s",
        [attempts, *cursor.fetchone(), job_id],
    )


def state(job_id: int) -> tuple[str, int]:
    job = ProcrastinateJob.objects.get(pk=job_id)
    return job.status, job.attempts


def test_stalled_job_is_queued_again(cursor: Any) -> None:
    job_id = defer()
    leave_doing(cursor, job_id)

    assert jobs.recover_stalled_jobs(at=AT) == jobs.Recovery(retried=[job_id], given_up=[])

    assert state(job_id) == ("todo", 1)
    assert ProcrastinateJob.objects.get(pk=job_id).scheduled_at == AT


def test_job_whose_worker_is_gone_is_queued_again(cursor: Any) -> None:
    job_id = defer()
    leave_doing(cursor, job_id)
    cursor.execute("DELETE FROM procrastinate_workers")

    jobs.recover_stalled_jobs(at=AT)

    assert state(job_id) == ("todo", 1)


def test_running_and_waiting_jobs_are_left_alone(cursor: Any) -> None:
    running, waiting = defer(), defer()
    leave_doing(cursor, running, silent=False)

    assert jobs.recover_stalled_jobs(at=AT) == jobs.Recovery(retried=[], given_up=[])

    assert (state(running), state(waiting)) == (("doing", 0), ("todo", 0))


def test_fifth_stall_sets_a_job_aside_with_the_reason(cursor: Any) -> None:
    job_id = defer()
    leave_doing(cursor, job_id, attempts=ATTEMPTS - 1)

    assert jobs.recover_stalled_jobs(at=AT) == jobs.Recovery(retried=[], given_up=[job_id])

    assert state(job_id) == ("failed", 5)
    given_up = GivenUpJob.objects.get()
    assert (given_up.job_id, given_up.task_name, given_up.attempts, given_up.given_up_at) == (
        job_id,
        "any.task",
        5,
        AT,
    )
    assert given_up.reason == (
        "The worker was killed or lost its database while the job ran, 5 times."
    )


def test_stalled_job_gives_way_to_one_that_waits(cursor: Any) -> None:
    stalled = defer(queueing_lock="one")
    leave_doing(cursor, stalled)
    waiting = defer(queueing_lock="one")

    assert jobs.recover_stalled_jobs(at=AT) == jobs.Recovery(retried=[], given_up=[stalled])

    assert (state(stalled), state(waiting)) == (("failed", 1), ("todo", 0))
    assert "another run of it is waiting" in GivenUpJob.objects.get().reason


def test_periodic_jobs_have_queueing_locks_and_end_their_retries() -> None:
    periodic = [entry.task for entry in app.periodic_registry.periodic_tasks.values()]

    ours = [task for task in periodic if not task.name.startswith("procrastinate.")]
    assert {task.name for task in ours} == {
        "config.tasks.purge_ended_jobs",
        "config.tasks.recover_stalled_jobs",
        "identities.tasks.purge_client_usage",
        "identities.tasks.purge_idempotency_records",
        "identities.tasks.purge_logins",
        "promotions.tasks.check_invariants",
        "promotions.tasks.end_abandoned_simulations",
        "promotions.tasks.forfeit_overdue_awards",
        "tokens.tasks.purge_refused_attempts",
    }
    assert [task.name for task in ours if not task.queueing_lock] == []
    attempts = SimpleNamespace(attempts=ATTEMPTS - 1)
    assert RETRY.get_retry_decision(exception=ValueError(), job=attempts) is None  # type: ignore[arg-type]


def test_invariants_are_checked_when_a_worker_starts_but_queued_once() -> None:
    connector = InMemoryConnector()

    with app.replace_connector(connector):
        asyncio.run(check_at_once(app))
        asyncio.run(check_at_once(app))

    assert [job["task_name"] for job in connector.jobs.values()] == [
        "promotions.tasks.check_invariants"
    ]


def test_last_failure_is_kept_with_its_reason(db: None) -> None:
    (note_failure,) = [
        middleware
        for middleware in app.worker_defaults["task_middleware"]
        if middleware.__module__ == "config.jobs"
    ]
    task = app.tasks["promotions.tasks.forfeit_overdue_awards"]

    def fail() -> None:
        raise ValueError("no paper")

    for attempts in range(ATTEMPTS):
        assert not GivenUpJob.objects.exists()
        job = SimpleNamespace(id=7, task_name="a.task", attempts=attempts)
        with pytest.raises(ValueError, match="no paper"):
            note_failure(fail, SimpleNamespace(task=task, job=job), None)

    given_up = GivenUpJob.objects.get()
    assert (given_up.job_id, given_up.attempts) == (7, 5)
    assert given_up.reason == "ValueError: no paper"


def test_ended_jobs_are_purged_in_batches(cursor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PURGE_AT_ONCE", 2)
    ids = [defer() for _ in range(7)]
    ages = [3, 3, 3, 1, 3, 40, 40]
    states = ["succeeded", "succeeded", "succeeded", "succeeded", "failed", "failed", "todo"]
    for job_id, age, status in zip(ids, ages, states, strict=True):
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job_id])
        cursor.execute(
            "UPDATE procrastinate_events SET at = %s WHERE job_id = %s",
            [AT - timedelta(days=age), job_id],
        )
    jobs.give_up_job(ids[4], "a.task", 5, "new", AT - timedelta(days=3))
    jobs.give_up_job(ids[5], "a.task", 5, "old", AT - timedelta(days=40))

    purged = jobs.purge_ended_jobs(
        succeeded_before=AT - timedelta(days=2), others_before=AT - timedelta(days=30)
    )

    assert purged == 4
    left = ProcrastinateJob.objects.order_by("id").values_list("id", flat=True)
    assert list(left) == [ids[3], ids[4], ids[6]]
    assert [row.reason for row in GivenUpJob.objects.all()] == ["new"]
    assert set(ProcrastinateEvent.objects.values_list("job_id", flat=True)) == set(left)


def test_given_up_jobs_are_listed(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    jobs.give_up_job(7, "a.task", 5, "no paper", AT)
    jobs.give_up_job(8, "a.task", 1, "no ink", AT + timedelta(seconds=1))

    call_command("given_up_jobs")

    assert capsys.readouterr().out.splitlines() == [
        "2026-06-01 12:00:01 a.task (job 8, 1 attempts): no ink",
        "2026-06-01 12:00:00 a.task (job 7, 5 attempts): no paper",
    ]


@pytest.fixture
def _emptied_jobs(transactional_db: None) -> Iterator[None]:
    yield
    # Django does not manage these tables, so it does not empty them either.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.mark.usefixtures("_emptied_jobs")
def test_job_of_a_killed_worker_runs_five_times_at_most(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    job_id = app.configure_task(TASK, allow_unknown=True).defer(mark=str(mark))
    runs = []

    for _ in range(ATTEMPTS):
        assert state(job_id)[0] == "todo"
        assert work() == -signal.SIGKILL
        runs.append(mark.read_text().count("ran"))
        assert state(job_id)[0] == "doing"
        in_a_minute = datetime.now(UTC) + timedelta(seconds=60)
        jobs.recover_stalled_jobs(at=in_a_minute)
        bring_forward(job_id)

    assert runs == [1, 2, 3, 4, 5]
    assert state(job_id) == ("failed", 5)
    assert "killed" in GivenUpJob.objects.get(job_id=job_id).reason
    assert work() == 0
    assert mark.read_text().count("ran") == 5


def work() -> int:
    """Run a worker on the tests' database to its end, and return its exit code."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    done = subprocess.run(
        [sys.executable, "-m", "tests.config.job_worker"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url.geturl()},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode


def bring_forward(job_id: int) -> None:
    """Have a job that waits for its turn in a minute take it now."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", [job_id])
