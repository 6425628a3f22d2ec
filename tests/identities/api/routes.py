"""The routes of the platform's API, as they are in the URL tree."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

PREFIX = "platform/v1/"
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
