"""What the OpenAPI document says of the operations."""

from __future__ import annotations

from identities.dialects.schema import operation
from tokens.dialects.payingame.serializers import answers, requests

ERRORS = (
    ' Whatever is wrong is answered with HTTP 200, `isError` "1" and a text in `Error`. Paths work'
    " under `/rest/PayInGame/PublicAPI` too."
)
GUID = "019A9C3E-52C1-7D3C-9F60-2B8F6F1D7A10"
ASSET = "5E5B2F1C-8A3D-4C7E-9B64-1F0D2A7C3E58"
OK = answers.envelope()
CUSTOMER = {
    "api_key": "The key of an API client.",
    "project_guid": "A campaign's id.",
    "customer_id": "A participant's source_id.",
}

award_tokens = operation(
    summary="Award or allow tokens for a user",
    description=(
        "Keeps the amounts as the customer's allowance, or pays them to a wallet out of the"
        " project's own; where that is short the award waits until it is funded, oldest first, and"
        ' `isError` is "0" all the same. All amounts are awarded or none. The same RequestID with'
        " the same content awards nothing again. An API client needs the scope `values:award`."
        f"{ERRORS}"
    ),
    request=requests.PayingameAwardRequest,
    body={
        "ApiKey": "tmb_…",
        "RequestID": "3C90C3CC-0D44-4B50-8888-8DD25736052A",
        "ProjectGuid": GUID,
        "IsAllowance": True,
        "IsMintable": True,
        "CustomerID": "customer-4711",
        "Tokens": [{"Guid": ASSET, "Amount": 80.62, "ContractGuid": "0xC0FFEE"}],
        "Wallet": "",
    },
    answer=answers.PayingameAnswer,
    example=OK,
)
issue_user_token = operation(
    summary="Get a temporary user token",
    description=(
        "With it the customer's app mints his allowance by itself, for 5 minutes. Who is unknown is"
        f" created. An API client needs the scope `values:mint`.{ERRORS}"
    ),
    path=CUSTOMER,
    answer=answers.PayingameUserTokenAnswer,
    example={**OK, "Token": "B1479D7E-4C0E-4C0B-9D3B-6E1B5B0C1F2A"},
)
list_tokens = operation(
    summary="List what a customer has",
    description=(
        "Each token that the customer holds anything of, with his wallets and allowances. Who is"
        f" unknown holds nothing. An API client needs the scope `read`.{ERRORS}"
    ),
    path=CUSTOMER,
    answer=answers.PayingameTokensAnswer,
    example={
        **OK,
        "Data": {
            "Tokens": [
                {
                    "Total": 80.62,
                    "TokenSymbol": "BOLT",
                    "Guid": ASSET,
                    "Name": "Bolts",
                    "Details": [
                        {
                            "Wallet": "0xADA",
                            "Amount": "80.62",
                            "ChainName": "Ethereum",
                            "ContractGuid": "0xC0FFEE",
                            "IsAllowance": False,
                        }
                    ],
                }
            ]
        },
    },
)
