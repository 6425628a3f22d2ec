"""Support lets a token be redeemed for longer, with a reason; nobody else does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from identities.enums import StaffRole
from identities.services.actors import SYSTEM
from promotions.services.refusals import Refused
from tests.database import database_fingerprint
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for
from tests.identities.admin.people import client_of
from tests.tokens.admin.scenario import change_url, step_url
from tokens.models import Token
from tokens.services.extending import ExpiryNotLater, TokenNotExtendable, extend_token
from tokens.services.reissuing import reissue_token
from tokens.services.voiding import void_token

pytestmark = pytest.mark.django_db

SUPPORT = StaffRole.SUPPORT
DAY = timedelta(days=1)
NOW = datetime.now(UTC).replace(microsecond=0)
YESTERDAY, TOMORROW = NOW - DAY, NOW + DAY
SENT = {
    "_form_submitted": "True", "reason": "He was ill.",
    "expires_at": f"{NOW + 2 * DAY:%Y-%m-%dT%H:%M}",
}  # fmt: skip


def lasting(until: datetime | None) -> Token:
    return token_for(live_game(), issued_at=NOW - 5 * DAY, expires_at=until)


def extend(token: Token, until: datetime) -> Token:
    return extend_token(
        organization=token.organization, code=token.code, expires_at=until, at=timezone.now()
    )


def refused(token: Token, until: datetime, error: type[Exception]) -> None:
    before = database_fingerprint()
    with pytest.raises(error):
        extend(token, until)
    assert database_fingerprint() == before


@pytest.mark.parametrize("until", [YESTERDAY, TOMORROW])
def test_support_extends_a_token_and_the_log_has_the_reason(until: datetime) -> None:
    token = lasting(until)
    client = client_of(SUPPORT, token.organization)

    client.post(step_url(token, "extend"), SENT)

    token.refresh_from_db()
    assert f"{token.expires_at:%Y-%m-%dT%H:%M}" == SENT["expires_at"]
    assert redeem(token).result == "won"
    said = LogEntry.objects.get().get_change_message()
    assert said.startswith("Extended: until ")
    assert said.endswith(" UTC; He was ill.")


@pytest.mark.parametrize("role", [role for role in StaffRole if role != SUPPORT])
def test_other_roles_extend_nothing(role: StaffRole) -> None:
    token = lasting(TOMORROW)

    answer = client_of(role, token.organization).post(step_url(token, "extend"), SENT)

    token.refresh_from_db()
    assert (answer.status_code, token.expires_at) == (403, TOMORROW)


def test_support_elsewhere_extends_nothing() -> None:
    token = lasting(TOMORROW)

    answer = client_of(SUPPORT).post(step_url(token, "extend"), SENT)

    token.refresh_from_db()
    assert (answer.status_code, token.expires_at) == (403, TOMORROW)


@pytest.mark.parametrize("left_out", ["reason", "expires_at"])
def test_without_a_reason_or_an_instant_nothing_is_extended(left_out: str) -> None:
    token = lasting(TOMORROW)

    client_of(SUPPORT, token.organization).post(step_url(token, "extend"), {**SENT, left_out: " "})

    token.refresh_from_db()
    assert token.expires_at == TOMORROW


def test_a_refused_extension_is_told() -> None:
    token = lasting(NOW + 3 * DAY)
    client = client_of(SUPPORT, token.organization)

    answer = client.post(step_url(token, "extend"), SENT, follow=True)

    assert "It must expire later than now, and later than before." in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_a_token_without_an_expiry_has_no_button() -> None:
    token = lasting(None)

    page = client_of(SUPPORT, token.organization).get(change_url(token)).content.decode()

    assert step_url(token, "extend") not in page
    refused(token, TOMORROW, TokenNotExtendable)


@pytest.mark.parametrize("until", [TOMORROW, TOMORROW - DAY / 2])
def test_an_extension_is_later_than_before(until: datetime) -> None:
    refused(lasting(TOMORROW), until, ExpiryNotLater)


def test_an_extension_is_later_than_now() -> None:
    refused(lasting(NOW - 2 * DAY), YESTERDAY, ExpiryNotLater)


def gone(token: Token, step: str) -> None:
    names: dict[str, Any] = {
        "organization": token.organization, "code": token.code, "reason": "Lost.", "by": SYSTEM,
        "at": timezone.now(),
    }  # fmt: skip
    {"void": void_token, "reissue": reissue_token}[step](**names)


def test_what_was_redeemed_voided_or_reissued_stays() -> None:
    redeemed, voided, replaced = lasting(TOMORROW), lasting(TOMORROW), lasting(YESTERDAY)
    redeem(redeemed)
    gone(voided, "void")
    gone(replaced, "reissue")

    for token in (redeemed, voided, replaced):
        refused(token, NOW + 2 * DAY, TokenNotExtendable)


def test_another_organizations_token_is_unknown() -> None:
    token = lasting(TOMORROW)
    token.organization = OrganizationFactory()

    refused(token, NOW + 2 * DAY, Refused)
