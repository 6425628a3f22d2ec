"""A client that was generated from the description of a served platform."""

import subprocess
import sys
from typing import Any

import pytest
import zeep
from django.db import connection

from identities.models import Participant
from tests.identities.dialects.tomhorn_gms.cases import CASES
from tests.identities.dialects.tomhorn_gms.scene import (
    OPERATIONS,
    SOAP,
    identity,
    make_partner,
    signed,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(live_server: Any) -> Any:
    make_partner()
    client = zeep.Client(f"{live_server.url}{SOAP}?singleWsdl")
    yield client.service
    client.transport.session.close()


def test_client_creates_an_identity_and_its_sessions(service: Any) -> None:
    name = signed("GetIdentity", name="ada")

    created = service.CreateIdentity(**identity())
    found = service.GetIdentity(**name)
    opened = service.CreateSession(**name)
    number = signed("GetSession", sessionID=opened.Session.ID)
    seen, closed, again = (
        getattr(service, operation)(**number)
        for operation in ("GetSession", "CloseSession", "CloseSession")
    )

    assert (created.Code, created.Message, created.Identity.Name) == (0, None, "ada")
    assert (found.Code, found.Identity.State) == (0, 1)
    assert (opened.Session.State, opened.Session.End) == ("Open", None)
    assert seen.Session == opened.Session
    assert (closed.Session.State, closed.Session.Start) == ("Closed", opened.Session.Start)
    assert closed.Session.End > closed.Session.Start
    assert (again.Code, again.Message, again.Session) == (1007, "Session already closed", None)
    assert Participant.objects.filter(source_id="ada").count() == 1


def test_client_reads_every_code_of_every_operation(service: Any) -> None:
    refused = [case for case in CASES if case[2]]

    codes = [getattr(service, operation)(**members).Code for operation, members, _ in refused]

    assert codes == [code for _, _, code in refused]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_client_reads_a_general_error(service: Any, operation: str) -> None:
    members = next(members for name, members, code in CASES if (name, code) == (operation, 0))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE identities_organization RENAME TO elsewhere")
    try:
        answer = getattr(service, operation)(**members)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO identities_organization")

    assert (answer.Code, answer.Message) == (1, "General error")


def test_client_reads_the_open_session_with_the_refusal(service: Any) -> None:
    answer = service.CreateSession(**signed("CreateSession", name="busy_EUR"))

    assert (answer.Code, answer.Session.ID, answer.Session.State) == (1005, 473_285, "Open")
    assert answer.Session.Start.isoformat() == "2016-08-30T17:55:06.633000"


def test_client_reads_a_fault(live_server: Any) -> None:
    client = zeep.Client(f"{live_server.url}{SOAP}?WSDL")
    (port,) = next(iter(client.wsdl.services.values())).ports.values()
    port.binding.get("GetIdentity").soapaction = "http://tomhorn.eu/ciservice/Unknown"

    with pytest.raises(zeep.exceptions.Fault) as fault:
        client.service.GetIdentity()

    client.transport.session.close()
    assert fault.value.code == "a:ActionNotSupported"


def test_zeep_prints_the_service(live_server: Any) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "zeep", f"{live_server.url}{SOAP}?wsdl"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout

    assert [name for name in OPERATIONS if f" {name}(partnerID: xsd:string" not in printed] == []
