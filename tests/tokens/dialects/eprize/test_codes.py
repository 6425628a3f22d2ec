"""What consuming codes does, beyond what the samples show."""

from __future__ import annotations

from collections import Counter

import pytest

from identities.enums import Scope
from tests.database import run_together
from tests.tokens.dialects.eprize.calls import Caller, shape, text_of
from tests.tokens.dialects.eprize.scenario import Scenario
from tokens.models import Token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.invariants]

NOT_FOUND = (404, '<result ver="1.0"><status>0</status></result>')


@pytest.fixture
def scene() -> Scenario:
    return Scenario()


@pytest.fixture
def caller(scene: Scenario) -> Caller:
    return Caller(scene.key(*Scope.values))


def test_a_consumed_code_is_redeemed_like_any_token(scene: Scenario, caller: Caller) -> None:
    code = scene.code().code
    profile = f"/v1/{caller.key}/profile/{scene.profile(scene.ada)}"

    consumed = caller.post(f"codes/golden-cup/{code.lower()}", profile=profile)
    redeemed = caller.post(f"game/golden-cup/token/{code}")

    token = Token.objects.get(code=code)
    assert (consumed.status_code, text_of(consumed, "codeResponse/code")) == (200, code)
    assert (redeemed.status_code, text_of(redeemed, "token/profile")) == (200, profile)
    assert (token.participant, token.claimed_at is not None) == (scene.ada, True)


def test_one_of_ten_consumes_the_code(scene: Scenario, caller: Caller) -> None:
    code = scene.code().code
    profiles = [f"/v1/x/profile/{scene.profile(scene.somebody())}" for _ in range(10)]

    answers = run_together(
        [
            lambda profile=profile: caller.post(f"codes/golden-cup/{code}", profile=profile)
            for profile in profiles
        ]
    )

    assert Counter(answer.status_code for answer in answers) == {200: 1, 404: 9}
    assert {shape(answer) for answer in answers if answer.status_code == 404} == {NOT_FOUND}
    assert Token.objects.get().participant is not None
