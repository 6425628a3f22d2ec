"""Simulations from asking for them to their result, or another end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from promotions import tasks
from promotions.enums import SimulationState
from promotions.models import Prize, Simulation
from promotions.services.simulations import progress
from promotions.services.simulations.inputs import prepare_inputs
from promotions.services.simulations.progress import (
    SimulationInterrupted,
    feasible_runs,
    run_simulation,
)
from promotions.services.simulations.requests import (
    SimulationUnfinished,
    cancel_simulation,
    end_abandoned_simulations,
)
from promotions.services.simulations.rules import NotSimulatable
from tests.database import database_fingerprint
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory, publish
from tests.factories.simulations import drafted_game, run, short, started
from tests.factories.tokens import redeem, token_for
from tests.promotions.services.simulations.games import game as large_game
from tests.promotions.services.simulations.games import prize

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


class Context:
    """What procrastinate tells a task."""

    def __init__(self, *, aborts: bool = False) -> None:
        self.should_abort = lambda: aborts


def job_of(simulation: Simulation) -> ProcrastinateJob:
    return ProcrastinateJob.objects.get(queueing_lock=f"simulation:{simulation.pk}")


def test_a_simulation_waits_with_its_job() -> None:
    simulation = started()

    assert (simulation.state, simulation.runs, simulation.runs_done) == ("queued", 1_000, 0)
    assert simulation.inputs["curve"] == [[1.0] * 24] * 7
    job = job_of(simulation)
    assert (job.status, job.lock, job.args) == (
        "todo", "simulations", {"simulation_id": str(simulation.pk)},
    )  # fmt: skip


def test_a_simulation_ends_with_its_result() -> None:
    simulation = run(short(started()))

    assert (simulation.state, simulation.runs_done) == ("done", 10)
    assert simulation.finished_at is not None
    result = simulation.result or {}
    assert result["runs"] == 10
    assert [figures["code"] for figures in result["prizes"]] == ["rare", "trip", "pin"]
    assert result["prizes"][2]["awards"] == {"p5": 50, "p50": 50, "p95": 50}


def test_the_same_seed_and_inputs_come_to_the_same_result() -> None:
    first = run(short(started()))
    second = short(started())
    Simulation.objects.filter(pk=second.pk).update(seed=first.seed, inputs=first.inputs)

    assert run(second).result == first.result
    assert run(short(started(first.game))).result != first.result


def test_plays_each_say_how_many_participants_there_are() -> None:
    simulation = started(participants=None, plays_each="4.5")

    simulated = prepare_inputs(simulation.inputs)

    assert simulated.participants == round(simulated.timeline.plays / 4.5)


def test_what_changed_since_is_not_simulated() -> None:
    simulation = short(started())
    Prize.objects.filter(game=simulation.game, code="pin").update(quantity=7)

    result = run(simulation).result or {}

    assert result["prizes"][2]["quantity"] == 50


def played_campaign(organization: Any) -> Any:
    campaign = CampaignFactory(organization=organization, name="Spring")
    game = PrizeFactory(game=GameFactory(campaign=campaign)).game
    publish(campaign)
    for _ in range(3):
        redeem(token_for(game, issued_at=NOW), at=NOW)
    return campaign


def test_an_earlier_campaign_is_learnt_from_by_the_job() -> None:
    game = drafted_game()
    earlier = played_campaign(game.organization)
    simulation = short(started(game, earlier=earlier, plays_a_day=70))
    assert simulation.inputs["curve"] is None

    simulation = run(simulation)

    assert simulation.state == "done"
    assert sum(map(sum, simulation.inputs["curve"])) == pytest.approx(7 * 70)


def test_a_second_simulation_of_a_game_is_refused() -> None:
    game = drafted_game()
    started(game)
    before = (Simulation.objects.count(), ProcrastinateJob.objects.count())

    with pytest.raises(SimulationUnfinished):
        started(game)

    assert (Simulation.objects.count(), ProcrastinateJob.objects.count()) == before


@pytest.mark.parametrize(
    "changes", [{"plays_a_day": 4_000_000}, {"hour_weights": (0,) * 24}, {"participants": 10**8}]
)
def test_what_cannot_be_simulated_is_refused_at_once(changes: dict[str, Any]) -> None:
    game = drafted_game()
    before = database_fingerprint()

    with pytest.raises(NotSimulatable):
        started(game, **changes)

    assert {name for name, rows in database_fingerprint().items() if rows != before[name]} <= {
        # who asked
        "identities_user"
    }


def test_what_the_job_finds_out_fails_with_its_reason() -> None:
    game = drafted_game()
    unplayed = PrizeFactory(game__campaign__organization=game.organization).game.campaign
    publish(unplayed)

    simulation = run(started(game, earlier=unplayed))

    assert (simulation.state, simulation.reason) == (
        "failed", "Nobody played the earlier campaign.",
    )  # fmt: skip


def test_large_games_run_fewer_times_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    simulated = large_game(prize(quantity=1), plays_an_hour=100_000.0, days=1)
    assert feasible_runs(simulated, 1_000) == 41
    monkeypatch.setattr(progress, "WORK_MAXIMUM", 1_000)

    simulation = run(short(started(), runs=100))

    assert simulation.runs == simulation.runs_done == 20
    assert (simulation.result or {})["runs"] == 20


def test_a_cancelled_simulation_stops_at_its_next_look() -> None:
    simulation = short(started(), runs=1_000)
    ticks = iter(range(1_000_000))

    def now() -> datetime:
        tick = next(ticks)
        if tick == 20:
            assert cancel_simulation(simulation_id=simulation.pk, at=NOW)
        return NOW + timedelta(seconds=tick)

    run(simulation, now=now)

    assert (simulation.state, simulation.result) == ("cancelled", None)
    assert simulation.runs_done < 20
    assert next(ticks) < 100


def test_what_is_over_is_not_cancelled_nor_run_again() -> None:
    simulation = run(short(started()))
    result = simulation.result

    assert not cancel_simulation(simulation_id=simulation.pk, at=NOW)
    assert run(simulation).result == result


def test_a_cancelled_one_that_waits_never_runs() -> None:
    simulation = started()
    cancel_simulation(simulation_id=simulation.pk, at=NOW)

    assert run(simulation).state == "cancelled"


def test_progress_is_stored_while_it_runs() -> None:
    simulation = short(started(), runs=5)
    seen: list[int] = []

    def is_stopping() -> bool:
        seen.append(Simulation.objects.get(pk=simulation.pk).runs_done)
        return False

    ticks = iter(range(1_000_000))
    run(simulation, now=lambda: NOW + timedelta(seconds=next(ticks)), is_stopping=is_stopping)

    assert sorted(set(seen)) == [0, 1, 2, 3, 4]
    assert seen == sorted(seen)


def test_a_stopping_worker_leaves_it_to_the_next_one() -> None:
    simulation = short(started())

    with pytest.raises(JobAborted):
        tasks.run_simulation(Context(aborts=True), simulation_id=str(simulation.pk))
    simulation.refresh_from_db()
    assert simulation.state == "running"

    tasks.run_simulation(Context(), simulation_id=str(simulation.pk))
    simulation.refresh_from_db()
    assert simulation.state == "done"


def test_what_a_killed_worker_left_begins_again_and_comes_to_the_same() -> None:
    simulation = short(started())

    def die() -> bool:
        raise SystemExit

    with pytest.raises(SystemExit):
        run(simulation, is_stopping=die)
    whole = run(simulation)

    alone = short(started(), runs=10)
    Simulation.objects.filter(pk=alone.pk).update(seed=whole.seed, inputs=whole.inputs)
    assert whole.state == "done"
    assert run(alone).result == whole.result


def test_a_fault_of_the_platform_ends_it_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = started()
    monkeypatch.setattr(progress, "run_game", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        tasks.run_simulation(Context(), simulation_id=str(simulation.pk))

    simulation.refresh_from_db()
    assert (simulation.state, simulation.reason) == ("failed", tasks.BROKEN)


@pytest.mark.parametrize("state", [SimulationState.QUEUED, SimulationState.RUNNING])
def test_one_that_no_job_works_on_any_more_is_not_stuck(state: str) -> None:
    kept, abandoned, over = started(), started(), run(short(started()))
    Simulation.objects.filter(pk=abandoned.pk).update(state=state)
    ProcrastinateJob.objects.filter(pk=job_of(abandoned).pk)._raw_delete("default")

    tasks.end_abandoned_simulations(timestamp=0)

    states = {each.pk: Simulation.objects.get(pk=each.pk).state for each in (kept, abandoned, over)}
    assert states == {kept.pk: "queued", abandoned.pk: "failed", over.pk: "done"}
    assert end_abandoned_simulations(at=NOW) == 0


def test_interruption_is_asked_for_twice_a_second_at_most() -> None:
    simulation = short(started(), runs=50)
    asked: list[int] = []

    run(simulation, now=lambda: NOW, is_stopping=lambda: bool(asked.append(1)))

    assert asked == [1]


def test_running_raises_what_the_worker_has_to_know() -> None:
    simulation = started()

    with pytest.raises(SimulationInterrupted):
        run_simulation(simulation_id=simulation.pk, now=lambda: NOW, is_stopping=lambda: True)
