"""What is asked and which code is answered, through both doors alike."""

from __future__ import annotations

from typing import Any

from tests.identities.dialects.tomhorn_gms.scene import identity, signed

NOBODY = "00000000-0000-0000-0000-000000000000"
WRONG = "0" * 64


def name(operation: str, value: Any, **members: Any) -> dict[str, Any]:
    return signed(operation, **{"name": value, **members})


def session(operation: str, number: Any, **members: Any) -> dict[str, Any]:
    return signed(operation, **{"sessionID": number, **members})


CASES: list[tuple[str, dict[str, Any], int]] = [
    ("CreateIdentity", identity(), 0),
    ("CreateIdentity", identity(type="integration.branch"), 0),
    ("CreateIdentity", identity(parent="O24052", password="pass 123 ä"), 0),
    ("CreateIdentity", identity(displayName="d" * 256, details="d" * 1024), 0),
    ("CreateIdentity", identity(name=None), 11),
    ("CreateIdentity", identity(currency=""), 11),
    ("CreateIdentity", identity(partnerID="{9a2e7402-5cef-42ed-84a6-db589ce19fc6}"), 12),
    ("CreateIdentity", identity(name="ädä"), 12),
    ("CreateIdentity", identity(name="ada\n"), 12),
    ("CreateIdentity", identity(sign=WRONG), 1001),
    ("CreateIdentity", identity(partnerID=NOBODY), 1002),
    ("CreateIdentity", identity(parent="nobody"), 1003),
    ("CreateIdentity", identity(parent="theirs"), 1003),
    ("CreateIdentity", identity(type="player"), 1004),
    ("CreateIdentity", identity(currency="eur"), 1012),
    ("CreateIdentity", identity(name="test_EUR"), 1014),
    ("CreateIdentity", identity(currency="USD"), 1015),
    ("CreateIdentity", identity(parent="busy_EUR"), 1016),
    ("CreateIdentity", identity(name="a" * 49), 1019),
    ("CreateIdentity", identity(sign=WRONG + "0"), 1019),
    ("CreateIdentity", identity(currency="EURO"), 1019),
    ("CreateIdentity", identity(parent="p" * 49), 1019),
    ("CreateIdentity", identity(type="t" * 33), 1019),
    ("CreateIdentity", identity(password="p" * 257), 1019),
    ("CreateIdentity", identity(displayName="d" * 257), 1019),
    ("CreateIdentity", identity(details="d" * 1025), 1019),
    ("GetIdentity", name("GetIdentity", "test_EUR"), 0),
    ("GetIdentity", name("GetIdentity", ""), 11),
    ("GetIdentity", name("GetIdentity", "test EUR"), 12),
    ("GetIdentity", name("GetIdentity", "test_EUR", sign=WRONG), 1001),
    ("GetIdentity", name("GetIdentity", "test_EUR", partnerID=NOBODY), 1002),
    ("GetIdentity", name("GetIdentity", "TEST_EUR"), 1003),
    ("GetIdentity", name("GetIdentity", "n" * 49), 1019),
    ("CreateSession", name("CreateSession", "test_EUR"), 0),
    ("CreateSession", name("CreateSession", None), 11),
    ("CreateSession", name("CreateSession", "test/EUR"), 12),
    ("CreateSession", name("CreateSession", "test_EUR", sign=WRONG), 1001),
    ("CreateSession", name("CreateSession", "test_EUR", partnerID=NOBODY), 1002),
    ("CreateSession", name("CreateSession", "theirs"), 1003),
    ("CreateSession", name("CreateSession", "busy_EUR"), 1005),
    ("CreateSession", name("CreateSession", "O24052"), 1013),
    ("CreateSession", name("CreateSession", "n" * 49), 1019),
    ("CloseSession", session("CloseSession", 473285), 0),
    ("CloseSession", session("CloseSession", None), 11),
    ("CloseSession", session("CloseSession", "4.7"), 12),
    ("CloseSession", session("CloseSession", 473285, sign=WRONG), 1001),
    ("CloseSession", session("CloseSession", 473285, partnerID=NOBODY), 1002),
    ("CloseSession", session("CloseSession", 2**63 - 1), 1006),
    ("CloseSession", session("CloseSession", 473289), 1006),
    ("CloseSession", session("CloseSession", 473286), 1007),
    ("CloseSession", session("CloseSession", 473285, sign=WRONG + "0"), 1019),
    ("GetSession", session("GetSession", 473286), 0),
    ("GetSession", session("GetSession", None), 11),
    ("GetSession", session("GetSession", 2**63), 12),
    ("GetSession", session("GetSession", 473285, sign=WRONG), 1001),
    ("GetSession", session("GetSession", 473285, partnerID=NOBODY), 1002),
    ("GetSession", session("GetSession", -(2**63)), 1006),
    ("GetSession", session("GetSession", 473288), 1013),
    ("GetSession", session("GetSession", 473285, sign=WRONG + "0"), 1019),
]
