from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.services.schedules import (
    canonical_json,
    commitment,
    document_sha256,
    draw_key,
    draw_number,
)

SEED = bytes(range(32))
DOCUMENTED_DRAW_KEY = "35d4c6ed3be44319a99646b8b00b74a1a49d5e4191bcefd9de896d2f2aeb71c7"
DOCUMENTED_DRAW = 40_611_862


def test_canonical_json_has_one_form() -> None:
    document = {"ü": [1, True, None], "b": {"z": "a\n", "a": -2}, "a": 10**20}

    written = canonical_json(document)

    assert written.decode() == (
        '{"a":100000000000000000000,"b":{"a":-2,"z":"a\\n"},"ü":[1,true,null]}'
    )


@pytest.mark.parametrize(
    "document",
    [1.0, float("nan"), [{"a": [0.5]}], ({"a": float("inf")},), {1: "a"}, {"a": {1}}],
)
def test_canonical_json_refuses_what_has_no_single_form(document: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(document)


def test_document_sha256_is_of_the_canonical_bytes() -> None:
    assert document_sha256({"b": 1, "a": 2}) == sha256(b'{"a":2,"b":1}').hexdigest()


def test_commitment_binds_the_seed_to_the_revision() -> None:
    revision = sha256(b"{}")

    found = commitment(seed=SEED, revision_sha256=revision.hexdigest())

    assert found == sha256(SEED + revision.digest()).hexdigest()


@pytest.mark.parametrize(("seed", "revision"), [(SEED[1:], "00" * 32), (SEED, "00")])
def test_commitment_refuses_other_lengths(seed: bytes, revision: str) -> None:
    with pytest.raises(ValueError, match="not 32 bytes"):
        commitment(seed=seed, revision_sha256=revision)


def test_draw_key_refuses_a_short_seed() -> None:
    with pytest.raises(ValueError, match="not 32 bytes"):
        draw_key(seed=b"short")


def test_draw_number_is_what_the_documentation_says() -> None:
    key = draw_key(seed=SEED)

    number = draw_number(draw_key=key, token_id=UUID("11111111-2222-3333-4444-555555555555"))

    assert (key.hex(), number) == (DOCUMENTED_DRAW_KEY, DOCUMENTED_DRAW)


@given(st.uuids())
def test_draw_number_is_below_a_thousand_million(token_id: UUID) -> None:
    number = draw_number(draw_key=draw_key(seed=SEED), token_id=token_id)

    assert 0 <= number < 10**9
