"""Calling the platform's API as a client does."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from badges.models import BadgeAssignment, Outcome
from identities.enums import Scope
from identities.models import IdempotencyRecord, Organization, Participant
from identities.services.api_clients import create_api_client
from promotions.models import Award, AwardEvent, Entry, LimitUsage, Play, Replacement
from tests.factories.identities import OrganizationFactory
from tokens.models import (
    AwardRequest,
    Funding,
    Mint,
    PayoutWallet,
    Posting,
    Token,
    TokenBatch,
    Wallet,
)


class Caller:
    """An API client of *organization*, all scopes unless told."""

    def __init__(
        self, organization: Organization | None = None, *scopes: str, **client: Any
    ) -> None:
        self.organization = organization or OrganizationFactory()
        made = create_api_client(
            organization=self.organization, name="Test", scopes=scopes or Scope.values, **client
        )
        self.client, self.key = made.client, made.key
        self.http = Client()

    def get(self, path: str, query: Any = None, **headers: str) -> HttpResponse:
        return self.http.get(f"/platform/v1/{path}", query, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **sent: Any) -> HttpResponse:
        return self.send("POST", path, body, **sent)

    def put(self, path: str, body: Any = None, **sent: Any) -> HttpResponse:
        return self.send("PUT", path, body, **sent)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.send("DELETE", path, **headers)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> HttpResponse:
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.http.generic(
            method,
            f"/platform/v1/{path}",
            data,
            content_type=content_type,
            headers=self._headers(headers),
        )

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.key}", **named}


def stored() -> dict[str, int]:
    """Return how many rows there are of what the API writes."""
    models = (
        Participant,
        IdempotencyRecord,
        Token,
        TokenBatch,
        Play,
        Award,
        AwardEvent,
        Entry,
        Replacement,
        LimitUsage,
        Outcome,
        BadgeAssignment,
        AwardRequest,
        Funding,
        Mint,
        PayoutWallet,
        Posting,
        Wallet,
    )
    return {model.__name__: model.objects.count() for model in models}


def problem(response: HttpResponse) -> tuple[int, str]:
    """Return status and code of a problem, once its form is checked."""
    document = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert document["status"] == response.status_code
    assert document["type"] == f"/platform/v1/problems/{document['code']}"
    assert document["title"]
    assert document["detail"]
    return response.status_code, document["code"]


def errors(response: HttpResponse) -> list[str]:
    """Return which members of a request were refused."""
    assert problem(response) == (422, "invalid")
    return sorted(json.loads(response.content)["errors"])
