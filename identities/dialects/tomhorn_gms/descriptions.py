"""What the OpenAPI document says of the operations by REST."""

from __future__ import annotations

from identities.dialects.schema import operation
from identities.dialects.tomhorn_gms import serializers as forms

NAME = "8f335369-4200-42af-b6ad-4008e76f1ecc"
ALWAYS = (
    " `sign`: HMAC-SHA-256 with the signing secret over {} one after the other, as 64 hexadecimal"
    " digits. The status is 200 whatever `Code` is: {}."
)
# as in the contract: the secret is 1234567890
PARTNER = {"partnerID": "9a2e7402-5cef-42ed-84a6-db589ce19fc6"}
GET_SIGN = "319486EE90DB62B69209A01A17FC1A6291D74E630ED0F229800DAB320A01886E"
CREATE_SIGN = "C8C44D1B80C67B6FCA975920381C6886818425FF905B7265A2378AD8E5325379"
OF_A_NAME = PARTNER | {"sign": GET_SIGN, "name": "test_EUR"}
OF_A_SESSION = PARTNER | {"sign": "64 hexadecimal digits", "sessionID": 473285}
IDENTITY = {"Code": 0, "Identity": {"Name": "test_EUR", "State": 1}, "Message": None}
START = "2016-08-30T17:55:06.633"
OPEN = {"End": None, "ID": 473285, "Name": "test_EUR", "Start": START, "State": forms.OPEN}
CLOSED = OPEN | {"End": "2016-08-30T18:20:41.07", "State": forms.CLOSED}

create_identity = operation(
    summary="Create an identity",
    description=(
        "A participant known by `name`, a player or (`integration.branch`) a branch, which may be"
        " the `parent` of others. With a `password` he can log in, under his name."
        + ALWAYS.format(
            "partnerID, name, currency, parent, type, password",
            "0, 1, 11, 12, 1001, 1002, 1003, 1004, 1012, 1014, 1015, 1016 or 1019",
        )
    ),
    request=forms.CreateIdentityRequest,
    body=PARTNER | {"sign": CREATE_SIGN, "name": NAME, "currency": "EUR", "password": "123456"},
    answer=forms.IdentityAnswer,
    example=IDENTITY | {"Identity": {"Name": NAME, "State": 1}},
)
get_identity = operation(
    summary="Look an identity up",
    description="`State` is 1, or 0 where the participant is blocked."
    + ALWAYS.format("partnerID, name", "0, 1, 11, 12, 1001, 1002, 1003 or 1019"),
    request=forms.NamedRequest,
    body=OF_A_NAME,
    answer=forms.IdentityAnswer,
    example=IDENTITY,
)
create_session = operation(
    summary="Open a player's session",
    description="While one is open it is answered, with the code 1005."
    + ALWAYS.format("partnerID, name", "0, 1, 11, 12, 1001, 1002, 1003, 1005, 1013 or 1019"),
    request=forms.NamedRequest,
    body=OF_A_NAME,
    answer=forms.SessionAnswer,
    example={"Code": 0, "Message": None, "Session": OPEN},
)
close_session = operation(
    summary="Close a session",
    description="A session that has expired is closed already."
    + ALWAYS.format("partnerID, sessionID", "0, 1, 11, 12, 1001, 1002, 1006, 1007 or 1019"),
    request=forms.SessionRequest,
    body=OF_A_SESSION,
    answer=forms.SessionAnswer,
    example={"Code": 0, "Message": None, "Session": CLOSED},
)
get_session = operation(
    summary="Look a session up",
    description="`State` is `Open` or `Closed`; `End` is null while it is open."
    + ALWAYS.format("partnerID, sessionID", "0, 1, 11, 12, 1001, 1002, 1006, 1013 or 1019"),
    request=forms.SessionRequest,
    body=OF_A_SESSION,
    answer=forms.SessionAnswer,
    example={"Code": 0, "Message": None, "Session": OPEN},
)
