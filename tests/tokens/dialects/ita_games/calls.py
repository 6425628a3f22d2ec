"""Calling the dialect as a client does."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client


class Caller:
    """A client with the API key *key*."""

    def __init__(self, key: str) -> None:
        self.http = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: object = None, **headers: str) -> Any:
        return self.send("PUT", path, body, **headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Send *body*, bytes as they are and all else as JSON; none where there is None."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", "application/json")
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        return self.http.generic(
            method, f"/v1/{path}", raw, content_type, headers={**self.headers, **named}
        )


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """Return what ModelState says, once the answer's form is checked."""
    document = json.loads(response.content)
    assert (response.status_code, document["Message"]) == (400, "The request is invalid.")
    found: dict[str, list[str]] = document["ModelState"]
    return found
