"""One project wallet, one allowance, and many connections at once."""

from collections import Counter
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from identities.services.actors import Actor
from tests.database import run_together
from tests.factories.values import AssetFactory, award, fund, held, server
from tokens.models import Account, Asset, AwardRequest, Funding, Mint
from tokens.services.minting import mint_allowance
from tokens.services.refusing import ValueRefused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]


def state(*amounts: tuple[Asset, object], **arguments: object) -> str:
    return award(*amounts, **arguments).state


def mint(asset: Asset, amount: int, by: Actor, request_id: str | None = None) -> str:
    """Mint of ada's allowance, and return whether that was repeated, or the refusal."""
    try:
        minted = mint_allowance(
            organization=asset.organization,
            request_id=request_id or str(uuid4()),
            participant="ada",
            asset_id=asset.pk,
            amount=Decimal(amount),
            wallet="0xADA",
            by=by,
        )
    except ValueRefused as refused:
        return refused.code
    return "again" if minted.replayed else "minted"


def test_a_request_that_is_made_ten_times_at_once_awards_once() -> None:
    bolt = AssetFactory()
    by = server(bolt.organization)

    answers = run_together([partial(award, (bolt, 5), request_id="once", by=by)] * 10)

    assert Counter(answer.replayed for answer in answers) == {False: 1, True: 9}
    assert len({answer.id for answer in answers}) == 1
    assert held(bolt, kind="allowance") == 5


def test_first_awards_to_a_new_participant_open_one_account() -> None:
    bolt = AssetFactory()
    by = server(bolt.organization)

    states = run_together([partial(state, (bolt, 1), by=by)] * 16)

    assert states == ["settled"] * 16
    assert Account.objects.filter(kind="allowance").count() == 1
    assert held(bolt, kind="allowance") == 16


@pytest.mark.parametrize("amount", [10, 6], ids=["gathered", "from one slot"])
def test_a_wallet_pays_what_it_has_and_the_others_wait(amount: int) -> None:
    bolt = AssetFactory()
    fund(bolt, 100)
    by = server(bolt.organization)

    states = run_together([partial(state, (bolt, amount), wallet="0xADA", by=by)] * 40)

    paid = 100 // amount
    assert Counter(states) == {"settled": paid, "queued": 40 - paid}
    assert held(bolt, kind="project") == 100 - paid * amount


def test_fundings_at_once_settle_each_award_once_and_in_order() -> None:
    bolt = AssetFactory()
    waiting = [award((bolt, 10), wallet="0xADA").request_id for _ in range(30)]
    server(bolt.organization)

    posted = run_together([partial(fund, bolt, 10)] * 20)

    settled = [request_id for one in posted for request_id in one.settled]
    assert sorted(settled) == sorted(waiting[:20])
    queue = AwardRequest.objects.queued().values_list("request_id", flat=True)
    assert list(queue) == waiting[20:]


def test_awards_of_two_assets_and_fundings_of_both_wait_in_no_circle() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    by = server(bolt.organization)
    for asset in (bolt, nut):
        fund(asset, 32)
    award((bolt, 100), wallet="0xADA")
    calls = [
        *[partial(state, (bolt, 1), (nut, 1), wallet="0xADA", by=by)] * 12,
        *[partial(state, (nut, 1), (bolt, 1), wallet="0xB0B", by=by)] * 12,
        *[partial(state, (nut, 2), wallet="0xB0B", by=by)] * 6,
        *[partial(fund, asset, 20) for asset in (bolt, nut) for _ in range(6)],
        *[partial(state, (bolt, 1), by=by)] * 6,
    ]

    answers = run_together(calls)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert AwardRequest.objects.queued().count() == 0
    assert held(bolt, kind="project") == 32 + 120 - 100 - 24
    assert held(nut, kind="project") == 32 + 120 - 24 - 12


def test_a_funding_that_is_made_ten_times_at_once_is_posted_once() -> None:
    bolt = AssetFactory()
    waiting = award((bolt, 10), wallet="0xADA").request_id

    answers = run_together([partial(fund, bolt, 10, request_id="once")] * 10)

    assert [answer.settled for answer in answers] == [[waiting]] * 10
    assert Funding.objects.count() == 1


def test_no_more_is_minted_than_there_is() -> None:
    bolt = AssetFactory()
    award((bolt, 100))
    by = server(bolt.organization)

    results = run_together([partial(mint, bolt, 30, by)] * 12)

    assert Counter(results) == {"minted": 3, "allowance_exceeded": 9}
    assert (held(bolt, kind="allowance"), held(bolt, kind="external")) == (10, 90)


def test_a_mint_that_is_made_ten_times_at_once_is_made_once() -> None:
    bolt = AssetFactory()
    award((bolt, 100))
    by = server(bolt.organization)

    results = run_together([partial(mint, bolt, 30, by, "once")] * 10)

    assert Counter(results) == {"minted": 1, "again": 9}
    assert Mint.objects.count() == 1


def test_an_award_that_joins_one_queue_begins_that_of_its_other_asset() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    by = server(bolt.organization)
    fund(nut, 1_000)
    award((bolt, 100), wallet="0xADA")
    both = partial(state, (bolt, 1), (nut, 1), wallet="0xADA", by=by)
    calls = [*[both] * 4, *[partial(state, (nut, 1), wallet="0xB0B", by=by)] * 28]

    for _ in range(3):
        answers = run_together(calls)
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        fund(bolt, 200)
        award((bolt, 300), wallet="0xADA")
