"""Calling the dialect as a client does."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from identities.enums import Scope
from identities.models import Organization
from identities.services.api_clients import create_api_client
from tokens.models import Asset

BASE = "/rest/PayIngame/PublicAPI"
OK = {"isError": "0", "Error": ""}


class Caller:
    """A client of *organization* with an API key, of all scopes unless told."""

    def __init__(self, organization: Organization, *scopes: str) -> None:
        made = create_api_client(
            organization=organization, name="PayInGame", scopes=scopes or Scope.values
        )
        self.key = made.key
        self.http = Client(raise_request_exception=False)

    def award(self, asset: Asset, amount: Any = 1, **members: Any) -> HttpResponse:
        """Award *amount* as an allowance to ``ada``, unless *members* say otherwise."""
        return self.post(
            {
                "ApiKey": self.key,
                "RequestID": str(uuid4()),
                "ProjectGuid": str(asset.campaign_id),
                "IsAllowance": True,
                "IsMintable": True,
                "CustomerID": "ada",
                "Tokens": [
                    {"Guid": str(asset.pk), "Amount": amount, "ContractGuid": asset.contract}
                ],
                **members,
            }
        )

    def post(self, body: Any, **headers: str) -> HttpResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.http.generic(
            "POST", f"{BASE}/AwardTokens", raw, "application/json", headers=headers
        )

    def get(self, operation: str, asset: Asset, customer: str = "ada") -> HttpResponse:
        return self.http.get(f"{BASE}/{operation}/{self.key}/{asset.campaign_id}/{customer}")


def said(response: HttpResponse) -> Any:
    """Return what the answer says, once its form is checked."""
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    document = json.loads(response.content)
    assert [*document][:2] == ["isError", "Error"]
    assert (document["isError"] == "0") == (document["Error"] == "")
    return document


def refusal(response: HttpResponse) -> str:
    """Return the text of an answer that refuses."""
    document = said(response)
    assert [*document] == ["isError", "Error"]
    text: str = document["Error"]
    assert text
    return text
