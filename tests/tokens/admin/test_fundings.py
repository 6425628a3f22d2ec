"""Fundings in the admin: one person proposes, another one decides."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from identities.enums import Channel, StaffRole
from identities.models import User
from identities.services.actors import Actor
from identities.services.staff import grant_role
from tests.database import database_fingerprint, run_together
from tests.factories.identities import UserFactory
from tests.factories.values import AssetFactory, award, fund, held, project_wallet
from tests.identities.admin.people import client_of, signed_in, staff
from tests.promotions.admin.pages import errors_of, page, told
from tests.tokens.admin.scenario import add_url, change_url, step_url
from tokens.models import Asset, AwardRequest, Funding, Posting
from tokens.services.fundings import propose_funding

pytestmark = pytest.mark.django_db

MANAGER, APPROVER = StaffRole.CAMPAIGN_MANAGER, StaffRole.APPROVER
SENT = {"_form_submitted": "True"}
REASON = {**SENT, "reason": "Too much."}


@pytest.fixture
def asset() -> Asset:
    return AssetFactory(symbol="BOLT")


def proposed(asset: Asset, amount: object = 100, by: User | None = None) -> Funding:
    return propose_funding(
        asset=asset,
        amount=Decimal(str(amount)),
        reason="The second week.",
        by=Actor(Channel.ADMIN, user=by or staff(MANAGER, asset.organization)),
    )


def proposal(asset: Asset, /, **values: Any) -> dict[str, Any]:
    return {"asset": asset.pk, "amount": "1500.25", "reason": "The second week.", **values}


def test_a_manager_proposes_and_nothing_moves(asset: Asset) -> None:
    user = staff(MANAGER, asset.organization)

    signed_in(user).post(add_url(Funding), proposal(asset))

    funding = Funding.objects.get()
    assert (funding.asset, funding.wallet) == (asset, project_wallet(asset))
    assert (funding.state, funding.amount) == ("proposed", Decimal("1500.25"))
    assert (funding.proposed_by, funding.reason) == (user, "The second week.")
    assert not Posting.objects.exists()


@pytest.mark.parametrize("role", [role for role in StaffRole if role != MANAGER])
def test_nobody_else_proposes(asset: Asset, role: StaffRole) -> None:
    answer = client_of(role, asset.organization).post(add_url(Funding), proposal(asset))

    assert (answer.status_code, Funding.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    ("values", "field", "text"),
    [
        ({"amount": "0.001"}, "amount", "The amount has more places than the asset. It has 2."),
        ({"amount": "0"}, "amount", "The amount is not above zero."),
        ({"amount": "-1"}, "amount", "The amount is not above zero."),
        ({"amount": "NaN"}, "amount", "Enter a number."),
        ({"amount": "1e20"}, "amount", ""),
        ({"amount": ""}, "amount", "This field is required."),
        ({"reason": " "}, "reason", "This field is required."),
        ({"asset": ""}, "asset", "This field is required."),
    ],
    ids=str,
)
def test_a_bad_proposal_is_told(
    asset: Asset, values: dict[str, Any], field: str, text: str
) -> None:
    client = client_of(MANAGER, asset.organization)

    answer = client.post(add_url(Funding), proposal(asset, **values))

    errors = errors_of(answer)
    assert list(errors) == [field]
    assert text in errors[field][0]
    assert not Funding.objects.exists()


def test_nothing_is_proposed_for_another_organizations_asset(asset: Asset) -> None:
    answer = client_of(MANAGER).post(add_url(Funding), proposal(asset))

    assert list(errors_of(answer)) == ["asset"]
    assert not Funding.objects.exists()


def test_an_approver_posts_it_and_what_waited_is_settled(asset: Asset) -> None:
    award((asset, 30), wallet="0xADA")
    funding = proposed(asset)
    user = staff(APPROVER, asset.organization)

    answer = signed_in(user).post(step_url(funding, "approve"), SENT)

    funding.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, change_url(funding))
    assert (funding.state, funding.decided_by) == ("posted", user)
    assert held(asset, kind="project") == 70
    assert AwardRequest.objects.get().funding == funding
    assert LogEntry.objects.get().change_message == "Approved and posted"


def test_its_page_lists_what_it_settled(asset: Asset) -> None:
    award((asset, 30), wallet="0xADA")
    funding = fund(asset, 40).funding
    client = client_of(StaffRole.AUDITOR, asset.organization)

    text = page(client, change_url(funding))

    assert "Settled awards" in text
    assert "ada 30 BOLT" in text


def test_the_dialog_says_what_will_be_settled_and_left(asset: Asset) -> None:
    for amount in (60, 30, 500):
        award((asset, amount), wallet="0xADA")
    funding = proposed(asset)
    client = client_of(APPROVER, asset.organization)

    text = page(client, step_url(funding, "approve"))

    wallet = project_wallet(asset)
    assert f"100 BOLT are issued into the project wallet {wallet}." in text
    assert "2 awards that wait are settled, for 90 BOLT." in text
    assert "1 award goes on waiting: 490 BOLT will still be missing." in text
    assert "10 BOLT will be left in the wallet." in text
    assert not Posting.objects.exists()


def test_the_dialog_says_that_nobody_waits(asset: Asset) -> None:
    client = client_of(APPROVER, asset.organization)

    text = page(client, step_url(proposed(asset), "approve"))

    assert "No award waits for it. 100 BOLT will be left in the wallet." in text


def test_an_approver_rejects_with_a_reason(asset: Asset) -> None:
    funding = proposed(asset)
    user = staff(APPROVER, asset.organization)

    signed_in(user).post(step_url(funding, "reject"), REASON)

    funding.refresh_from_db()
    assert (funding.state, funding.decided_by) == ("rejected", user)
    assert funding.decision_reason == "Too much."
    assert not Posting.objects.exists()


def test_a_rejection_needs_a_reason(asset: Asset) -> None:
    funding = proposed(asset)

    client_of(APPROVER, asset.organization).post(step_url(funding, "reject"), SENT)

    funding.refresh_from_db()
    assert funding.state == "proposed"


@pytest.mark.parametrize("step", ["approve", "reject"])
@pytest.mark.parametrize("role", [role for role in StaffRole if role != APPROVER])
def test_nobody_else_decides(asset: Asset, role: StaffRole, step: str) -> None:
    funding = proposed(asset)
    client = client_of(role, asset.organization)
    client.get("/admin/")
    before = database_fingerprint()

    answer = client.post(step_url(funding, step), REASON)

    assert answer.status_code == 403
    assert database_fingerprint() == before


@pytest.mark.parametrize("step", ["approve", "reject"])
def test_who_proposed_it_does_not_decide_on_it(asset: Asset, step: str) -> None:
    user = staff(MANAGER, asset.organization)
    grant_role(user=user, organization=asset.organization, role=APPROVER)
    funding = proposed(asset, by=user)
    client = signed_in(user)
    client.get("/admin/")
    before = database_fingerprint()

    answer = client.post(step_url(funding, step), REASON)

    assert answer.status_code == 403
    assert database_fingerprint() == before
    assert step_url(funding, step) not in client.get(change_url(funding)).content.decode()


@pytest.mark.parametrize("step", ["approve", "reject"])
def test_an_approver_elsewhere_does_not_decide(asset: Asset, step: str) -> None:
    funding = proposed(asset)

    answer = client_of(APPROVER).post(step_url(funding, step), REASON)

    funding.refresh_from_db()
    assert (answer.status_code, funding.state) == (403, "proposed")


@pytest.mark.parametrize("step", ["approve", "reject"])
def test_a_decided_one_is_not_decided_on_again(asset: Asset, step: str) -> None:
    funding = proposed(asset)
    client_of(APPROVER, asset.organization).post(step_url(funding, "approve"), SENT)
    client = client_of(APPROVER, asset.organization)

    assert client.post(step_url(funding, step), REASON).status_code == 403
    assert held(asset, kind="project") == 100


def test_approve_by_get_changes_nothing(asset: Asset) -> None:
    funding = proposed(asset)

    client_of(APPROVER, asset.organization).get(step_url(funding, "approve"))

    assert not Posting.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_two_who_approve_at_once_post_it_once(roles: None, asset: Asset) -> None:
    award((asset, 60), wallet="0xADA")
    funding = proposed(asset)
    clients = [client_of(APPROVER, asset.organization) for _ in range(4)]

    def approve(client: Client) -> Any:
        return client.post(step_url(funding, "approve"), SENT)

    answers = run_together([lambda client=client: approve(client) for client in clients])

    words = [text for answer in answers if answer.status_code == 302 for text in told(answer)]
    assert {answer.status_code for answer in answers} <= {302, 403}
    assert words.count("Approved and posted.") == 1
    assert set(words) <= {"Approved and posted.", "Somebody has decided on it already."}
    assert held(asset, kind="project") == 40


def test_the_home_page_names_what_waits_for_ones_own_decision(asset: Asset) -> None:
    funding, elsewhere = proposed(asset), proposed(AssetFactory())
    decided = proposed(asset, by=UserFactory())
    client_of(APPROVER, asset.organization).post(step_url(decided, "reject"), REASON)
    client = client_of(APPROVER, asset.organization)

    shown = client.get("/admin/").content.decode()

    assert "Fundings to be decided on" in shown
    assert change_url(funding) in shown
    assert change_url(elsewhere) not in shown
    assert change_url(decided) not in shown


def test_the_home_page_names_nothing_that_one_can_not_decide_on(asset: Asset) -> None:
    user = staff(MANAGER, asset.organization)
    funding = proposed(asset, by=user)

    as_manager = signed_in(user).get("/admin/").content.decode()
    grant_role(user=user, organization=asset.organization, role=APPROVER)
    as_both = signed_in(User.objects.get(pk=user.pk)).get("/admin/").content.decode()
    as_auditor = client_of(StaffRole.AUDITOR, asset.organization).get("/admin/").content.decode()

    for shown in (as_manager, as_both, as_auditor):
        assert change_url(funding) not in shown
