"""What triggers keep of the ledger, tried by going round the services."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection

from tests.database import stopped_by
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.ledger import (
    account,
    external_wallet,
    store_award_request,
    store_funding,
    store_mint,
    transfer_of,
)
from tests.factories.promotions import CampaignFactory, PrizeFactory
from tests.factories.values import AssetFactory, award, fund, project_wallet
from tokens.models import (
    Asset,
    AwardedAmount,
    AwardRequest,
    Balance,
    Funding,
    Posting,
    Transfer,
    ValueGrant,
)

pytestmark = pytest.mark.django_db


def change(row: object, **values: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


def erase(row: object) -> None:
    """Delete a row as only SQL can: Django would look for what refers to it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def used(use: Callable[[Asset], object]) -> Asset:
    asset = AssetFactory(decimals=2)
    use(asset)
    return asset


def posted() -> Funding:
    return fund(AssetFactory(), 1).funding


def settled() -> AwardRequest:
    return AwardRequest.objects.get(pk=award((AssetFactory(), 1)).id)


def cancelled() -> AwardRequest:
    return store_award_request(
        state="cancelled",
        cancelled_at=datetime.now(UTC),
        cancelled_by=UserFactory(),
        cancel_reason="because",
    )


def queued_amount() -> AwardedAmount:
    award((AssetFactory(), 1), wallet="0xADA")
    return AwardedAmount.objects.get()


def posting() -> Posting:
    fund(AssetFactory(), 1)
    return Posting.objects.first()


STOPPED: dict[str, list[Callable[[], object]]] = {
    "asset_stays_in_campaign": [
        lambda: change(AssetFactory(), campaign=CampaignFactory()),
        lambda: change(AssetFactory(), organization=OrganizationFactory()),
    ],
    "used_asset_stays_the_same": [
        lambda: change(used(lambda asset: award((asset, 1))), decimals=3),
        lambda: change(used(lambda asset: award((asset, 1), wallet="0xADA")), decimals=3),
        lambda: change(used(lambda asset: fund(asset, 1)), decimals=0),
        lambda: change(
            used(
                lambda asset: ValueGrant.objects.create(
                    prize=PrizeFactory(kind="value"), asset=asset, amount=1
                )
            ),
            decimals=0,
        ),
    ],
    "wallet_stays_the_same": [
        lambda: change(external_wallet(AssetFactory()), address="0xB0B"),
        lambda: change(project_wallet(AssetFactory()), campaign=CampaignFactory()),
    ],
    "account_never_changes": [
        lambda: change(account(), is_mintable=True),
        lambda: erase(account()),
    ],
    "balance_never_deleted": [lambda: erase(Balance.objects.filter(account=account()).first())],
    "balance_changes_by_postings": [
        lambda: change(account().balances.first(), amount=1),
        lambda: change(account().balances.first(), slot=16),
    ],
    "transfer_never_changes": [
        lambda: change(transfer_of(AssetFactory()), kind="mint"),
        lambda: erase(transfer_of(AssetFactory())),
    ],
    "posting_never_changes": [lambda: change(posting(), amount=2), lambda: erase(posting())],
    "award_request_never_deleted": [lambda: erase(store_award_request())],
    "award_request_ends_once": [
        lambda: change(settled(), state="settled"),
        lambda: change(cancelled(), cancel_reason="another"),
    ],
    "award_request_stays_the_same": [
        lambda: change(store_award_request(), queue_number=2**40),
        lambda: change(store_award_request(), request_id=str(uuid4())),
    ],
    "awarded_amount_never_deleted": [lambda: erase(queued_amount())],
    "awarded_amount_stays": [lambda: change(queued_amount(), amount=2)],
    "funding_never_deleted": [lambda: erase(store_funding())],
    "funding_decided_once": [
        lambda: change(posted(), decision_reason="because"),
        lambda: change(
            store_funding(state="rejected", decided_at=datetime.now(UTC), decided_by=UserFactory()),
            state="proposed",
        ),
    ],
    "funding_stays_as_proposed": [
        lambda: change(store_funding(), amount=2),
        lambda: change(store_funding(), proposed_by=UserFactory()),
    ],
    "mint_never_changes": [lambda: change(store_mint(), amount=2), lambda: erase(store_mint())],
}

# those that write: what they do is in the tests below
WRITING = {"asset_opens_accounts", "account_opens_balances", "postings_move_balances"}


@pytest.mark.parametrize(
    ("name", "break_it"), [(name, call) for name, calls in STOPPED.items() for call in calls]
)
def test_a_trigger_stops_it(name: str, break_it: Callable[[], object]) -> None:
    assert stopped_by(break_it) == name


def test_decimals_may_change_while_there_is_no_amount_of_an_asset() -> None:
    bolt = AssetFactory(decimals=2)

    assert stopped_by(lambda: change(bolt, decimals=4)) is None


def test_an_asset_opens_its_accounts_and_the_project_wallet() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)

    wallet = project_wallet(bolt)
    kinds = {asset: set(asset.accounts.values_list("kind", "wallet")) for asset in (bolt, nut)}
    expected = {("issuance", None), ("project", wallet.pk)}
    assert kinds == {bolt: expected, nut: expected}
    assert len(wallet.address) == 42
    assert wallet.address.startswith("0x")


def test_an_account_that_many_write_has_16_balances() -> None:
    bolt = AssetFactory()
    award((bolt, 1))

    slots = {one.kind: one.balances.count() for one in bolt.accounts.all()}

    assert slots == {"issuance": 16, "project": 16, "allowance": 1}


def test_a_posting_moves_its_balance() -> None:
    fund(bolt := AssetFactory(decimals=0), 17)

    amounts = account(bolt).balances.order_by("slot").values_list("amount", flat=True)

    assert list(amounts) == [2, *[1] * 15]
    assert Transfer.objects.get().postings.count() == 17
