from pathlib import Path

import pytest
from django.test import Client

from config.demo import build, campaigns, games, history
from config.demo.build import FactsFile, make_or_keep
from config.demo.summary import summary
from identities.models import Organization
from promotions.models import Drawing, Game, Play, Replacement
from promotions.services.invariants import check_invariants
from tests.database import database_fingerprint
from tests.factories.values import held
from tokens.models import Asset, AwardedAmount, Funding, Wallet

pytestmark = pytest.mark.django_db

BASE_URL = "http://127.0.0.1:8000"
KEYS = {
    "base_url", "organization", "api_key", "read_only_api_key", "other_organization", "campaign",
    "games", "asset", "project_wallet", "participant", "outcome_code", "staff",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _little_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (campaigns, history):
        monkeypatch.setattr(module, "PAST_DAYS", 2)
    monkeypatch.setattr(games, "PLENTY", 500)


def make(file: FactsFile) -> build.Facts:
    return make_or_keep(file=file, base_url=BASE_URL, progress=lambda _done, _total: None)


def test_demo_is_made_once_and_kept(tmp_path: Path) -> None:
    file = FactsFile(tmp_path / "demo.json")
    first = make(file)
    before = database_fingerprint()

    second = make(file)

    assert (set(first), second, database_fingerprint()) == (KEYS, first, before)
    assert (file.path.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (0o600, [file.path])
    assert (Play.objects.exists(), check_invariants()) == (True, [])


def test_demo_has_a_drawing_that_runs_and_one_that_was_drawn(tmp_path: Path) -> None:
    codes = make(FactsFile(tmp_path / "demo.json"))["games"]

    running, drawn = (Game.objects.get(code=codes[name]) for name in ("drawing", "drawn"))
    assert (running.entries.count() > 100, Drawing.objects.get().game) == (True, drawn)
    ranks = Replacement.objects.values_list("replaced__rank", "alternate__rank")
    assert list(ranks) == [(2, 4)]


def test_demo_has_an_asset_that_is_funded_and_one_that_is_waited_for(tmp_path: Path) -> None:
    facts = make(FactsFile(tmp_path / "demo.json"))

    funded = Asset.objects.get(pk=facts["asset"]["id"])
    (waited_for,) = Asset.objects.exclude(pk=funded.pk)
    assert facts["asset"] == {
        "id": str(funded.pk), "contract": funded.contract, "symbol": "BEAN",
    }  # fmt: skip
    (wallet,) = Wallet.objects.filter(address=facts["project_wallet"]["address"])
    assert (wallet.kind, str(wallet.campaign_id)) == ("project", facts["campaign"]["id"])
    assert held(funded, kind="project") > 20_000
    assert AwardedAmount.objects.filter(asset=funded, queue_number__isnull=False).count() == 0
    assert AwardedAmount.objects.filter(asset=waited_for, queue_number__isnull=False).count() == 4
    assert Funding.objects.proposed().get().asset == waited_for


def test_demo_of_a_run_that_was_killed_after_its_commit_is_adopted(tmp_path: Path) -> None:
    file = FactsFile(tmp_path / "demo.json")
    first = make(file)
    file.path.replace(file.draft)

    assert make(file) == first


def test_demo_of_another_database_is_made_anew(tmp_path: Path) -> None:
    file = FactsFile(tmp_path / "demo.json")
    file.path.write_text('{"organization": {"id": "01a1f83e-e58f-7494-8e74-1bfe84e2140a"}}')

    facts = make(file)

    assert Organization.objects.filter(pk=facts["organization"]["id"]).exists()


def test_the_outcome_of_the_demo_gives_its_participant_a_badge(tmp_path: Path) -> None:
    facts = make(FactsFile(tmp_path / "demo.json"))

    answer = Client().post(
        "/platform/v1/outcomes",
        {"participant": facts["participant"]["source_id"], "outcome": facts["outcome_code"]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {facts['api_key']}"},
    )

    assert (answer.status_code, answer.json()["assigned"]) == (201, ["first-cup"])


def test_the_demo_has_a_game_for_clients_of_ita(tmp_path: Path) -> None:
    facts = make(FactsFile(tmp_path / "demo.json"))
    headers = {"X-Api-Key": facts["api_key"], "Accept": "application/json"}
    path = f"/v1/games/{facts['games']['moments']}"

    game = Client().get(path, headers=headers).json()
    payouts = Client().get(f"{path}/payouts", headers=headers).json()

    assert (game["Name"], game["ThemeId"]) == ("Golden Bean", "golden")
    assert [payout["Hidden"] for payout in payouts] == [False] * 4 + [True]


def test_summary_names_what_a_visitor_needs(tmp_path: Path) -> None:
    facts = make(FactsFile(tmp_path / "demo.json"))

    text = summary(facts)

    wanted = [
        facts["api_key"],
        BASE_URL,
        *(person["password"] for person in facts["staff"].values()),
    ]
    assert [word for word in wanted if word not in text] == []
