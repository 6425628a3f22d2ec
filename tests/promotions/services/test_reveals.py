import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from promotions.enums import DrawMethod, Spread
from promotions.models import Game
from promotions.services.reveals import NotOver, reveal_draws
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
