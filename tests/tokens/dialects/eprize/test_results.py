"""Every refusal and every failure has its answer."""

import pytest

from identities.dialects.base import Failure
from promotions.enums import Refusal
from tokens.dialects.eprize import results
from tokens.dialects.eprize.views.base import EprizeView
from tokens.enums import TokenPhase


@pytest.mark.parametrize("table", [results.REDEEMING, results.AWARDING, results.CONSUMING])
def test_every_refusal_is_answered(table: dict[Refusal, results.Result]) -> None:
    assert set(table) == set(Refusal)


def test_every_phase_of_a_token_is_answered() -> None:
    assert set(results.PHASES) == set(TokenPhase)


def test_every_failure_is_answered() -> None:
    answers = {failure: results.failed(failure, "token") for failure in Failure}

    assert set(results.STATUSES) == set(Failure)
    assert {failure.value: answer.status for failure, answer in answers.items()} == {
        "malformed": 400, "invalid": 400, "too_large": 413, "unauthenticated": 404,
        "forbidden": 404, "not_found": 404, "method_not_allowed": 405, "not_acceptable": 406,
        "unsupported_media_type": 415, "rate_limited": 429, "unavailable": 503, "internal": 500,
    }  # fmt: skip


def views(view: type[EprizeView] = EprizeView) -> list[type[EprizeView]]:
    return [below for child in view.__subclasses__() for below in (child, *views(child))]


@pytest.mark.parametrize("view", views())
def test_every_method_names_its_scopes(view: type[EprizeView]) -> None:
    methods = {method for method in ("GET", "POST") if hasattr(view, method.lower())}

    assert methods
    assert set(view.scopes) == methods
