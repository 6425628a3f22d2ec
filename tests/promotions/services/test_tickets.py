"""The permutation that a drawing's seed gives, against the documentation and by brute force."""

import hmac
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.services.schedules import draw_entries, drawing_key
from promotions.services.schedules import tickets as module

SEED = bytes(range(32))
PAIRS = st.lists(st.tuples(st.uuids(), st.sampled_from([UUID(int=n) for n in range(40)])))


def by_brute_force(pairs: list[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    key = hmac.digest(SEED, b"drawing", "sha256")
    order = sorted(set(pairs), key=lambda pair: hmac.digest(key, pair[0].bytes, "sha256"))
    seen: set[UUID] = set()
    return [pair for pair in order if not (pair[1] in seen or seen.add(pair[1]))]


@given(pairs=PAIRS, count=st.integers(0, 50))
def test_tickets_ascend_and_a_participant_counts_once(
    pairs: list[tuple[UUID, UUID]], count: int
) -> None:
    unique = list({entry: (entry, person) for entry, person in pairs}.values())

    drawn = draw_entries(seed=SEED, entries=unique, count=count)

    assert drawn == by_brute_force(unique)[:count]


@given(pairs=PAIRS, count=st.integers(0, 5))
def test_what_is_forgotten_on_the_way_could_not_be_drawn(
    pairs: list[tuple[UUID, UUID]], count: int
) -> None:
    unique = list({entry: (entry, person) for entry, person in pairs}.values())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SPARE", 0)
        drawn = draw_entries(seed=SEED, entries=unique, count=count)

    assert drawn == by_brute_force(unique)[:count]


@given(pairs=PAIRS, random=st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(
    pairs: list[tuple[UUID, UUID]], random: object
) -> None:
    unique = list({entry: (entry, person) for entry, person in pairs}.values())
    shuffled = random.sample(unique, len(unique))

    drawn = [draw_entries(seed=SEED, entries=entries, count=9) for entries in (unique, shuffled)]

    assert drawn[0] == drawn[1]


def test_a_seed_is_32_bytes() -> None:
    with pytest.raises(ValueError, match="not 32 bytes"):
        drawing_key(seed=b"short")
