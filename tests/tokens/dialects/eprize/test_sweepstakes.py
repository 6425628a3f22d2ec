"""What awarding entries does, beyond what the samples show."""

from __future__ import annotations

from collections import Counter

import pytest

from identities.api.authentication import admit
from identities.enums import Channel, Scope
from promotions.models import Entry
from tests.database import database_fingerprint, run_together
from tests.tokens.dialects.eprize.calls import Caller, shape, text_of
from tests.tokens.dialects.eprize.scenario import Scenario

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]


@pytest.fixture
def scene() -> Scenario:
    return Scenario()


@pytest.fixture
def caller(scene: Scenario) -> Caller:
    return Caller(scene.key(*Scope.values))


def address(scene: Scenario) -> str:
    return f"/v1/any-key/profile/{scene.profile(scene.ada)}"


def test_an_entry_is_written_as_any_other(scene: Scenario, caller: Caller) -> None:
    scene.game("summer-raffle")

    response = caller.post(
        "game/summer-raffle/sweeps", profile=address(scene), headers={"X-Request-ID": "their-id"}
    )

    entry = Entry.objects.select_related("client", "game", "participant").get()
    earned = entry.entered_at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    assert (response.status_code, text_of(response, "sweepsEntry/whenEarned")) == (201, earned)
    assert (entry.participant, entry.game.code) == (scene.ada, "summer-raffle")
    assert (entry.channel, entry.client.name, entry.request_id) == (
        Channel.EPRIZE, "ePrize", "their-id",
    )  # fmt: skip


@pytest.mark.usefixtures("credentials_stay_known")
@pytest.mark.parametrize(
    ("game", "status"), [("spring-raffle", 403), ("golden-cup", 404), ("nothing", 404)]
)
def test_what_can_not_be_entered_is_refused(
    game: str, status: int, scene: Scenario, caller: Caller
) -> None:
    scene.game("spring-raffle")
    scene.game("golden-cup")
    profile = address(scene)
    admit(caller.key)
    before = database_fingerprint()

    response = caller.post(f"game/{game}/sweeps", profile=profile)

    assert (response.status_code, database_fingerprint()) == (status, before)


def test_limits_hold_for_clients_at_once(scene: Scenario, caller: Caller) -> None:
    scene.game("summer-raffle")
    profile = address(scene)

    answers = run_together([lambda: caller.post("game/summer-raffle/sweeps", profile=profile)] * 10)

    assert Counter(answer.status_code for answer in answers) == {201: 1, 403: 9}
    assert {shape(answer)[1] for answer in answers if answer.status_code == 403} == {
        '<result ver="1.0"/>'
    }
    assert Entry.objects.count() == 1
