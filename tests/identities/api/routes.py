"""The routes of the platform's API, as they are in the URL tree."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

PREFIX = "platform/v1/"
UNKNOWN = "01a1f837-6395-705f-ac7f-7f82a86a1a5d"
# parameters that a route can't be without
NEEDED = {
    "allowances": "participant=NOBODY",
    "allowances/statement": f"participant=NOBODY&asset={UNKNOWN}",
    "wallets/<text:address>/statement": f"asset={UNKNOWN}",
}
PUBLIC = {"schema/", "docs/", "problems/<text:code>"}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif route.startswith(PREFIX):
            yield route.removeprefix(PREFIX), pattern


def operations() -> set[tuple[str, str]]:
    """Return all methods and routes that need a key."""
    return {
        (method.upper(), route)
        for route, pattern in routes(get_resolver())
        if route not in PUBLIC
        for method in pattern.callback.actions
        if method != "head"
    }


def concrete(route: str) -> str:
    """Return a path of *route*, of resources that there are not."""
    parameters = f"?{NEEDED[route]}" if route in NEEDED else ""
    for part in ("<anytext:source_id>", "<text:code>", "<text:address>"):
        route = route.replace(part, "NOBODY")
    return re.sub(r"<text:\w+_id>", UNKNOWN, route) + parameters
