"""What stands behind the answers: what is stored, in which order it is checked, and once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

import pytest
from django.contrib.auth.hashers import check_password
from django.db import OperationalError, connection
from lxml import etree
from pytest_django import Settings

from identities.models import Organization, Participant, ParticipantSession, Profile
from identities.services.signatures import sign
from tests.database import database_fingerprint, run_together
from tests.identities.dialects.tomhorn_gms.cases import CASES
from tests.identities.dialects.tomhorn_gms.scene import (
    OPERATIONS,
    by_rest,
    identity,
    make_partner,
    send_soap,
    signed,
)

NAMESPACE = "{http://tomhorn.eu/ciservice}"

pytestmark = pytest.mark.django_db


def envelope(operation: str, members: dict[str, Any]) -> str:
    inside = "".join(
        f"<{name}>{escape(str(value))}</{name}>"
        for name, value in members.items()
        if value is not None
    )
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<{operation} xmlns="http://tomhorn.eu/ciservice">{inside}</{operation}>'
        "</s:Body></s:Envelope>"
    )


def by_soap(operation: str, members: dict[str, Any]) -> Any:
    response = send_soap(operation, envelope(operation, members))
    assert response.status_code == 200
    return response


def code_by_soap(operation: str, members: dict[str, Any]) -> int:
    root = etree.fromstring(by_soap(operation, members).content)
    return int(str(root.findtext(f".//{NAMESPACE}Code")))


@pytest.mark.parametrize(("operation", "members", "code"), CASES)
def test_both_doors_answer_alike(operation: str, members: dict[str, Any], code: int) -> None:
    make_partner()
    before = database_fingerprint()

    rest = by_rest(operation, members)["Code"]

    if code:
        assert database_fingerprint() == before
        assert (rest, code_by_soap(operation, members)) == (code, code)
        assert database_fingerprint() == before
    else:
        assert rest == code


def test_identity_is_a_participant_who_can_log_in() -> None:
    partner = make_partner()

    by_rest("CreateIdentity", identity(parent="O24052", password="p4ss wörd", displayName="Ada"))

    participant = Participant.objects.select_related("parent", "profile").get(source_id="ada")
    assert (participant.organization, participant.kind) == (partner, "player")
    assert (participant.parent.source_id, participant.currency) == ("O24052", "EUR")
    assert (participant.state, participant.profile.user_name) == ("active", "ada")
    assert check_password("p4ss wörd", participant.profile.password)
    assert "p4ss" not in json.dumps(database_fingerprint())


def test_identity_without_a_password_cannot_log_in() -> None:
    make_partner()

    by_rest("CreateIdentity", identity())

    profile = Profile.objects.get(participant__source_id="ada")
    assert (profile.user_name, profile.password) == ("", "")


def test_login_that_is_taken_but_for_its_case_exists() -> None:
    make_partner()
    by_rest("CreateIdentity", identity(password="one"))
    before = database_fingerprint()

    answer = by_rest("CreateIdentity", identity(name="ADA", password="two"))

    assert (answer["Code"], database_fingerprint()) == (1014, before)


@pytest.mark.parametrize(
    ("kind", "stored"),
    [("", "player"), ("integration.player", "player"), ("integration.branch", "branch")],
)
def test_type_says_the_kind(kind: str, stored: str) -> None:
    make_partner()

    by_rest("CreateIdentity", identity(type=kind))

    assert Participant.objects.get(source_id="ada").kind == stored


@pytest.mark.parametrize("spelled", [str.upper, str.lower])
def test_partner_and_sign_are_written_in_either_case(spelled: Any) -> None:
    partner = make_partner()
    text = spelled(str(partner.pk)) + "test_EUR"
    members = {
        "partnerID": spelled(str(partner.pk)),
        "name": "test_EUR",
        "sign": spelled(sign(secret="1234567890", text=text)),
    }

    assert by_rest("GetIdentity", members)["Code"] == 0


def test_previous_secret_signs_too() -> None:
    make_partner()
    Organization.objects.update(signing_secret="new", previous_signing_secret="1234567890")

    assert by_rest("GetIdentity", signed("GetIdentity", name="test_EUR"))["Code"] == 0


def test_values_are_signed_as_they_are_sent() -> None:
    make_partner()

    answer = by_rest("CreateIdentity", identity(parent=" ", password=" x "))

    assert answer["Code"] == 1003


def test_session_lasts_as_long_as_it_is_set(settings: Settings) -> None:
    make_partner()
    settings.PARTICIPANT_SESSION_HOURS = 3

    by_rest("CreateSession", signed("CreateSession", name="test_EUR"))

    session = ParticipantSession.objects.get(participant__source_id="test_EUR")
    assert session.expires_at - session.created_at == timedelta(hours=3)


def test_instants_are_written_without_zeros_at_their_end() -> None:
    make_partner()
    written = {473_285: "2016-08-30T17:55:06.633", 473_286: "2016-08-30T17:55:06.633"}

    for number, start in written.items():
        answer = by_rest("GetSession", signed("GetSession", sessionID=number))
        assert answer["Session"]["Start"] == start


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_ten_at_once_create_an_identity_once() -> None:
    make_partner()

    answers = run_together([lambda: by_rest("CreateIdentity", identity())] * 10)

    assert sorted(answer["Code"] for answer in answers) == [0] + [1014] * 9
    assert Participant.objects.filter(source_id="ada").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariants
def test_ten_at_once_open_a_session_once() -> None:
    make_partner()
    members = signed("CreateSession", name="test_EUR")

    answers = run_together([lambda: by_rest("CreateSession", members)] * 10)

    assert sorted(answer["Code"] for answer in answers) == [0] + [1005] * 9
    assert len({answer["Session"]["ID"] for answer in answers}) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_call_on_a_dead_connection_is_made_on_a_fresh_one(operation: str) -> None:
    make_partner()
    members = next(members for name, members, code in CASES if (name, code) == (operation, 0))
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert by_rest(operation, members)["Code"] == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_database_that_is_away_is_a_general_error(
    operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_partner()
    members = next(members for name, members, code in CASES if (name, code) == (operation, 0))
    before = database_fingerprint()

    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict, "NAME", "nowhere")
        rest, soap = by_rest(operation, members)["Code"], code_by_soap(operation, members)

    assert (rest, soap, database_fingerprint()) == (1, 1, before)
