"""The page that says what a game's odds mean."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from identities.enums import StaffRole
from promotions.admin.simulation_words import odds_words, percent, warnings_of
from promotions.models import Campaign, Game, Prize, PrizeUnit, Simulation
from tests.factories.promotions import GameFactory, PrizeFactory, publish
from tests.factories.simulations import drafted_game, run, short, started
from tests.identities.admin.people import client_of, signed_in, staff
from tests.promotions.admin.pages import page, told
from tests.tokens.admin.scenario import change_url

pytestmark = pytest.mark.django_db

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = StaffRole
GIVEN = {"shape": "evenly", "plays_a_day": "24", "participants": "30"}


def url(game: Game, name: str = "odds", *more: Any) -> str:
    return reverse(f"admin:promotions_game_{name}", args=[game.pk, *more])


def manager(game: Game) -> Client:
    return client_of(MANAGER, game.organization)


def errors(answer: Any) -> dict[str, Any]:
    return dict(answer.context["form"].errors)


@pytest.mark.parametrize(
    ("role", "sees", "runs"),
    [
        (MANAGER, 200, 302), (APPROVER, 200, 302), (AUDITOR, 200, 403), (SUPPORT, 403, 403),
        (ADMINISTRATOR, 403, 404),
    ],
)  # fmt: skip
def test_roles_see_and_run_what_is_theirs(role: StaffRole, sees: int, runs: int) -> None:
    game = drafted_game()
    simulation = started(game)
    client = client_of(role, game.organization)

    assert client.get(url(game)).status_code == sees
    progress = client.get(url(game, "simulation_progress", simulation.pk)).status_code
    assert progress in ({sees} if sees == 200 else {403, 404})
    assert client.post(url(game, "simulation_cancel", simulation.pk)).status_code == runs
    assert client.post(url(game, "simulate"), GIVEN).status_code == runs
    assert Simulation.objects.count() == 1 + (runs == 302)


def test_organizations_are_kept_apart() -> None:
    game, other = drafted_game(), drafted_game()
    simulation = started(other)
    client = manager(game)

    assert client.get(url(other)).status_code in (302, 403, 404)
    assert client.post(url(other, "simulate"), GIVEN).status_code == 404
    for name in ("simulation_progress", "simulation_cancel"):
        assert client.post(url(other, name, simulation.pk)).status_code == 404
        # not by way of an own game either
        assert client.post(url(game, name, simulation.pk)).status_code == 404
    simulation.refresh_from_db()
    assert (simulation.state, Simulation.objects.count()) == ("queued", 1)


def test_only_own_campaigns_can_be_learnt_from() -> None:
    game, other = drafted_game(), PrizeFactory().game
    publish(other.campaign)
    data = {"shape": "earlier", "earlier": str(other.campaign_id), "participants": "5"}

    answer = manager(game).post(url(game, "simulate"), data)

    assert list(errors(answer)) == ["earlier"]
    assert other.campaign.name not in answer.content.decode()
    assert not Simulation.objects.exists()


def test_a_manager_starts_a_simulation_and_cancels_it() -> None:
    game = drafted_game()
    client = manager(game)

    answer = client.post(url(game, "simulate"), GIVEN)
    assert answer.headers["Location"] == url(game)
    simulation = Simulation.objects.get()
    text = client.get(url(game)).content.decode()
    assert 'role="progressbar"' in text
    assert url(game, "simulation_progress", simulation.pk) in text
    assert url(game, "simulate") not in text

    answer = client.post(url(game, "simulation_cancel", simulation.pk))
    simulation.refresh_from_db()
    assert simulation.state == "cancelled"
    assert told(answer) == ["The simulation was cancelled."]
    assert "Cancelled after 0 of 1000 runs" in page(client, url(game))


def test_nothing_starts_or_ends_by_a_link() -> None:
    game = drafted_game()
    simulation = started(game)
    client = manager(game)

    assert client.get(url(game, "simulate")).status_code == 302
    assert client.get(url(game, "simulation_cancel", simulation.pk)).status_code == 405
    simulation.refresh_from_db()
    assert (simulation.state, Simulation.objects.count()) == ("queued", 1)


def test_a_second_simulation_waits_for_the_first() -> None:
    game = drafted_game()
    started(game)

    answer = manager(game).post(url(game, "simulate"), GIVEN)

    assert told(answer) == ["A simulation of this game is running already."]
    assert Simulation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"plays_a_day": ""}, ["plays_a_day"]),
        ({"plays_a_day": "0"}, ["plays_a_day"]),
        ({"participants": ""}, ["participants"]),
        ({"plays_each": "3"}, ["participants"]),
        ({"participants": "", "plays_each": "0"}, ["plays_each"]),
        ({"shape": "earlier"}, ["earlier"]),
        ({"shape": "weights", "hour_weights": "1, 2"}, ["hour_weights"]),
        ({"shape": "weights", "weekday_weights": "0 0 0 0 0 0 0"}, ["weekday_weights"]),
        ({"shape": "weights", "weekday_weights": "1 1 1 1 1 1 x"}, ["weekday_weights"]),
        ({"plays_a_day": "4000000"}, ["__all__"]),
    ],
)
def test_a_form_says_what_is_missing(changes: dict[str, str], fields: list[str]) -> None:
    game = drafted_game()

    answer = manager(game).post(url(game, "simulate"), {**GIVEN, **changes})

    assert list(errors(answer)) == fields
    assert not Simulation.objects.exists()


def test_weights_of_ones_own_are_simulated_and_offered_again() -> None:
    game = drafted_game()
    data = {**GIVEN, "shape": "weights", "weekday_weights": "1,1,1,1,1,2,2"}
    client = manager(game)

    client.post(url(game, "simulate"), data)
    run(short(Simulation.objects.get()))

    initial = client.get(url(game)).context["form"].initial
    assert (initial["shape"], initial["weekday_weights"]) == ("weights", "1, 1, 1, 1, 1, 2, 2")


def test_a_result_is_told_in_numbers_and_warnings() -> None:
    game = drafted_game()
    run(short(started(game), runs=30))

    text = page(manager(game), url(game))

    assert "trip: with a window of 2 minutes, 9" in text
    assert "of the moments would pass unclaimed." in text
    assert "pin: it would sell out in 100 % of the runs, in the median on" in text
    assert "Cost, EUR" in text
    assert "The game is not any more what was simulated" not in text


def test_a_result_of_another_game_than_now_says_so() -> None:
    game = drafted_game()
    run(short(started(game)))
    Prize.objects.filter(game=game, code="pin").update(quantity=51)

    assert "The game is not any more what was simulated" in page(manager(game), url(game))


def test_a_failure_is_explained() -> None:
    game = drafted_game()
    Simulation.objects.filter(pk=run(short(started(game))).pk).update(
        state="failed", result=None, reason="Nobody played."
    )

    assert "Nobody played." in page(manager(game), url(game))


def test_progress_asks_the_page_to_load_again_when_it_is_over() -> None:
    game = drafted_game()
    simulation = started(game)
    client, progress = manager(game), url(game, "simulation_progress", simulation.pk)

    waiting = client.get(progress)
    Simulation.objects.filter(pk=simulation.pk).update(state="running", runs_done=250)
    running = client.get(progress)
    Simulation.objects.filter(pk=simulation.pk).update(runs=1, runs_done=0)
    run(simulation)
    done = client.get(progress)

    assert 'aria-valuenow="0"' in waiting.content.decode()
    assert 'aria-valuenow="25"' in running.content.decode()
    assert ("HX-Refresh" in running, "HX-Refresh" in done) == (False, True)


def test_no_instant_of_a_moment_is_told() -> None:
    game = drafted_game()
    publish(game.campaign)
    game.refresh_from_db()
    run(short(started(game)))

    text = client_of(AUDITOR, game.organization).get(url(game)).content.decode()

    simulation = Simulation.objects.get()
    for opens_at in PrizeUnit.objects.filter(opens_at__isnull=False).values_list(
        "opens_at", flat=True
    ):
        assert opens_at.strftime("%H:%M:%S") not in text
        assert opens_at.strftime("%H:%M:%S.%f") not in str((simulation.inputs, simulation.result))


def test_the_page_asks_the_same_for_one_simulation_and_for_three() -> None:
    game = drafted_game()
    client = signed_in(staff(MANAGER, game.organization))
    run(short(started(game)))
    client.get(url(game))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url(game))
        counts.append(len(queries))
        run(short(started(game)))
        run(short(started(game)))

    assert counts[0] == counts[1]


def test_game_campaign_and_review_lead_to_it() -> None:
    game = drafted_game()
    GameFactory(campaign=game.campaign, kind="drawing")
    client = manager(game)

    assert url(game) in client.get(change_url(game)).content.decode()
    assert url(game) in client.get(change_url(game.campaign)).content.decode()
    Game.objects.filter(kind="drawing").delete()
    revision = publish(Campaign.objects.get(pk=game.campaign_id))
    assert url(game) in client.get(change_url(revision)).content.decode()


def test_drawings_and_who_may_not_see_it_are_led_nowhere() -> None:
    game = drafted_game()
    drawing = GameFactory(campaign=game.campaign, kind="drawing")
    client, support = manager(game), client_of(SUPPORT, game.organization)

    assert client.get(url(drawing)).status_code == 403
    assert url(drawing) not in client.get(change_url(game.campaign)).content.decode()
    assert url(game) not in support.get(change_url(game.campaign)).content.decode()
    assert url(game) not in support.get(change_url(game)).content.decode()


def test_a_draft_that_cannot_be_played_says_why() -> None:
    game = drafted_game()
    Campaign.objects.filter(pk=game.campaign_id).update(
        ends_at=game.campaign.starts_at + timedelta(hours=1)
    )
    client = manager(game)

    assert "period is over" in page(client, url(game))
    answer = client.post(url(game, "simulate"), GIVEN)
    assert list(errors(answer)) == ["__all__"]


def test_figures_are_said_as_people_say_them() -> None:
    assert [percent(share) for share in (0, 0.004, 0.0567, 0.85, 1)] == [
        "0 %", "0.4 %", "5.7 %", "85 %", "100 %",
    ]  # fmt: skip
    assert [odds_words(odds) for odds in (None, 2.5, 1_234.5)] == [
        "never won", "1 in 2.5", "1 in 1,234",
    ]  # fmt: skip


def test_limits_that_refuse_much_are_warned_of() -> None:
    result = {"refused": 0.35, "barred": 0.2, "prizes": [], "days": []}
    simulation = Simulation(inputs={"rules": {"prizes": []}}, result=result)

    assert warnings_of(simulation) == [
        "Limits would refuse 35 % of the plays.",
        "In 20 % of the plays a limit on wins would leave nothing to win.",
    ]
