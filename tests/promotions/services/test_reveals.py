import copy
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from identities.models import Participant
from identities.services.actors import SYSTEM
from promotions.enums import DrawMethod, Spread
from promotions.models import Award, Game
from promotions.services.campaigns import cancel_campaign
from promotions.services.replacements import replace_winner
from promotions.services.reveals import NotDrawn, NotOver, reveal_draws
from tests.factories.drawings import drawing_game, drawn, ended_drawing
from tests.factories.identities import UserFactory
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

VERIFIER = Path(__file__).resolve().parents[3] / "docs" / "verify_campaign.py"
LATER = datetime.now(UTC) + timedelta(days=60)


@pytest.fixture
def game() -> Game:
    return live_game(draw_method=DrawMethod.MOMENT, spread=Spread.UNIFORM, quantity=20)


def revealed(game: Game) -> dict[str, Any]:
    return reveal_draws(campaign_id=game.campaign_id, at=LATER)


def verify(document: object, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "draws.json"
    file.write_text(json.dumps(document))
    return subprocess.run(
        [sys.executable, str(VERIFIER), str(file)], capture_output=True, text=True, check=False
    )


def test_nothing_is_revealed_of_a_campaign_that_is_not_over(game: Game) -> None:
    with pytest.raises(NotOver):
        reveal_draws(campaign_id=game.campaign_id, at=datetime.now(UTC))


def test_an_outsider_finds_all_kept_moments_in_the_seed(game: Game, tmp_path: Path) -> None:
    redeem(token_for(game))

    checked = verify(revealed(game), tmp_path)

    lines = checked.stdout.splitlines()
    assert (checked.returncode, len(lines)) == (0, 21)
    assert lines[0] == f"{game.code} revision 1 commitment kept"


def test_an_outsider_finds_a_moment_that_was_slipped_in(game: Game, tmp_path: Path) -> None:
    document = revealed(game)
    document["moments"][0]["opens_at"] = "2026-01-01T00:00:00.000000Z"

    assert verify(document, tmp_path).returncode == 1


def test_an_outsider_finds_a_changed_rule(game: Game, tmp_path: Path) -> None:
    document = revealed(game)
    document["revisions"][0]["games"][0]["prizes"][0]["quantity"] = 21

    assert verify(document, tmp_path).returncode == 1


def test_a_wrong_file_is_told(tmp_path: Path) -> None:
    assert verify(["no draws"], tmp_path).returncode == 2


def drawing() -> Game:
    """Return a drawing with two winners, one of whom was replaced by the first alternate."""
    game = ended_drawing("ada", "edith", "grace", "hedy", "hedy", quantity=2, alternates=2)
    drawn(game)
    award = Award.objects.get(drawn_entry__rank=2)
    replace_winner(
        organization=game.organization, award_id=award.pk, reason="x", by=SYSTEM, at=LATER
    )
    return game


def test_an_outsider_draws_the_winners_from_the_seed(tmp_path: Path) -> None:
    game = drawing()

    checked = verify(revealed(game), tmp_path)

    lines = checked.stdout.splitlines()
    assert (checked.returncode, checked.stderr) == (0, "")
    assert lines[:2] == [
        f"{game.code} revision 1 commitment kept", f"{game.code} 5 entries kept",
    ]  # fmt: skip
    assert [line.split()[:2] for line in lines[2:]] == [
        ["1", "winner"], ["2", "winner"], ["3", "alternate"], ["4", "alternate"],
        ["alternate", "3"],
    ]  # fmt: skip


def test_who_was_passed_over_is_revealed_by_id(tmp_path: Path) -> None:
    game = ended_drawing("ada", "edith", "grace", quantity=2)
    Participant.objects.filter(source_id="ada").update(state="blocked")
    drawn(game)

    document = revealed(game)

    assert document["drawings"][0]["passed_over"] == [
        str(Participant.objects.get(source_id="ada").pk)
    ]
    assert '"ada"' not in json.dumps(document)
    assert verify(document, tmp_path).returncode == 0


def _with(document: dict[str, Any], name: str, value: object) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    changed["drawings"][0][name] = value
    return changed


TAMPERED = {
    "an entry less": lambda it: ("entries", it["entries"][1:]),
    "an entry more": lambda it: ("entries", [*it["entries"], [str(uuid4()), str(uuid4())]]),
    "another's entry": lambda it: (
        "entries", [[it["entries"][0][0], str(uuid4())], *it["entries"][1:]],
    ),
    "a winner struck out": lambda it: (
        "passed_over",
        [who for entry, who in it["entries"] if entry == it["drawn"][0]["entry"]],
    ),
    "ranks exchanged": lambda it: (
        "drawn",
        [
            {"rank": 1, "entry": it["drawn"][1]["entry"]},
            {"rank": 2, "entry": it["drawn"][0]["entry"]},
            *it["drawn"][2:],
        ],
    ),
    "a rank left out": lambda it: ("drawn", it["drawn"][:-1]),
    "an alternate used twice": lambda it: ("replacements", it["replacements"] * 2),
    "a winner as alternate": lambda _: ("replacements", [{"replaced": 2, "alternate": 1}]),
    "an alternate replaced": lambda _: ("replacements", [{"replaced": 3, "alternate": 4}]),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERED)
def test_an_outsider_finds_what_was_done_to_a_drawing(how: str, tmp_path: Path) -> None:
    document = revealed(drawing())

    changed = _with(document, *TAMPERED[how](document["drawings"][0]))

    assert verify(changed, tmp_path).returncode == 1


def test_nothing_is_revealed_before_all_winners_are_drawn() -> None:
    game = ended_drawing("ada")

    with pytest.raises(NotDrawn, match=game.name):
        revealed(game)
    with pytest.raises(CommandError, match=f"The winners of {game.name} are not drawn"):
        call_command("reveal_draws", str(game.campaign_id))


def test_a_cancelled_campaign_is_revealed_without_a_drawing(tmp_path: Path) -> None:
    game, at = drawing_game(), datetime.now(UTC)
    cancel_campaign(campaign_id=game.campaign_id, by=UserFactory(), reason="x", at=at)

    document = revealed(game)

    assert document["drawings"] == []
    assert verify(document, tmp_path).returncode == 0
