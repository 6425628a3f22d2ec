"""SOAP's own: encodings, namespaces, nil, the description."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from identities.dialects.tomhorn_gms import parsers
from identities.dialects.tomhorn_gms.operations import OPERATIONS
from tests.golden import samples
from tests.identities.dialects.tomhorn_gms import scene
from tests.identities.dialects.tomhorn_gms.scene import SOAP, make_partner, send_soap, signed
from tests.identities.dialects.tomhorn_gms.test_operations import envelope

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "samples" / "soap"
SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMED = signed("GetIdentity", name="test_EUR")


def code_of(response: Any) -> tuple[int, str | None]:
    return response.status_code, etree.fromstring(response.content).findtext(".//{*}Code")


@pytest.fixture(autouse=True)
def _partner() -> None:
    make_partner()


@pytest.mark.parametrize(
    ("declared", "encoding", "content_type"),
    [
        ("", "utf-8", "text/xml"),
        ("", "utf-8-sig", "text/xml; charset=utf-8"),
        ("", "utf-8", 'TEXT/XML;charset="UTF-8"; action="x"'),
        ('<?xml version="1.0" encoding="utf-8"?>', "utf-8", "text/xml;charset=utf-8"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "latin-1", "text/xml"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16", "text/xml; charset=utf-16"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16", "text/xml"),
        ("", "utf-16", "text/xml; charset=utf-16"),
        ("", "utf-16-le", "text/xml; charset=utf-16"),
        ("", "utf-16-be", "text/xml; charset=utf-16"),
        ("", "utf-16-le", "text/xml; charset=utf-16LE"),
        ("", "utf-16-be", "text/xml; charset=utf-16BE"),
    ],
)
def test_envelope_is_read_in_its_encoding(declared: str, encoding: str, content_type: str) -> None:
    members = signed("CreateIdentity", name="ada", currency="EUR", parent="Ä")
    body = (declared + envelope("CreateIdentity", members)).encode(encoding)

    # the sign fits: the parent is not found
    assert code_of(send_soap("CreateIdentity", body, content_type)) == (200, "1003")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/xml",
        "application/soap+xml",
        "text/xml; charset=utf-7",
    ],
)
def test_other_content_types_are_refused(content_type: str) -> None:
    response = send_soap("GetIdentity", envelope("GetIdentity", NAMED), content_type)

    assert (response.status_code, response["Content-Type"]) == (415, "text/plain; charset=utf-8")


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_bytes_of_no_encoding_are_refused(charset: str) -> None:
    body = envelope("GetIdentity", NAMED | {"name": "?"}).encode().replace(b"?", b"\xff\xd8")

    response = send_soap("GetIdentity", body, f"text/xml; charset={charset}")

    assert (response.status_code, b"s:Client" in response.content) == (400, True)


@pytest.mark.parametrize(
    ("member", "code"),
    [
        (f'<name xmlns:i="{XSI}" i:nil="true"/>', "11"),
        (f'<name xmlns:i="{XSI}" i:nil="1"></name>', "11"),
        (f'<name xmlns:i="{XSI}" i:nil="true">test_EUR</name>', "11"),
        (f'<name xmlns:i="{XSI}" i:nil="false">test_EUR</name>', "0"),
        (f'<name xmlns:i="{XSI}" i:nil="maybe">test_EUR</name>', "12"),
        (f'<name xmlns:i="{XSI}" i:type="string" lang="en">test_EUR</name>', "0"),
        ("<name>test<!-- in the midst -->_EUR</name>", "0"),
        ("<name><![CDATA[test_EUR]]></name>", "0"),
        ("<name><b>test_EUR</b></name>", "12"),
        ("<name>test_EUR</name>text", "12"),
        ("<name/>", "11"),
        ("<Name>test_EUR</Name>", "11"),
        ("<x/><name xmlns='urn:x'>test_EUR</name>", "0"),
    ],
)
def test_members_are_read_as_the_schema_says(member: str, code: str) -> None:
    body = envelope("GetIdentity", NAMED).replace("<name>test_EUR</name>", member)

    assert code_of(send_soap("GetIdentity", body)) == (200, code)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ('<Security s:mustUnderstand="1" xmlns="urn:x"/>', 400),
        ('<Security s:mustUnderstand="true" xmlns="urn:x"/>', 400),
        ('<Security s:mustUnderstand="0" xmlns="urn:x"/>', 200),
        ('<Security xmlns="urn:x"/>', 200),
        # as messages are written that tools of WCF took down
        (f'<Action s:mustUnderstand="1" xmlns="{parsers.ADDRESSING}">GetIdentity</Action>', 200),
    ],
)
def test_only_headers_that_must_be_understood_are_refused(header: str, status: int) -> None:
    body = envelope("GetIdentity", NAMED).replace(
        "<s:Body>", f"<s:Header>{header}</s:Header><s:Body>"
    )

    assert send_soap("GetIdentity", body).status_code == status


@pytest.mark.parametrize("written", [" 473285 ", "\n  473285\n"])
def test_number_may_stand_between_spaces(written: str) -> None:
    body = envelope("GetSession", signed("GetSession", sessionID=473285))

    response = send_soap("GetSession", body.replace(">473285<", f">{written}<"))

    assert code_of(response) == (200, "0")


@pytest.mark.parametrize("written", ["+473285", "0473285", "473285.0", "4e5", "473 285", "٤"])
def test_number_has_one_form(written: str) -> None:
    body = envelope("GetSession", signed("GetSession", sessionID=473285))

    response = send_soap("GetSession", body.replace(">473285<", f">{written}<"))

    assert code_of(response) == (200, "12")


@pytest.mark.parametrize(
    "action", ["GetIdentity", '"GetIdentity"', '"urn:x/GetIdentity"', '  "http://x/y/GetIdentity" ']
)
def test_action_is_known_by_its_last_part(action: str) -> None:
    response = Client().post(
        SOAP,
        envelope("GetIdentity", NAMED),
        content_type="text/xml",
        headers={"SOAPAction": action},
    )

    assert code_of(response) == (200, "0")


def test_body_that_is_too_large_is_refused() -> None:
    body = envelope("GetIdentity", NAMED | {"name": "n" * 1024 * 1024})

    response = send_soap("GetIdentity", body)

    assert (response.status_code, response.content) == (413, b"The request is too large.")


@pytest.mark.parametrize("query", ["wsdl", "WSDL", "singleWsdl", "SINGLEWSDL", "wsdl=1"])
def test_description_is_of_the_address_that_was_asked(query: str) -> None:
    response = Client().get(f"{SOAP}?{query}", headers={"Host": "localhost:8080"})

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    (address,) = etree.fromstring(response.content).iter("{*}address")
    assert address.get("location") == f"http://localhost:8080{SOAP}"


def test_description_can_be_asked_for_without_its_body() -> None:
    response = Client().head(f"{SOAP}?wsdl")

    assert (response.status_code, response.content) == (200, b"")


def test_schema_has_the_members_of_the_serializers() -> None:
    schema = etree.parse(parsers.WSDL)
    described = {
        str(element.get("name")): [part.get("name") for part in element.iter(f"{SCHEMA}element")][
            1:
        ]
        for element in schema.iterfind(f".//{SCHEMA}schema/{SCHEMA}element")
    }

    known = {name: list(operation.request().fields) for name, operation in OPERATIONS.items()}
    answered = {f"{name}Response": [f"{name}Result"] for name in OPERATIONS}
    assert described == known | answered


def test_description_names_every_operation_and_its_action() -> None:
    wsdl = etree.parse(parsers.WSDL)

    named = [element.get("name") for element in wsdl.iterfind(".//{*}binding/{*}operation")]
    actions = [
        element.get("soapAction") for element in wsdl.iterfind(".//{*}operation[@soapAction]")
    ]

    assert named == list(OPERATIONS) == list(scene.OPERATIONS)
    assert actions == [f"{scene.ACTION}{name}" for name in OPERATIONS]


@pytest.mark.parametrize(
    "name", [name for name in samples(FOLDER) if name[:3] not in {"htt", "fau"}]
)
def test_sample_answers_are_valid(name: str) -> None:
    wsdl = etree.parse(parsers.WSDL).getroot()
    schema = etree.XMLSchema(wsdl.find(f".//{SCHEMA}schema"))
    answer = (FOLDER / f"{name}.response.http").read_bytes().partition(b"\n\n")[2]
    answer = answer.replace(b"{{number id}}", b"1").replace(
        b"{{instant start}}", b"2016-08-30T17:55:06"
    )
    answer = answer.replace(b"{{instant end}}", b"2016-08-30T17:55:06.6")

    schema.assertValid(etree.fromstring(answer)[0][0])
