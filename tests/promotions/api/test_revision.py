import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from promotions.enums import DrawMethod, Spread
from promotions.models import Campaign, PrizeUnit, Seal
from promotions.services.campaigns import revise_campaign
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory, publish
from tests.identities.api.calls import Caller, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credentials_stay_known")]


def sealed_campaign() -> Campaign:
    """Publish one game with drawn moments, and with moments of a list."""
    campaign = CampaignFactory()
    game = GameFactory(campaign=campaign)
    drawn = {"game": game, "draw_method": DrawMethod.MOMENT}
    PrizeFactory(**drawn, spread=Spread.UNIFORM, quantity=5)
    listed = [
        (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")
        for days in (1, 2, 3)
    ]
    PrizeFactory(**drawn, spread=Spread.MANUAL, quantity=3, moments_csv="\n".join(listed))
    publish(campaign)
    return campaign


def test_document_is_the_one_that_the_commitment_speaks_of() -> None:
    campaign = sealed_campaign()
    game, seal = campaign.games.get(), Seal.objects.get()

    answer = Caller(game.organization).get(f"games/{game.code}/revision").json()

    canonical = json.dumps(
        answer["document"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    sha256 = hashlib.sha256(canonical.encode())
    assert answer == {
        "number": 1,
        "sha256": sha256.hexdigest(),
        "commitment": hashlib.sha256(bytes.fromhex(seal.seed) + sha256.digest()).hexdigest(),
        "sealed_at": seal.sealed_at.isoformat().replace("+00:00", "Z"),
        "document": answer["document"],
    }


def test_document_holds_neither_moments_nor_seed() -> None:
    campaign = sealed_campaign()
    game, seal = campaign.games.get(), Seal.objects.get()

    shown = Caller(game.organization).get(f"games/{game.code}/revision").content.decode()

    moments = PrizeUnit.objects.values_list("opens_at", flat=True)
    secrets = [seal.seed, bytes(seal.draw_key).hex(), *(f"{m:%Y-%m-%dT%H:%M:%S}" for m in moments)]
    assert len(secrets) == 10
    assert [secret for secret in secrets if secret in shown] == []


def test_game_that_keeps_its_seal_keeps_its_revision() -> None:
    campaign = sealed_campaign()
    game = campaign.games.get()
    caller = Caller(game.organization)
    before = caller.get(f"games/{game.code}/revision").content

    revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=datetime.now(UTC))
    Campaign.objects.update(rules_text="Be fair.")
    publish(campaign)

    assert caller.get(f"games/{game.code}").json()["campaign"]["rules_text"] == "Be fair."
    assert caller.get(f"games/{game.code}/revision").content == before


def test_game_of_another_organization_or_none_is_not_found() -> None:
    game = sealed_campaign().games.get()

    assert problem(Caller().get(f"games/{game.code}/revision")) == (404, "not_found")
    assert problem(Caller().get("games/nothing/revision")) == (404, "not_found")


def test_seed_is_not_even_read(django_assert_num_queries: object) -> None:
    game = sealed_campaign().games.get()
    caller = Caller(game.organization)
    caller.get("games")

    with django_assert_num_queries(2) as queries:  # type: ignore[operator]
        caller.get(f"games/{game.code}/revision")

    shown = "".join(query["sql"] for query in queries.captured_queries)
    assert '"seed"' not in shown
    assert '"draw_key"' not in shown
