"""A manager simulates a draft, from login to result."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from identities.enums import StaffRole
from identities.models import User
from promotions.models import Simulation
from tests.browser.conftest import PATIENCE_MS
from tests.factories.simulations import drafted_game
from tests.identities.admin.people import staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("roles")]

Worker = Callable[[], subprocess.Popen[bytes]]
expect.set_options(timeout=PATIENCE_MS)


def moved(page: Page) -> bool:
    bar = page.get_by_role("progressbar", name="Runs done")
    return 0 < int(bar.get_attribute("aria-valuenow") or 0) < 100


def test_a_manager_sees_what_the_odds_of_a_draft_mean(
    page: Page, live_server: object, sign_in: Callable[[User], None], worker: Worker
) -> None:
    starts_at = datetime.now(UTC) + timedelta(days=2)
    game = drafted_game(starts_at=starts_at, ends_at=starts_at + timedelta(days=30))
    sign_in(staff(StaffRole.CAMPAIGN_MANAGER, game.organization))

    page.goto(f"{live_server}/admin/promotions/game/{game.pk}/change/")
    page.get_by_role("link", name="Odds", exact=True).click()
    expect(page.get_by_role("img", name="Winning moments per day")).to_be_visible()
    page.get_by_label("Plays a day").fill("400")
    expect(page.get_by_label("Weights of hours")).to_be_hidden()
    page.get_by_label("Plays come").select_option(label="By weights of my own")
    page.get_by_label("Weights of hours").fill(", ".join(["0"] * 8 + ["1"] * 16))
    # by keyboard alone from here on
    page.get_by_label("Participants").focus()
    page.keyboard.type("2000")
    page.keyboard.press("Enter")

    bar = page.get_by_role("progressbar", name="Runs done")
    expect(bar).to_have_attribute("aria-valuenow", "0")
    worker()
    page.wait_for_function(
        "() => { const bar = document.querySelector('[role=progressbar]');"
        " const value = bar ? Number(bar.ariaValueNow) : 0; return value > 0 && value < 100; }"
    )
    assert moved(page)

    expect(page.get_by_text("of the moments would pass unclaimed.")).to_be_visible()
    expect(page.get_by_role("img", name="Awards per day")).to_be_visible()
    expect(page.get_by_role("row", name="Odds per play 1 in")).to_be_visible()
    page.get_by_text("Awards of each day").click()
    region = page.get_by_role("region", name="Awards of each day")
    expect(region.get_by_role("row")).to_have_count(32)
    simulation = Simulation.objects.get()
    assert (simulation.state, simulation.runs_done) == ("done", 1_000)


def test_a_simulation_is_cancelled_while_it_runs(
    page: Page, live_server: object, sign_in: Callable[[User], None], worker: Worker
) -> None:
    game = drafted_game()
    sign_in(staff(StaffRole.APPROVER, game.organization))
    page.goto(f"{live_server}/admin/promotions/game/{game.pk}/odds/")
    page.get_by_label("Plays a day").fill("20000")
    page.get_by_label("Plays each").fill("3")
    page.get_by_role("button", name="Simulate").click()
    working = worker()
    bar = page.get_by_role("progressbar", name="Runs done")
    expect(bar).not_to_have_attribute("aria-valuenow", "0")

    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_text("The simulation was cancelled.")).to_be_visible()
    expect(page.get_by_role("button", name="Simulate")).to_be_visible()
    assert working.wait(PATIENCE_MS / 1000) == 0
    assert Simulation.objects.get().state == "cancelled"
