"""The same awards of amounts through both doors: the same rows, the same refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from identities.models import Organization, Participant
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, fund, project_wallet
from tests.identities.api.calls import Caller
from tests.tokens.dialects.payingame import calls as payingame
from tokens.models import Account, Asset, AwardedAmount, AwardRequest, Posting, Wallet

# a refusal ends its transaction, so that of the test can't be around it
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]

REQUEST_ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
Wanted = dict[str, Any]
Rows = dict[str, list[tuple[Any, ...]]]

# ids, instants, channel and slots are each door's own
MEMBERS = {
    Participant: ("source_id", "state"),
    Wallet: ("kind", "campaign__name"),
    Account: ("asset__name", "kind", "participant__source_id", "is_mintable"),
    AwardRequest: (
        "request_id", "participant__source_id", "destination", "is_mintable", "wallet__address",
        "state", "transfer__kind",
    ),
    AwardedAmount: ("asset__name", "amount"),
    Posting: ("account__kind", "account__asset__name", "amount"),
}  # fmt: skip
OF_ORGANIZATION = {
    AwardedAmount: "award_request__organization",
    Posting: "transfer__organization",
}


class PlatformDoor:
    def __init__(self, organization: Organization) -> None:
        self.caller = Caller(organization)

    def award(self, wanted: Wanted) -> HttpResponse:
        amounts = [
            {"asset": str(asset.pk), "amount": amount} for asset, amount in wanted["amounts"]
        ]
        return self.caller.post("award-requests", wanted | {"amounts": amounts})

    def accepts(self, response: HttpResponse) -> bool:
        return response.status_code in (200, 201)


class PayingameDoor:
    def __init__(self, organization: Organization) -> None:
        self.caller = payingame.Caller(organization)

    def award(self, wanted: Wanted) -> HttpResponse:
        return self.caller.award(
            Asset(),
            RequestID=wanted["request_id"],
            ProjectGuid=wanted["campaign"],
            CustomerID=wanted["participant"],
            IsAllowance=wanted["wallet"] is None,
            IsMintable=wanted["mintable"],
            Wallet=wanted["wallet"],
            Tokens=[
                {"Guid": str(asset.pk), "Amount": amount, "ContractGuid": asset.contract}
                for asset, amount in wanted["amounts"]
            ],
        )

    def accepts(self, response: HttpResponse) -> bool:
        return bool(payingame.said(response) == payingame.OK)


DOORS = (PlatformDoor, PayingameDoor)


def make_assets() -> tuple[Asset, Asset]:
    """Return a funded asset and one that is not, of one campaign."""
    organization = OrganizationFactory()
    ParticipantFactory(organization=organization, source_id="blocked", state="blocked")
    campaign = CampaignFactory(organization=organization, name="Weeks")
    bolt, nut = (AssetFactory(campaign=campaign, name=name) for name in ("Bolt", "Nut"))
    fund(bolt, 160)
    return bolt, nut


def wanted(bolt: Asset, *amounts: tuple[Asset, object], **members: object) -> Wanted:
    return {
        "request_id": REQUEST_ID,
        "campaign": str(bolt.campaign_id),
        "participant": "ada",
        "amounts": amounts or [(bolt, "2.50")],
        "wallet": None,
        "mintable": True,
        **members,
    }


def rows_of(organization: Organization) -> Rows:
    return {
        model.__name__: sorted(
            model.objects.filter(
                **{OF_ORGANIZATION.get(model, "organization"): organization}
            ).values_list(*members),
            key=repr,
        )
        for model, members in MEMBERS.items()
    }


SCENES: dict[str, Callable[[Asset, Asset], list[Wanted]]] = {
    "allowance": lambda bolt, _: [wanted(bolt)],
    "not mintable": lambda bolt, _: [wanted(bolt, mintable=False)],
    "paid": lambda bolt, _: [wanted(bolt, wallet="0xAda")],
    "waits": lambda bolt, nut: [wanted(bolt, (bolt, 1), (nut, 1), wallet="0xAda")],
    "twice the same asset": lambda bolt, _: [wanted(bolt, (bolt, 1), (bolt, "0.25"))],
    "again": lambda bolt, _: [wanted(bolt), wanted(bolt, (bolt, 2.5))],
}


@pytest.mark.parametrize("scene", SCENES)
def test_both_doors_write_the_same_rows(scene: str) -> None:
    written = []
    for door_class in DOORS:
        bolt, nut = make_assets()
        door = door_class(bolt.organization)
        answers = [door.award(one) for one in SCENES[scene](bolt, nut)]
        assert all(door.accepts(answer) for answer in answers)
        written.append(rows_of(bolt.organization))

    assert written[0] == written[1]
    assert len(written[0]["AwardRequest"]) == 1


@pytest.mark.parametrize("second", DOORS)
@pytest.mark.parametrize("first", DOORS)
def test_a_request_of_one_door_is_known_at_the_other(
    first: type[PlatformDoor], second: type[PlatformDoor]
) -> None:
    bolt, _ = make_assets()
    first(bolt.organization).award(wanted(bolt))
    before = rows_of(bolt.organization)

    door = second(bolt.organization)

    assert door.accepts(door.award(wanted(bolt, request_id=REQUEST_ID.upper())))
    assert not door.accepts(door.award(wanted(bolt, (bolt, 3))))
    assert rows_of(bolt.organization) == before


REFUSED: dict[str, Callable[[Asset], Wanted]] = {
    "zero": lambda bolt: wanted(bolt, (bolt, 0)),
    "negative": lambda bolt: wanted(bolt, (bolt, "-1")),
    "not a number": lambda bolt: wanted(bolt, (bolt, "NaN")),
    "infinite": lambda bolt: wanted(bolt, (bolt, "Infinity")),
    "too precise": lambda bolt: wanted(bolt, (bolt, "0.001")),
    "too large": lambda bolt: wanted(bolt, (bolt, "1" + "0" * 20)),
    "one of two": lambda bolt: wanted(bolt, (bolt, 1), (bolt, -1)),
    "unknown asset": lambda bolt: wanted(bolt, (Asset(pk=REQUEST_ID, contract="0x"), 1)),
    "another campaign's asset": lambda bolt: wanted(
        bolt, (AssetFactory(campaign=CampaignFactory(organization=bolt.organization)), 1)
    ),
    "unknown campaign": lambda bolt: wanted(bolt, campaign=REQUEST_ID),
    "another organization's campaign": lambda bolt: wanted(
        bolt, campaign=str(CampaignFactory().pk)
    ),
    "blocked": lambda bolt: wanted(bolt, participant="blocked"),
    "project wallet": lambda bolt: wanted(bolt, wallet=project_wallet(bolt).address),
    "no address": lambda bolt: wanted(bolt, wallet="no address"),
    "no amounts": lambda bolt: wanted(bolt) | {"amounts": []},
    "no participant": lambda bolt: wanted(bolt, participant=""),
}


@pytest.mark.parametrize("door_class", DOORS)
@pytest.mark.parametrize("case", REFUSED)
def test_both_doors_refuse_the_same_and_change_nothing(
    case: str, door_class: type[PlatformDoor]
) -> None:
    bolt, _ = make_assets()
    request = REFUSED[case](bolt)
    before = rows_of(bolt.organization)
    door = door_class(bolt.organization)

    response = door.award(request)

    assert not door.accepts(response)
    assert response.status_code < 500
    assert rows_of(bolt.organization) == before
