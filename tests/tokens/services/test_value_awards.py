from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from identities.models import Participant
from promotions.services.invariants import check_invariants
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, award, fund, held
from tokens.enums import AwardRequestState
from tokens.models import Asset, AwardRequest, Posting, Transfer, Wallet
from tokens.services.refusing import ValueRefused
from tokens.services.value_awards import WantedAmount

pytestmark = pytest.mark.django_db

SETTLED, QUEUED = AwardRequestState.SETTLED, AwardRequestState.QUEUED


def refused(*amounts: tuple[Asset, object], **arguments: object) -> ValueRefused:
    """Return the refusal of an award, which left nothing behind."""
    before = counts()
    with pytest.raises(ValueRefused) as refusal, transaction.atomic():
        award(*amounts, **arguments)
    assert counts() == before
    return refusal.value


def counts() -> list[int]:
    return [
        model.objects.count() for model in (AwardRequest, Transfer, Posting, Wallet, Participant)
    ]


def test_an_allowance_is_issued() -> None:
    bolt = AssetFactory()

    made = award((bolt, "12.50"))

    assert (made.state, made.replayed) == (SETTLED, False)
    assert held(bolt, kind="allowance", is_mintable=True, participant__source_id="ada") == 12.5
    assert held(bolt, kind="issuance") == Decimal("-12.5")
    assert check_invariants() == []


def test_allowances_add_up_and_those_that_are_not_mintable_are_kept_apart() -> None:
    bolt = AssetFactory()

    award((bolt, 1))
    award((bolt, 2))
    award((bolt, 4), is_mintable=False)

    assert held(bolt, kind="allowance", is_mintable=True) == 3
    assert held(bolt, kind="allowance", is_mintable=False) == 4


def test_a_funded_wallet_pays_at_once() -> None:
    bolt = AssetFactory()
    fund(bolt, 1600)

    made = award((bolt, "40.25"), wallet="0xADA")

    assert made.state == SETTLED
    assert held(bolt, kind="project") == Decimal("1559.75")
    assert held(bolt, kind="external", wallet__address="0xADA") == Decimal("40.25")
    assert Transfer.objects.get(award_request__pk=made.id).postings.count() == 2


def test_an_award_is_requested_before_it_is_settled() -> None:
    award((AssetFactory(), 1))

    made = AwardRequest.objects.get()
    assert made.settled_at
    assert made.requested_at < made.settled_at


def test_an_amount_above_every_slot_is_gathered_from_several() -> None:
    bolt = AssetFactory()
    fund(bolt, 1600)

    made = award((bolt, 250), wallet="0xADA")

    assert made.state == SETTLED
    assert held(bolt, kind="project") == 1350
    assert check_invariants() == []


def test_an_unfunded_award_waits_and_is_settled_by_the_funding() -> None:
    bolt = AssetFactory()

    made = award((bolt, 100), wallet="0xADA")
    assert made.state == QUEUED
    assert held(bolt, kind="external") == 0

    assert fund(bolt, 99).settled == []
    assert fund(bolt, 1).settled == [made.request_id]
    assert held(bolt, kind="external") == 100
    assert held(bolt, kind="project") == 0
    assert check_invariants() == []


def test_a_later_smaller_award_waits_behind_an_older_one() -> None:
    bolt = AssetFactory()
    fund(bolt, 50)

    large = award((bolt, 100), wallet="0xADA")
    small = award((bolt, 1), wallet="0xBOB", participant="bob")

    assert (large.state, small.state) == (QUEUED, QUEUED)
    assert fund(bolt, 50).settled == [large.request_id]
    assert fund(bolt, 1).settled == [small.request_id]


def test_all_amounts_of_a_request_are_paid_or_none() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    fund(bolt, 100)

    both = award((bolt, 10), (nut, 10), wallet="0xADA")

    assert both.state == QUEUED
    assert held(bolt, kind="external") == 0
    behind = award((bolt, 1), wallet="0xADA")
    assert behind.state == QUEUED
    assert fund(nut, 10).settled == [both.request_id, behind.request_id]
    assert check_invariants() == []


def test_an_award_that_waits_for_one_asset_holds_up_no_other() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    fund(bolt, 100)
    award((nut, 10), wallet="0xADA")

    assert award((bolt, 10), wallet="0xADA").state == SETTLED


