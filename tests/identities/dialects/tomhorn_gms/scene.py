"""The partner of the contract's samples, and whom he has registered."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from identities.enums import Channel, ParticipantKind, ParticipantState
from identities.models import Organization, Participant, ParticipantSession
from identities.services.signatures import sign
from tests.factories.identities import OrganizationFactory, ParticipantFactory

PARTNER = "9a2e7402-5cef-42ed-84a6-db589ce19fc6"
DISABLED_PARTNER = "d61a14ae-0a0c-464b-b7ab-5900be7462f9"
SECRET = "1234567890"
STARTED = datetime(2016, 8, 30, 17, 55, 6, 633_000, tzinfo=UTC)
LONG = timedelta(days=365_000)

CLIENT = Client(raise_request_exception=False)
REST = "/services/gms/RestCustomerIntegrationService.svc"
SOAP = "/services/gms/CustomerIntegrationService.svc"
ACTION = "http://tomhorn.eu/ciservice/ICustomerIntegrationService/"
OPERATIONS = {
    "CreateIdentity": ("name", "currency", "parent", "type", "password"),
    "GetIdentity": ("name",),
    "CreateSession": ("name",),
    "CloseSession": ("sessionID",),
    "GetSession": ("sessionID",),
}


def make_partner() -> Organization:
    """Make a partner with a player, a branch, a blocked player, and players with sessions."""
    partner: Organization = OrganizationFactory(id=PARTNER, signing_secret=SECRET)
    OrganizationFactory(id=DISABLED_PARTNER, signing_secret=SECRET, is_enabled=False)
    ParticipantFactory(organization=partner, source_id="test_EUR")
    ParticipantFactory(organization=partner, source_id="O24052", kind=ParticipantKind.BRANCH)
    busy = ParticipantFactory(organization=partner, source_id="busy_EUR")
    late = ParticipantFactory(organization=partner, source_id="late_EUR")
    blocked = ParticipantFactory(
        organization=partner, source_id="blocked_EUR", state=ParticipantState.BLOCKED
    )
    make_session(473_285, busy)
    make_session(473_286, busy, closed_at=STARTED.replace(second=7, microsecond=0))
    make_session(473_287, late, expires_at=STARTED + timedelta(hours=12))
    make_session(473_288, blocked)
    make_session(473_289, ParticipantFactory(source_id="theirs"))
    return partner


def make_session(number: int, participant: Participant, **members: Any) -> None:
    ParticipantSession.objects.create(
        number=number,
        participant=participant,
        channel=Channel.TOMHORN_GMS,
        created_at=STARTED,
        **{"expires_at": STARTED + LONG, **members},
    )


def signed(operation: str, **members: Any) -> dict[str, Any]:
    """Return the members of a request, with a right sign unless one is given."""
    values = {"partnerID": PARTNER, **members}
    names = ("partnerID", *OPERATIONS[operation])
    text = "".join("" if values.get(name) is None else str(values[name]) for name in names)
    return {"sign": sign(secret=SECRET, text=text), **values}


def identity(**members: Any) -> dict[str, Any]:
    """Return the members of a request to create an identity."""
    return signed("CreateIdentity", **{"name": "ada", "currency": "EUR", **members})


def by_rest(operation: str, members: dict[str, Any]) -> Any:
    response = send_rest(operation, json.dumps(members))
    assert response.status_code == 200
    return response.json()


def send_rest(operation: str, body: bytes | str, **headers: str) -> Any:
    return send(f"{REST}/{operation}", body, "application/json", headers)


def send_soap(
    operation: str, body: bytes | str, content_type: str = "text/xml; charset=utf-8"
) -> Any:
    return send(SOAP, body, content_type, {"SOAPAction": f'"{ACTION}{operation}"'})


def send(path: str, body: bytes | str, content_type: str, headers: dict[str, str]) -> Any:
    """Post *body* as it is: Django's client would decode it."""
    return CLIENT.generic("POST", path, body, headers=headers, CONTENT_TYPE=content_type)
