"""Cancelling an award that waits, from its page."""

import pytest
from django.contrib.admin.models import LogEntry

from identities.enums import StaffRole
from tests.database import database_fingerprint
from tests.factories.values import AssetFactory, award, fund
from tests.identities.admin.people import client_of, signed_in, staff
from tests.promotions.admin.pages import page, told
from tests.tokens.admin.scenario import change_url, step_url
from tokens.models import Asset, AwardRequest

pytestmark = pytest.mark.django_db

APPROVER = StaffRole.APPROVER
SENT = {"_form_submitted": "True"}
REASON = {**SENT, "reason": "A zero too many."}


@pytest.fixture
def asset() -> Asset:
    return AssetFactory(symbol="BOLT")


@pytest.fixture
def waiting(asset: Asset) -> AwardRequest:
    made = award((asset, 5000), wallet="0xADA")
    return AwardRequest.objects.get(pk=made.id)


def test_an_approver_cancels_with_a_reason_and_pays_who_waited_behind(
    asset: Asset, waiting: AwardRequest
) -> None:
    fund(asset, 50)
    behind = award((asset, 50), wallet="0xB0B", participant="bob")
    user = staff(APPROVER, asset.organization)
    client = signed_in(user)

    answer = client.post(step_url(waiting, "cancel"), REASON, follow=True)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.cancelled_by) == ("cancelled", user)
    assert AwardRequest.objects.get(pk=behind.id).state == "settled"
    assert told(answer) == ["Cancelled."]
    assert LogEntry.objects.get().change_message == "Cancelled: A zero too many."
    text = page(client, change_url(waiting))
    assert "A zero too many." in text
    assert step_url(waiting, "cancel") not in text


def test_cancelling_needs_a_reason(asset: Asset, waiting: AwardRequest) -> None:
    client_of(APPROVER, asset.organization).post(step_url(waiting, "cancel"), SENT)

    waiting.refresh_from_db()
    assert waiting.state == "queued"


@pytest.mark.parametrize("role", [role for role in StaffRole if role != APPROVER])
def test_nobody_else_cancels(asset: Asset, waiting: AwardRequest, role: StaffRole) -> None:
    client = client_of(role, asset.organization)
    client.get("/admin/")
    before = database_fingerprint()

    answer = client.post(step_url(waiting, "cancel"), REASON)

    assert answer.status_code == 403
    assert database_fingerprint() == before


def test_an_approver_elsewhere_does_not_cancel(waiting: AwardRequest) -> None:
    answer = client_of(APPROVER).post(step_url(waiting, "cancel"), REASON)

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.state) == (403, "queued")


def test_what_was_settled_is_not_cancelled(asset: Asset, waiting: AwardRequest) -> None:
    fund(asset, 5000)

    answer = client_of(APPROVER, asset.organization).post(step_url(waiting, "cancel"), REASON)

    waiting.refresh_from_db()
    assert (answer.status_code, waiting.state) == (403, "settled")
