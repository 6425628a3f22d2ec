"""Which scopes each operation needs, for every route that there is."""

import pytest

from identities.enums import Scope
from tests.identities.api.calls import Caller, problem, stored
from tests.identities.api.routes import concrete, operations

pytestmark = pytest.mark.django_db

READ, AWARDS = {Scope.READ}, {Scope.AWARDS_WRITE}
MINTS = {Scope.VALUES_MINT}
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
    ("GET", "assets"): READ,
    ("GET", "assets/<text:asset_id>"): READ,
    ("GET", "wallets"): READ,
    ("GET", "wallets/<text:address>"): READ,
    ("POST", "wallets/<text:address>/fund"): {Scope.VALUES_FUND},
    ("GET", "wallets/<text:address>/statement"): READ,
    ("GET", "allowances"): READ,
    ("POST", "allowances/mint"): MINTS,
    ("GET", "allowances/statement"): READ,
    ("GET", "award-requests"): READ,
    ("POST", "award-requests"): {Scope.VALUES_AWARD},
    ("GET", "award-requests/<text:request_id>"): READ,
    ("POST", "user-tokens"): MINTS,
    ("GET", "fundings"): READ,
    ("GET", "mints"): READ,
    ("GET", "payout-wallets/<anytext:source_id>"): READ | MINTS,
    ("PUT", "payout-wallets/<anytext:source_id>"): MINTS,
    ("DELETE", "payout-wallets/<anytext:source_id>"): MINTS,
    ("GET", "badges"): READ,
    ("GET", "badges/<text:code>"): READ,
    ("GET", "badge-assignments"): READ,
    ("GET", "badge-assignments/<text:assignment_id>"): READ,
    ("POST", "badge-assignments/<text:assignment_id>/revoke"): {Scope.BADGES_ASSIGN},
    ("GET", "outcomes"): READ,
    ("POST", "outcomes"): {Scope.BADGES_ASSIGN},
    ("GET", "outcomes/<text:outcome_id>"): READ,
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
    if method in {"POST", "PUT"}:
        response = caller.send(method, concrete(route), raw=b"{")
        assert response.status_code == 400
    else:
        response = getattr(caller, method.lower())(concrete(route))
        assert response.status_code in {200, 404}


@pytest.mark.parametrize("path", ["schema/", "docs/", "problems/conflict"])
def test_schema_and_its_page_need_no_key(path: str) -> None:
    caller = Caller()

    assert caller.http.get(f"/platform/v1/{path}").status_code == 200
