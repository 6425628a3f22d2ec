import json

import pytest
from django.http import HttpResponse

from identities.api.problems import CODES, Problem, http_response, problem_of
from promotions.api.problems import STATUSES
from promotions.enums import Refusal
from promotions.services.refusals import Refused

SECOND = "2026-05-04T10:15:00+00:00"
STATUS_OF_CODE = {
    "token_not_found": 404,
    "token_voided": 410,
    "token_expired": 410,
    "token_unassigned": 422,
    "wrong_game": 409,
    "not_live": 409,
    "paused": 409,
    "limit_reached": 409,
    "not_eligible": 403,
    "participant_blocked": 403,
    "rate_limited": 429,
}


def answer(refused: Refused) -> HttpResponse:
    return http_response(problem_of(refused))


def test_table_has_every_refusal() -> None:
    assert {refusal.value: status for refusal, status in STATUSES.items()} == STATUS_OF_CODE
    assert set(STATUSES) == set(Refusal)


@pytest.mark.parametrize("refusal", sorted(set(Refusal) - {Refusal.RATE_LIMITED}))
def test_refusal_is_answered_by_its_code(refusal: Refusal) -> None:
    response = answer(Refused(refusal))

    assert response.status_code == STATUSES[refusal]
    assert json.loads(response.content) == {
        "type": f"/platform/v1/problems/{refusal}",
        "title": refusal.label,
        "status": STATUSES[refusal],
        "detail": refusal.label,
        "code": refusal.value,
    }


@pytest.mark.parametrize(
    ("code", "detail", "members"),
    [
        ("not_live", {"opens_at": SECOND}, {"opens_at": "2026-05-04T10:15:00Z"}),
        ("not_live", {"opens_at": None}, {"opens_at": None}),
        ("not_eligible", {"reason": "under_age"}, {"reason": "under_age"}),
        (
            "limit_reached",
            {"limit": {"maximum": 1}, "retry_at": "2026-05-05T00:00:00+02:00"},
            {"limit": {"maximum": 1}, "retry_at": "2026-05-04T22:00:00Z"},
        ),
    ],
)
def test_detail_is_answered(
    code: str, detail: dict[str, object], members: dict[str, object]
) -> None:
    document = json.loads(answer(Refused(code, detail)).content)

    assert {name: document[name] for name in members} == members


def test_rate_limit_says_when_to_try_again() -> None:
    response = answer(Refused("rate_limited", {"retry_at": SECOND}))

    assert (response.status_code, response["Retry-After"]) == (429, "1")
    assert json.loads(response.content)["retry_at"] == "2026-05-04T10:15:00Z"


@pytest.mark.parametrize("code", ["in_progress", "idempotency_mismatch"])
def test_refused_idempotency_key_is_answered_by_the_api_s_own_codes(code: str) -> None:
    assert answer(Refused(code)).status_code == CODES[code][0]


def test_unforeseen_error_says_nothing() -> None:
    found = problem_of(ZeroDivisionError("secret"))

    assert found == Problem(500, "internal", CODES["internal"][1])
