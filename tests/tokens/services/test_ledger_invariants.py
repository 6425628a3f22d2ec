"""Every invariant of the ledger, broken as only a superuser of the database could."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model

import tokens
from promotions.services.invariants import check_invariants
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.ledger import external_wallet, transfer_of
from tests.factories.promotions import CampaignFactory
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, award, fund, game_that_pays, server
from tokens.models import (
    Account,
    Asset,
    AwardedAmount,
    AwardRequest,
    Balance,
    Funding,
    Mint,
    Posting,
    Transfer,
    Wallet,
)
from tokens.services.minting import mint_allowance

pytestmark = pytest.mark.django_db

FILES = Path(tokens.__file__).parent / "sql" / "invariants"


def story() -> Asset:
    """Every kind of transfer, an award that waited, one that waits, and a win."""
    bolt = AssetFactory()
    fund(bolt, 16)
    award((bolt, 4), wallet="0xADA")
    award((bolt, 4))
    award((bolt, 20), wallet="0xADA")
    fund(bolt, 8)
    award((bolt, 100), wallet="0xADA")
    mint_allowance(
        organization=bolt.organization, request_id=str(uuid4()), participant="ada",
        asset_id=bolt.pk, amount=Decimal(1), wallet="0xADA", by=server(bolt.organization),
    )  # fmt: skip
    redeem(token_for(game_that_pays(bolt)))
    return bolt


def funded_later() -> AwardRequest:
    return AwardRequest.objects.get(funding__isnull=False)


def change(row: object, **values: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


def erase(model: type[Model], **which: object) -> None:
    """Delete rows as only SQL can: Django would look for what refers to them."""
    with connection.cursor() as cursor:
        for row in model._default_manager.filter(**which):
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [row.pk])


def without_issuance(asset: Asset) -> None:
    unused = AssetFactory(campaign=asset.campaign)
    erase(Balance, account__asset=unused)
    erase(Account, asset=unused, kind="issuance")


def swap_the_queue(asset: Asset) -> None:
    """Let the award that waits have come before the one that was funded."""
    waiting = AwardRequest.objects.queued().get()
    change(waiting, queue_number=0)
    AwardedAmount.objects.filter(award_request=waiting).update(queue_number=0)


def overdraw(asset: Asset) -> None:
    """Let the first transfer out of the project wallet have come before its funding."""
    first = Transfer.objects.order_by("number").first()
    Posting.objects.filter(transfer=first).update(number=2**40)


# the name, and how it is broken
BREAKS: list[tuple[str, Callable[[Asset], object]]] = [
    ("transfer_sums_to_zero", lambda _: Posting.objects.filter(amount=-1).update(amount=-2)),
    ("transfer_sums_to_zero", transfer_of),
    ("balance_is_sum_of_postings", lambda _: Balance.objects.filter(slot=3).update(amount=7)),
    ("posting_has_balance", lambda _: Balance.objects.filter(slot=0).delete()),
    ("only_issuance_below_zero", overdraw),
    ("asset_has_its_accounts", without_issuance),
    (
        "asset_has_its_accounts",
        lambda asset: Wallet.objects.filter(kind="project").update(
            campaign=CampaignFactory(organization=asset.organization)
        ),
    ),
    (
        "external_account_in_external_wallet",
        lambda asset: Wallet.objects.filter(kind="external").update(
            kind="project", campaign=CampaignFactory(organization=asset.organization)
        ),
    ),
    ("award_posted_once_as_requested", lambda _: AwardedAmount.objects.update(amount=3)),
    (
        "award_posted_once_as_requested",
        lambda asset: change(funded_later(), wallet=external_wallet(asset, "0xB0B")),
    ),
    (
        "award_posted_once_as_requested",
        lambda _: AwardRequest.objects.filter(is_mintable=True).update(is_mintable=False),
    ),
    (
        "award_posted_once_as_requested",
        lambda asset: change(
            funded_later(), participant=ParticipantFactory(organization=asset.organization)
        ),
    ),
    ("award_request_has_amounts", lambda _: AwardedAmount.objects.filter(amount=4).delete()),
    ("award_request_has_amounts", lambda _: AwardedAmount.objects.update(queue_number=None)),
    (
        "award_of_its_campaigns_assets",
        lambda asset: AwardedAmount.objects.filter(amount=100).update(
            asset=AssetFactory(campaign=CampaignFactory(organization=asset.organization))
        ),
    ),
    (
        "award_of_its_campaigns_assets",
        lambda asset: Funding.objects.update(
            asset=AssetFactory(campaign=CampaignFactory(organization=asset.organization))
        ),
    ),
    ("queue_order_kept", swap_the_queue),
    ("funding_posted_once", lambda _: Funding.objects.update(amount=5)),
    (
        "funding_posted_once",
        lambda _: Funding.objects.filter(amount=16).update(
            state="proposed", transfer=None, decided_at=None
        ),
    ),
    ("mint_moved_its_amount", lambda _: Mint.objects.update(amount=2)),
    ("mint_moved_its_amount", lambda _: Mint.objects.all().delete()),
    (
        "value_granted_once",
        lambda _: AwardRequest.objects.filter(granted_by__isnull=False).update(granted_by=None),
    ),
    ("value_granted_once", lambda _: AwardedAmount.objects.filter(amount=2.5).update(amount=3)),
    (
        "values_stay_in_their_organization",
        lambda _: Transfer.objects.filter(kind="mint").update(organization=OrganizationFactory()),
    ),
]


@pytest.mark.parametrize(("name", "break_it"), BREAKS)
def test_a_broken_invariant_is_found(name: str, break_it: Callable[[Asset], object]) -> None:
    asset = story()
    assert check_invariants() == []

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        break_it(asset)
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert name in {violation.invariant for violation in check_invariants()}


def test_every_invariant_is_broken() -> None:
    texts = [(FILES / f"{name}.sql").read_text() for name in ("ledger", "values")]

    stated = {line[9:] for text in texts for line in text.splitlines() if line[:9] == "-- name: "}

    assert stated | {"values_stay_in_their_organization"} == {name for name, _ in BREAKS}