def test_what_waits_behind_an_award_that_waits_for_another_asset_waits_too() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)
    first = award((bolt, 5), wallet="0xADA")
    both = award((bolt, 5), (nut, 5), wallet="0xADA")
    last = award((nut, 1), wallet="0xADA")

    assert fund(nut, 100).settled == []
    assert fund(bolt, 5).settled == [first.request_id]
    assert fund(bolt, 5).settled == [both.request_id, last.request_id]


def test_the_same_request_awards_once() -> None:
    bolt = AssetFactory()
    request_id = str(uuid4())

    first = award((bolt, "5.00"), (bolt, 1), request_id=request_id)
    again = award((bolt, 6), request_id=request_id.upper())

    assert (again.id, again.replayed) == (first.id, True)
    assert held(bolt, kind="allowance") == 6


@pytest.mark.parametrize(
    "change",
    [
        {"participant": "bob"},
        {"is_mintable": False},
        {"wallet": "0xADA"},
        {"amount": 6},
    ],
    ids=str,
)
def test_the_same_id_with_other_content_is_refused(change: dict[str, object]) -> None:
    bolt = AssetFactory()
    request_id = award((bolt, 5)).request_id

    refusal = refused((bolt, change.pop("amount", 5)), request_id=request_id, **change)

    assert refusal.code == "request_mismatch"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0", "amount_not_positive"), ("-1", "amount_not_positive"),
        ("NaN", "amount_not_positive"), ("-Infinity", "amount_not_positive"),
        ("Infinity", "amount_too_large"), ("1e20", "amount_too_large"),
        ("0.001", "amount_too_precise"), ("1e-19", "amount_too_precise"),
    ],
)  # fmt: skip
def test_an_amount_that_is_none_is_refused(amount: str, code: str) -> None:
    bolt = AssetFactory()

    refusal = refused((bolt, 1), (bolt, amount))

    assert (refusal.code, refusal.detail["index"]) == (code, 1)
    assert refusal.detail["asset"] == str(bolt.pk)


def test_amounts_that_are_too_large_together_are_refused() -> None:
    bolt = AssetFactory()

    assert refused((bolt, "6e19"), (bolt, "6e19")).code == "amount_too_large"


def test_zeros_behind_the_last_place_are_nothing() -> None:
    assert award((AssetFactory(), "1.10000000000000000000000")).state == SETTLED


def test_another_campaigns_asset_is_unknown() -> None:
    bolt = AssetFactory()
    other = AssetFactory(campaign=CampaignFactory(organization=bolt.organization))

    refusal = refused((bolt, 1), (other, 1))

    assert (refusal.code, refusal.detail["asset"]) == ("asset_not_found", str(other.pk))


def test_another_organizations_campaign_is_unknown() -> None:
    bolt = AssetFactory()

    refusal = refused((bolt, 1), organization=OrganizationFactory())

    assert refusal.code == "campaign_not_found"


def test_the_contract_must_be_the_assets() -> None:
    bolt = AssetFactory(contract="0xAbC")
    amounts = [WantedAmount(bolt.pk, Decimal(1), contract=contract) for contract in ("0xaBc", "0x")]

    assert award((bolt, 1), amounts=amounts[:1]).state == SETTLED
    assert refused((bolt, 1), amounts=amounts).code == "contract_mismatch"


def test_a_blocked_participant_is_awarded_nothing() -> None:
    bolt = AssetFactory()
    award((bolt, 1))
    Participant.objects.update(state="blocked")

    assert refused((bolt, 1)).code == "participant_blocked"


@pytest.mark.parametrize("address", ["", " 0xADA", "0xADA\n", "ünïque", "a/b", "x" * 201])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    assert refused((AssetFactory(), 1), wallet=address).code == "address_invalid"


def test_nothing_is_paid_to_a_project_wallet() -> None:
    bolt = AssetFactory()
    own = Wallet.objects.get()

    assert refused((bolt, 1), wallet=own.address.upper().replace("X", "x")).code == "project_wallet"


def test_hexadecimal_addresses_are_one_wallet_in_any_case() -> None:
    bolt = AssetFactory()
    fund(bolt, 100)

    award((bolt, 1), wallet="0xADA")
    award((bolt, 1), wallet="0xada")
    award((bolt, 1), wallet="Ada-wallet")
    award((bolt, 1), wallet="ada-wallet")

    assert held(bolt, wallet__address="0xADA") == 2
    assert Wallet.objects.filter(kind="external").count() == 3
