"""Every named rule of the ledger's tables, broken by going round the services."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from identities.models import Organization
from tests.database import violated_by
from tests.factories.identities import (
    ApiClientFactory,
    OrganizationFactory,
    ParticipantFactory,
    UserFactory,
)
from tests.factories.ledger import (
    account,
    external_wallet,
    post,
    store_award_request,
    store_funding,
    store_mint,
    transfer_of,
)
from tests.factories.promotions import CampaignFactory, PrizeFactory
from tests.factories.values import AssetFactory, fund, project_wallet
from tokens.models import Account, Asset, AwardedAmount, Balance, PayoutWallet, ValueGrant, Wallet

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


def another() -> Organization:
    return OrganizationFactory()


def change(row: object, **values: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**values)


def open_account(asset: Asset | None = None, **values: object) -> Account:
    asset = asset or AssetFactory()
    return Account.objects.create(**{"organization": asset.organization, "asset": asset} | values)


def participants_account(asset: Asset | None = None, **values: object) -> Account:
    asset = asset or AssetFactory()
    participant = ParticipantFactory(organization=asset.organization)
    return open_account(asset, **{"participant": participant} | values)


def project_wallet_of(asset: Asset, **values: object) -> Wallet:
    return Wallet.objects.create(
        **{"organization": asset.organization, "kind": "project", "address": "0xOWN"} | values
    )


def payout(**values: object) -> None:
    asset = AssetFactory()
    participant = ParticipantFactory(organization=asset.organization)
    wallet = external_wallet(asset)
    PayoutWallet.objects.create(
        **{"organization": asset.organization, "participant": participant, "wallet": wallet}
        | values
    )


def two_payouts() -> None:
    asset = AssetFactory()
    participant = ParticipantFactory(organization=asset.organization)
    for address in ("0xADA", "0xB0B"):
        payout(
            organization=asset.organization,
            participant=participant,
            wallet=external_wallet(asset, address),
        )


def twice(make: Callable[[], Account]) -> None:
    first = make()
    Account.objects.create(
        **{
            name: getattr(first, name)
            for name in ("organization", "asset", "kind", "wallet", "participant", "is_mintable")
        }
    )


def external_account() -> Account:
    asset = AssetFactory()
    return participants_account(asset, kind="external", wallet=external_wallet(asset))


def awarded(**values: object) -> AwardedAmount:
    request = store_award_request()
    asset = request.campaign.assets.get()
    return AwardedAmount.objects.create(
        **{"award_request": request, "asset": asset, "amount": 1} | values
    )


def grant(**values: object) -> None:
    ValueGrant.objects.create(
        **{"prize": PrizeFactory(kind="value"), "asset": AssetFactory(), "amount": 1} | values
    )


def two_postings_of_one() -> None:
    asset = AssetFactory()
    transfer = transfer_of(asset)
    for _ in range(2):
        issuance, project = account(asset, "issuance"), account(asset)
        post((issuance, -1), (project, 1), transfer=transfer)


VIOLATIONS: dict[str, Callable[[], object]] = {
    "asset_symbol_unique": lambda: AssetFactory(
        campaign=AssetFactory(symbol="BOLT").campaign, symbol="bolt"
    ),
    "asset_decimals_in_range": lambda: AssetFactory(decimals=19),
    "asset_campaign_in_organization": lambda: AssetFactory(organization=another()),
    "wallet_address_unique": lambda: [
        external_wallet(asset := AssetFactory(), "0xADA"),
        external_wallet(asset, "0Xada"),
    ],
    "wallet_one_of_project": lambda: project_wallet_of(
        asset := AssetFactory(), campaign=asset.campaign
    ),
    "wallet_of_campaign_iff_project": lambda: project_wallet_of(AssetFactory()),
    "wallet_address_given": lambda: external_wallet(AssetFactory(), ""),
    "wallet_campaign_in_organization": lambda: project_wallet_of(
        AssetFactory(), campaign=CampaignFactory()
    ),
    "payout_wallet_one_of_participant": two_payouts,
    "payout_wallet_participant_in_organization": lambda: payout(participant=ParticipantFactory()),
    "payout_wallet_in_organization": lambda: payout(wallet=external_wallet(AssetFactory())),
    "account_is_of_its_kind": lambda: participants_account(kind="allowance"),
    "account_one_issuance_of_asset": lambda: open_account(kind="issuance"),
    "account_one_project_wallet_of_asset": lambda: open_account(
        asset := AssetFactory(), kind="project", wallet=project_wallet(asset)
    ),
    "account_one_allowance_of_participant": lambda: twice(
        lambda: participants_account(kind="allowance", is_mintable=True)
    ),
    "account_one_of_participant_in_wallet": lambda: twice(external_account),
    "account_asset_in_organization": lambda: participants_account(
        organization=(other := another()),
        participant=ParticipantFactory(organization=other),
        kind="allowance",
        is_mintable=True,
    ),
    "account_wallet_in_organization": lambda: participants_account(
        kind="external", wallet=external_wallet(AssetFactory())
    ),
    "account_participant_in_organization": lambda: participants_account(
        participant=ParticipantFactory(), kind="allowance", is_mintable=True
    ),
    "balance_slot_unique": lambda: Balance.objects.create(
        account=account(), kind="project", slot=15
    ),
    "balance_not_negative": lambda: post(
        (account(asset := AssetFactory()), -1), (account(asset, "issuance"), 1)
    ),
    "balance_of_accounts_kind": lambda: Balance.objects.create(
        account=account(), kind="issuance", slot=16
    ),
    "transfer_number_unique": lambda: transfer_of(AssetFactory()).__class__.objects.create(
        organization=another(), kind="award", number=transfer_of(AssetFactory()).number
    ),
    "transfer_kind_known": lambda: transfer_of(AssetFactory(), "gift"),
    "transfer_sums_to_zero": lambda: post((account(), 1)),
    "posting_fits_asset": lambda: post(
        (account(asset := AssetFactory(decimals=2)), "0.001"),
        (account(asset, "issuance"), "-0.001"),
    ),
    "posting_to_balance": lambda: post(
        (account(asset := AssetFactory()), 1), (account(asset, "issuance"), -1), slot=16
    ),
    "posting_once_in_transfer": two_postings_of_one,
    "posting_moves_something": lambda: post((account(), 0)),
    "posting_of_transfers_number": lambda: post(
        (account(asset := AssetFactory()), 1),
        (account(asset, "issuance"), -1),
        transfer=type(first := transfer_of(asset))(pk=first.pk, number=first.number + 1),
    ),
    "award_request_id_unique": lambda: store_award_request(
        asset := AssetFactory(), request_id=store_award_request(asset).request_id
    ),
    "award_request_queued_in_order": lambda: store_award_request(
        queue_number=store_award_request().queue_number
    ),
    "award_request_is_what_its_state_says": lambda: store_award_request(state="settled"),
    "award_request_to_its_destination": lambda: store_award_request(is_mintable=True),
    "award_request_funded_after_waiting": lambda: store_award_request(
        asset := AssetFactory(),
        state="settled",
        settled_at=NOW,
        transfer=transfer_of(asset),
        queue_number=None,
        funding=fund(asset, 1).funding,
    ),
    "award_request_campaign_in_organization": lambda: store_award_request(
        campaign=CampaignFactory()
    ),
    "award_request_participant_in_organization": lambda: store_award_request(
        participant=ParticipantFactory()
    ),
    "award_request_wallet_in_organization": lambda: store_award_request(
        wallet=external_wallet(AssetFactory())
    ),
    "awarded_amount_asset_unique": lambda: awarded(
        award_request=(first := awarded()).award_request, asset=first.asset
    ),
    "awarded_amount_positive": lambda: awarded(amount=0),
    "funding_request_id_unique": lambda: store_funding(
        asset := AssetFactory(), request_id=store_funding(asset).request_id
    ),
    "funding_amount_positive": lambda: store_funding(amount=0),
    "funding_posted_iff_transfer": lambda: store_funding(
        state="posted", decided_at=NOW, decided_by=UserFactory()
    ),
    "funding_decided_iff_instant": lambda: store_funding(decided_at=NOW, decided_by=UserFactory()),
    "funding_decided_by_another": lambda: store_funding(
        state="rejected", decided_at=NOW, proposed_by=(user := UserFactory()), decided_by=user
    ),
    "funding_by_client_or_two_people": lambda: store_funding(state="rejected", decided_at=NOW),
    "funding_asset_in_organization": lambda: store_funding(AssetFactory(), asset=AssetFactory()),
    "funding_wallet_in_organization": lambda: store_funding(wallet=project_wallet(AssetFactory())),
    "mint_request_id_unique": lambda: store_mint(
        asset := AssetFactory(), request_id=store_mint(asset).request_id
    ),
    "mint_amount_positive": lambda: store_mint(amount=0),
    "mint_participant_in_organization": lambda: store_mint(participant=ParticipantFactory()),
    "mint_asset_in_organization": lambda: store_mint(AssetFactory(), asset=AssetFactory()),
    "mint_wallet_in_organization": lambda: store_mint(wallet=project_wallet(AssetFactory())),
    "value_grant_amount_positive": lambda: grant(amount=0),
    "value_grant_destination_known": lambda: grant(destination="moon"),
}

# keys that other tables refer to; the primary key speaks first
REFERRED_TO = {
    "asset_in_organization", "wallet_in_organization", "account_kind", "transfer_of_number",
}  # fmt: skip

# raised by a trigger under a name of their own
BY_TRIGGER = {"transfer_sums_to_zero", "posting_fits_asset", "posting_to_balance"}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_named_rule_holds(name: str) -> None:
    assert violated_by(VIOLATIONS[name]) == name


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "issuance", "is_mintable": True},
        {"kind": "allowance", "is_mintable": None},
        {"kind": "external"},
        {"kind": "savings", "is_mintable": True},
    ],
)
def test_an_account_has_what_its_kind_needs_and_no_more(values: dict[str, object]) -> None:
    assert violated_by(lambda: participants_account(**values)) == "account_is_of_its_kind"


@pytest.mark.parametrize(
    "values",
    [
        {"client": None, "proposed_by": None},
        {"decided_by": UserFactory, "client": ApiClientFactory},
        {"proposed_by": UserFactory, "client": ApiClientFactory},
    ],
)
def test_a_funding_is_a_clients_or_two_peoples(values: dict[str, object]) -> None:
    asset = AssetFactory()
    made = {
        name: None if make is None else make(organization=asset.organization)
        if make is ApiClientFactory else make()
        for name, make in values.items()
    }  # fmt: skip

    broken = violated_by(
        lambda: store_funding(asset, state="rejected", decided_at=NOW, **{"client": None} | made)
    )

    assert broken == "funding_by_client_or_two_people"


@pytest.mark.parametrize(
    "values",
    [
        {"state": "cancelled"},
        {"state": "cancelled", "cancelled_at": NOW, "cancel_reason": "because"},
        {"cancel_reason": "because"},
        {"state": "forgotten"},
        {"queue_number": None},
    ],
)
def test_an_award_request_is_what_its_state_says(values: dict[str, object]) -> None:
    broken = violated_by(lambda: store_award_request(**values))

    assert broken == "award_request_is_what_its_state_says"


def test_a_transfer_sums_to_zero_for_each_asset() -> None:
    bolt = AssetFactory()
    nut = AssetFactory(campaign=bolt.campaign)

    broken = violated_by(lambda: post((account(bolt), 1), (account(nut, "issuance"), -1)))

    assert broken == "transfer_sums_to_zero"


def test_what_sums_to_zero_moves_the_balances() -> None:
    bolt = AssetFactory()

    assert violated_by(lambda: post((account(bolt), 1), (account(bolt, "issuance"), -1))) is None

    assert Balance.objects.get(account=account(bolt), slot=0).amount == 1
    assert Balance.objects.get(account=account(bolt, "issuance"), slot=0).amount == -1
