"""Calling the platform's API as a client does."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from identities.enums import Scope
from identities.models import Organization
from identities.services.api_clients import create_api_client
from tests.factories.identities import OrganizationFactory


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

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> HttpResponse:
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.http.generic(
            "POST",
            f"/platform/v1/{path}",
            data,
            content_type=content_type,
            headers=self._headers(headers),
        )

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.key}", **named}
