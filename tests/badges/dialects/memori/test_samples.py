from pathlib import Path

import pytest

from badges.dialects.memori.results import Result
from tests.badges.dialects.memori.scenario import Scenario
from tests.golden import check_sample, samples

FOLDER = Path(__file__).parent / "samples"
NAMES = samples(FOLDER)
OPERATIONS = {
    "login", "logout", "badges", "badge", "outcome", "badge_assignment", "health_check",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_sample(name: str, scenario: Scenario) -> None:
    if name == "badge_assignment__again":
        scenario.record_second_cup()

    check_sample(FOLDER, name, scenario.facts)


def test_every_operation_has_samples() -> None:
    assert {name.partition("__")[0] for name in NAMES} == OPERATIONS | {"unknown_path"}


def test_every_result_has_a_sample() -> None:
    answers = [path.read_text() for path in FOLDER.glob("*.response.http")]

    missing = [
        result
        for result in Result
        if not any(
            f'"resultCode":{result.code},"resultMessage":"{result.text}"' in answer
            for answer in answers
        )
    ]
    # it has a test of its own: no request leads there
    assert missing == [Result.INTERNAL_ERROR]
