"""Every refusal, every failure and everything that services raise has its answer."""

import inspect
from typing import Any

import pytest

from identities.dialects.base import Failure
from promotions.enums import Refusal
from promotions.services import editing, game_types, games, prizes
from tokens.dialects.ita_games import results, urls
from tokens.dialects.ita_games.serializers.base import Contract
from tokens.dialects.ita_games.views.base import ItaView
from tokens.services import awarding

# raised by what no operation of this API calls
ELSEWHERE = {awarding.BatchQuantityOutOfRange, awarding.ExpiryNotInFuture}


def test_every_refusal_is_about_something() -> None:
    assert set(results.REFUSALS) == set(Refusal)


def test_every_failure_is_answered() -> None:
    statuses = {failure.value: status for failure, (status, _) in results.FAILURES.items()}

    assert set(results.FAILURES) == set(Failure)
    assert statuses == {
        "malformed": 400, "invalid": 400, "too_large": 413, "unauthenticated": 401,
        "forbidden": 401, "not_found": 404, "method_not_allowed": 405, "not_acceptable": 406,
        "unsupported_media_type": 415, "rate_limited": 429, "unavailable": 503, "internal": 500,
    }  # fmt: skip


@pytest.mark.parametrize("module", [awarding, editing, game_types, games, prizes])
def test_everything_that_services_raise_is_answered(module: Any) -> None:
    raised = {
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, Exception) and each.__module__ == module.__name__
    }

    assert raised
    assert raised - ELSEWHERE <= {*results.ERRORS, *results.MISSING}


VIEWS = [
    pattern.callback.view_class
    for pattern in urls.urlpatterns
    if pattern.callback.view_class is not ItaView
]


@pytest.mark.parametrize("view", VIEWS)
def test_every_method_names_its_scopes(view: type[ItaView]) -> None:
    methods = {method for method in ("GET", "POST", "PUT") if hasattr(view, method.lower())}

    assert methods
    assert set(view.scopes) == methods


@pytest.mark.parametrize("view", [view for view in VIEWS if {"POST", "PUT"} & {*view.scopes}])
def test_every_operation_with_a_body_has_a_contract(view: type[ItaView]) -> None:
    assert view.contract is not Contract
    assert view.contract.subject
