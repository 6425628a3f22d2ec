"""Which scopes each operation needs, for every route that there is."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from identities.enums import Scope
from tests.identities.api.calls import Caller, problem, stored

pytestmark = pytest.mark.django_db

READ, AWARDS = {Scope.READ}, {Scope.AWARDS_WRITE}
GAMES = {Scope.READ, Scope.TOKENS_REDEEM}
TOKENS = {Scope.READ, Scope.TOKENS_READ}
MATRIX = {
    ("POST", "participants"): {Scope.PARTICIPANTS_WRITE},
    ("GET", "participants/<anytext:source_id>"): READ,
    ("GET", "games"): GAMES,
    ("GET", "games/<text:code>"): GAMES,
    ("GET", "games/<text:code>/prizes"): GAMES,
    ("GET", "games/<text:code>/revision"): GAMES,
    ("GET", "games/<text:code>/drawing"): READ,
    ("GET", "games/<text:code>/drawn-entries"): READ,
    ("GET", "entries"): READ,
    ("POST", "entries"): {Scope.ENTRIES_AWARD},
    ("GET", "entries/<text:entry_id>"): READ,
    ("GET", "plays"): READ,
    ("GET", "plays/<text:play_id>"): READ,
    ("GET", "awards"): READ,
    ("GET", "awards/<text:award_id>"): READ,
    ("POST", "awards/<text:award_id>/claim"): AWARDS,
    ("POST", "awards/<text:award_id>/transition"): AWARDS,
    ("POST", "awards/<text:award_id>/replace"): AWARDS,
    ("GET", "tokens"): TOKENS,
    ("POST", "tokens"): {Scope.TOKENS_AWARD},
    ("GET", "tokens/<text:code>"): TOKENS,
    ("POST", "tokens/<text:code>/redeem"): {Scope.TOKENS_REDEEM},
    ("POST", "tokens/<text:code>/void"): {Scope.TOKENS_VOID},
    ("GET", "batches"): TOKENS,
    ("POST", "batches"): {Scope.TOKENS_AWARD},
    ("GET", "batches/<text:batch_id>"): TOKENS,
    ("GET", "badges"): READ,
    ("GET", "badges/<text:code>"): READ,
    ("GET", "badge-assignments"): READ,
    ("GET", "badge-assignments/<text:assignment_id>"): READ,
    ("POST", "badge-assignments/<text:assignment_id>/revoke"): {Scope.BADGES_ASSIGN},
    ("GET", "outcomes"): READ,
    ("POST", "outcomes"): {Scope.BADGES_ASSIGN},
    ("GET", "outcomes/<text:outcome_id>"): READ,
}
PUBLIC = {"schema/", "docs/", "problems/<text:code>"}


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif route.startswith("platform/v1/"):
            yield route.removeprefix("platform/v1/"), pattern


def operations() -> set[tuple[str, str]]:
    return {
        (method.upper(), route)
        for route, pattern in routes(get_resolver())
        if route not in PUBLIC
        for method in pattern.callback.actions
        if method != "head"
    }


def test_matrix_has_every_route() -> None:
    assert operations() == MATRIX.keys()


@pytest.mark.parametrize(("method", "route"), MATRIX)
def test_operation_is_refused_without_its_scopes(method: str, route: str) -> None:
    scopes = MATRIX[method, route]
    caller = Caller(None, *(scope for scope in Scope if scope not in scopes))

    response = getattr(caller, method.lower())(concrete(route))

    assert problem(response) == (403, "forbidden")
    assert response.json()["scope"] in scopes
    assert sum(stored().values()) == 0


@pytest.mark.parametrize(
    ("method", "route", "scope"),
    [(*key, scope) for key, scopes in MATRIX.items() for scope in scopes],
)
def test_one_of_its_scopes_is_enough(method: str, route: str, scope: Scope) -> None:
    caller = Caller(None, scope)

    # a body that can't be read is looked at only after the scope
    response = (
        caller.get(concrete(route)) if method == "GET" else caller.post(concrete(route), raw=b"{")
    )

    assert response.status_code in ({200, 404} if method == "GET" else {400})


@pytest.mark.parametrize("path", ["schema/", "docs/", "problems/conflict"])
def test_schema_and_its_page_need_no_key(path: str) -> None:
    caller = Caller()

    assert caller.http.get(f"/platform/v1/{path}").status_code == 200


def concrete(route: str) -> str:
    for part in ("<anytext:source_id>", "<text:code>"):
        route = route.replace(part, "NOBODY")
    return re.sub(r"<text:\w+_id>", "01a1f837-6395-705f-ac7f-7f82a86a1a5d", route)
