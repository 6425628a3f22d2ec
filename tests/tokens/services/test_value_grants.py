"""Prizes of kind value."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest

from identities.models import Participant
from promotions.enums import DrawMethod, PrizeKind
from promotions.services.campaigns import discard_revision, revise_campaign
from promotions.services.readiness import problems_of
from tests.database import database_fingerprint, run_together
from tests.factories.identities import ApiClientFactory, UserFactory
from tests.factories.promotions import CampaignFactory, PrizeFactory
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, award, fund, game_that_pays, held, project_wallet
from tokens.enums import AwardDestination
from tokens.models import AwardRequest, Posting, ValueGrant
from tokens.services.refusing import ValueRefused
from tokens.services.wallets import name_payout_wallet

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
WALLET = AwardDestination.WALLET


def name_wallet(participant: Participant, address: str = "0xADA") -> None:
    name_payout_wallet(
        organization=participant.organization, participant=participant, address=address, at=NOW
    )


def test_an_allowance_is_granted_to_the_winner() -> None:
    bolt = AssetFactory()
    token = token_for(game_that_pays(bolt, is_mintable=False))
    client = ApiClientFactory(organization=bolt.organization)

    redemption = redeem(token, client_id=client.pk)

    assert redemption.granted == [
        {
            "kind": "value", "asset": str(bolt.pk), "symbol": bolt.symbol, "amount": "2.5",
            "destination": "allowance", "wallet": None,
        }
    ]  # fmt: skip
    request = AwardRequest.objects.get()
    assert (request.granted_by_id, request.client, request.channel) == (
        redemption.play_id, client, "platform",
    )  # fmt: skip
    assert held(bolt, participant=token.participant, is_mintable=False) == Decimal("2.5")


def test_a_wallet_is_paid_where_the_winner_named_one() -> None:
    bolt = AssetFactory()
    fund(bolt, 160)
    token = token_for(game_that_pays(bolt, destination=WALLET))
    name_wallet(token.participant)

    (granted,) = redeem(token).granted

    assert (granted["destination"], granted["wallet"]) == ("wallet", "0xADA")
    assert held(bolt, kind="external", participant=token.participant) == Decimal("2.5")
    assert held(bolt, kind="project") == Decimal("157.5")


def test_a_winner_without_a_wallet_has_an_allowance_that_he_can_mint() -> None:
    bolt = AssetFactory()
    token = token_for(game_that_pays(bolt, destination=WALLET, is_mintable=False))

    (granted,) = redeem(token).granted

    assert (granted["destination"], granted["wallet"]) == ("allowance", None)
    assert held(bolt, kind="allowance", is_mintable=True) == Decimal("2.5")


def test_a_win_without_funds_waits_behind_others() -> None:
    bolt = AssetFactory()
    token = token_for(game_that_pays(bolt, destination=WALLET))
    name_wallet(token.participant)
    older = award((bolt, 10), wallet="0xB0B")

    redemption = redeem(token)

    assert redemption.granted[0]["destination"] == "wallet"
    assert fund(bolt, 10).settled == [older.request_id]
    assert fund(bolt, 10).settled == [f"play-{redemption.play_id}"]


def test_redeeming_again_answers_the_same_whatever_became_of_the_asset_and_the_wallet() -> None:
    bolt = AssetFactory()
    token = token_for(game_that_pays(bolt, destination=WALLET))
    name_wallet(token.participant)
    first = redeem(token)
    fund(bolt, 100)
    name_wallet(token.participant, "0xB0B")
    bolt.symbol = "OTHER"
    bolt.save()
    before = database_fingerprint()

    again = redeem(token)

    assert (again.granted, again.replayed) == (first.granted, True)
    assert database_fingerprint() == before


def test_a_lost_play_grants_nothing() -> None:
    bolt = AssetFactory()
    game = game_that_pays(bolt, prize={"draw_method": DrawMethod.PROBABILITY, "chance": 0})

    redemption = redeem(token_for(game))

    assert (redemption.result, redemption.granted) == ("lost", [])
    assert not Posting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_wins_at_once_are_paid_while_there_are_funds() -> None:
    bolt = AssetFactory()
    fund(bolt, 25)
    game = game_that_pays(bolt, destination=WALLET)
    tokens = [token_for(game) for _ in range(16)]
    for token in tokens:
        name_wallet(token.participant)

    redemptions = run_together([partial(redeem, token) for token in tokens])

    assert [each.result for each in redemptions] == ["won"] * 16
    assert (held(bolt, kind="project"), held(bolt, kind="external")) == (0, 25)
    assert AwardRequest.objects.queued().count() == 6


def test_prizes_are_not_paid_to_a_project_wallet() -> None:
    bolt = AssetFactory()
    participant = token_for(game_that_pays(bolt)).participant

    with pytest.raises(ValueRefused):
        name_wallet(participant, project_wallet(bolt).address)
    with pytest.raises(ValueRefused):
        name_wallet(participant, "")

    assert not participant.payout_wallets.exists()


def problems(**grant: object) -> list[str]:
    prize = PrizeFactory(game__code="wheel", code="cup", kind=PrizeKind.VALUE)
    if grant:
        grant.setdefault("asset", AssetFactory(campaign=prize.game.campaign, decimals=2))
        ValueGrant.objects.create(prize=prize, **{"amount": 1} | grant)
    return problems_of(campaign=prize.game.campaign, at=NOW)


def test_a_value_prize_names_an_amount() -> None:
    assert problems() == ["wheel/cup: it names no amount to grant."]


def test_a_value_prize_names_an_asset_of_its_campaign() -> None:
    prize = PrizeFactory(game__code="wheel", code="cup", kind=PrizeKind.VALUE)
    other = CampaignFactory(organization=prize.game.organization)
    ValueGrant.objects.create(prize=prize, asset=AssetFactory(campaign=other), amount=1)

    assert problems_of(campaign=prize.game.campaign, at=NOW) == [
        "wheel/cup: the asset of its amount belongs to another campaign."
    ]


def test_a_value_prize_has_no_more_places_than_its_asset() -> None:
    assert problems(amount=Decimal("0.001")) == [
        "wheel/cup: its amount has more places than its asset."
    ]
    assert problems(amount=Decimal("0.01")) == []


def test_discarding_a_revision_restores_the_published_amount() -> None:
    bolt = AssetFactory()
    campaign = game_that_pays(bolt, destination=WALLET, is_mintable=False).campaign
    at = NOW + timedelta(minutes=1)
    revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    ValueGrant.objects.update(amount=3, destination=AwardDestination.ALLOWANCE, is_mintable=True)

    discard_revision(campaign_id=campaign.pk, by=UserFactory(), at=at)

    grant = ValueGrant.objects.get()
    assert (grant.amount, grant.destination, grant.is_mintable) == (Decimal("2.5"), WALLET, False)
