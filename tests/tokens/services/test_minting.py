from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from identities.models import Participant
from tests.factories.identities import ParticipantFactory
from tests.factories.values import AssetFactory, award, held, project_wallet, server
from tokens.models import Asset, Mint, Posting, Wallet
from tokens.services.minting import MintedAllowance, mint_allowance
from tokens.services.refusing import ValueRefused

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]


def mint(asset: Asset, amount: object, **arguments: object) -> MintedAllowance:
    return mint_allowance(
        **{  # type: ignore[arg-type]
            "organization": asset.organization,
            "request_id": str(uuid4()),
            "participant": "ada",
            "asset_id": asset.pk,
            "amount": Decimal(str(amount)),
            "wallet": "0xADA",
            "by": server(asset.organization),
            **arguments,
        }
    )


def refused(asset: Asset, amount: object, **arguments: object) -> ValueRefused:
    """Return the refusal of a mint, which left nothing behind."""
    before = counts()
    with pytest.raises(ValueRefused) as refusal, transaction.atomic():
        mint(asset, amount, **arguments)
    assert counts() == before
    return refusal.value


def counts() -> list[int]:
    return [model.objects.count() for model in (Mint, Posting, Wallet, Participant)]


@pytest.fixture
def bolt() -> Asset:
    """An asset of which ada has a mintable allowance of 100."""
    asset = AssetFactory()
    award((asset, 100))
    return asset


def test_an_allowance_moves_to_a_wallet(bolt: Asset) -> None:
    minted = mint(bolt, "80.62")

    assert not minted.replayed
    assert held(bolt, kind="allowance") == Decimal("19.38")
    assert held(bolt, kind="external", wallet__address="0xADA") == Decimal("80.62")
    assert minted.mint.minted_at == minted.mint.transfer.posted_at


def test_all_of_it_may_be_minted(bolt: Asset) -> None:
    mint(bolt, 100)

    assert held(bolt, kind="allowance") == 0
    assert refused(bolt, "0.01").code == "allowance_exceeded"


def test_the_same_request_is_minted_once(bolt: Asset) -> None:
    first = mint(bolt, 60, request_id="order-1")

    again = mint(bolt, "60.00", request_id="order-1", wallet="0xada")

    assert (again.mint, again.replayed) == (first.mint, True)
    assert held(bolt, kind="external") == 60


@pytest.mark.parametrize("change", ["amount", "wallet", "participant", "asset_id"])
def test_the_same_id_with_other_content_is_refused(bolt: Asset, change: str) -> None:
    mint(bolt, 10, request_id="order-1")
    other = {
        "amount": Decimal(11),
        "wallet": "0xB0B",
        "participant": ParticipantFactory(organization=bolt.organization).source_id,
        "asset_id": AssetFactory(campaign=bolt.campaign).pk,
    }

    refusal = refused(bolt, **{"amount": 10, "request_id": "order-1", change: other[change]})

    assert refusal.code == "request_mismatch"


def test_no_more_is_minted_than_there_is(bolt: Asset) -> None:
    refusal = refused(bolt, "100.01")

    assert (refusal.code, refusal.detail) == ("allowance_exceeded", {"allowance": "100"})


def test_what_is_not_mintable_is_not_minted() -> None:
    bolt = AssetFactory()
    award((bolt, 100), is_mintable=False)

    assert refused(bolt, 1).code == "not_mintable"


def test_what_is_not_mintable_adds_nothing_to_what_is(bolt: Asset) -> None:
    award((bolt, 100), is_mintable=False)

    assert refused(bolt, 101).code == "allowance_exceeded"


def test_without_an_allowance_nothing_is_minted(bolt: Asset) -> None:
    ParticipantFactory(organization=bolt.organization, source_id="bob")

    assert refused(bolt, 1, participant="bob").code == "allowance_exceeded"
    assert refused(bolt, 1, participant="eve").code == "participant_not_found"


def test_a_blocked_participant_mints_nothing(bolt: Asset) -> None:
    Participant.objects.update(state="blocked")

    assert refused(bolt, 1).code == "participant_blocked"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0", "amount_not_positive"), ("-1", "amount_not_positive"), ("NaN", "amount_not_positive"),
        ("Infinity", "amount_too_large"), ("1e20", "amount_too_large"),
        ("0.001", "amount_too_precise"),
    ],
)  # fmt: skip
def test_an_amount_that_is_none_is_refused(bolt: Asset, amount: str, code: str) -> None:
    assert refused(bolt, amount).code == code


def test_an_unknown_asset_is_refused(bolt: Asset) -> None:
    assert refused(bolt, 1, asset_id=uuid4()).code == "asset_not_found"
    assert refused(bolt, 1, asset_id=AssetFactory().pk).code == "asset_not_found"


def test_nothing_is_minted_to_a_project_wallet(bolt: Asset) -> None:
    assert refused(bolt, 1, wallet=project_wallet(bolt).address).code == "project_wallet"
    assert refused(bolt, 1, wallet="").code == "address_invalid"
    assert refused(bolt, 1, request_id="").code == "request_id_invalid"
