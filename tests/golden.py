"""Golden files: a request as it goes over the wire, and every byte of the answer to it.

``<operation>__<case>.request.http`` and ``….response.http`` beside each other in a ``samples``
folder, written by hand from the contract, never by code. Each is a first line, headers, an empty
line and the body; one line feed at the end of the file is not part of it.

``{{name}}`` stands for a fact of the scenario. In answers ``{{code token}}`` stands for any
code, which is from then on the fact ``token``; the other kinds are those of ``KINDS``.
Headers may come in any order. Those that every answer of the site has are left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.test import Client

KINDS = {
    "code": r"[0-9A-HJKMNP-TV-Z]{16}",
    "uuid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "guid": r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}",
    "hex": r"[0-9a-f]{32}",
    "number": r"[0-9]{1,19}",
    "ticks": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}(?:Z|\+00:00)",
    "milliseconds": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "instant": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?Z?",
    "key": r"[A-Za-z0-9_-]{20,}",
    "text": r"[^<>\"]+",
}
PLACE = re.compile(r"\{\{(?:(\w+) )?(\w+)\}\}")
OF_THE_SITE = {
    "content-length", "content-security-policy", "cross-origin-opener-policy", "referrer-policy",
    "x-content-type-options", "x-frame-options", "x-request-id",
}  # fmt: skip
BUILT_IN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def samples(folder: Path) -> list[str]:
    """Return the names of the samples in *folder*, each of which has both files."""
    asked = {path.name.removesuffix(".request.http") for path in folder.glob("*.request.http")}
    answered = {path.name.removesuffix(".response.http") for path in folder.glob("*.response.http")}
    assert asked == answered
    return sorted(asked)


def check_sample(folder: Path, name: str, facts: dict[str, str]) -> dict[str, str]:
    """Send the sample's request and compare the whole answer; return the facts, new ones too."""
    response = send((folder / f"{name}.request.http").read_bytes(), facts)
    expected = (folder / f"{name}.response.http").read_bytes().removesuffix(b"\n")
    written = written_down(response)
    match = re.fullmatch(_pattern(_sorted_headers(expected).decode(), facts), written)
    # the failure shows both texts
    assert match or _sorted_headers(expected).decode() == written
    return facts | (match.groupdict() if match else {})


def send(request: bytes, facts: dict[str, str]) -> Any:
    """Send a request as it is written in a sample, through all of the site's middleware."""
    filled = PLACE.sub(lambda place: facts[place[2]], request.removesuffix(b"\n").decode("latin-1"))
    head, _, body = filled.encode("latin-1").partition(b"\n\n")
    first, *lines = head.decode("latin-1").splitlines()
    method, target, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    headers.pop("Host", None)
    extra = {
        BUILT_IN.get(name.lower(), f"HTTP_{name.upper().replace('-', '_')}"): value
        for name, value in headers.items()
    }
    content_type = extra.pop("CONTENT_TYPE", "")
    client = Client(raise_request_exception=False)
    return client.generic(method, target, body, content_type, **extra)  # type: ignore[arg-type]


def written_down(response: Any) -> str:
    """Return an answer as samples have it, its headers in the order of the alphabet."""
    head = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}"]
    head += sorted(
        f"{name}: {value}"
        for name, value in response.headers.items()
        if name.lower() not in OF_THE_SITE
    )
    content = response.getvalue() if response.streaming else response.content
    return "\n".join(head) + "\n\n" + content.decode()


def _sorted_headers(answer: bytes) -> bytes:
    head, _, body = answer.partition(b"\n\n")
    first, *headers = head.split(b"\n")
    return b"\n".join([first, *sorted(headers)]) + b"\n\n" + body


def _pattern(expected: str, facts: dict[str, str]) -> str:
    """Return a regular expression for *expected*: its places are filled or captured."""
    pattern, end, named = "", 0, set()
    for place in PLACE.finditer(expected):
        kind, name = place.groups()
        pattern += re.escape(expected[end : place.start()])
        if kind:
            pattern += f"(?P<{name}>{KINDS[kind]})"
            named.add(name)
        else:
            pattern += f"(?P={name})" if name in named else re.escape(facts[name])
        end = place.end()
    return pattern + re.escape(expected[end:])
