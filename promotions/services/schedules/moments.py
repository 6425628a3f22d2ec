"""Place a prize's winning moments by a stream that only the seed decides."""

import hmac
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate, count
from typing import Protocol

from promotions.services.schedules.commitments import checked_seed
from promotions.services.schedules.plans import (
    ImpossiblePlan,
    MomentPlan,
    in_utc,
    zone_named,
)
from promotions.services.schedules.strata import MICROSECOND, Slice, cut_window

_WORD_RANGE = 2**64


class Stream(Protocol):
    """Whole numbers, all alike: what moments are placed by."""

    def below(self, bound: int) -> int:
        """Return a uniform whole number from 0 to bound - 1."""


def generate_moments(*, seed: bytes, prize_code: str, plan: MomentPlan) -> list[datetime]:
    """Return the plan's moments: UTC, whole microseconds, ascending, `count` of them.

    The same arguments give the same moments for ever, given the same time zone rules.
    Two moments may be equal. Raises ImpossiblePlan when `plan.check` does, when nothing
    in the window has weight or the weights pass 64 bits, and ValueError when the seed
    is not 32 bytes.
    """
    plan.check()
    stream = _Stream(seed=seed, prize_code=prize_code)
    if plan.count == 0:
        return []
    starts_at = in_utc(plan.starts_at)
    return sorted(starts_at + offset * MICROSECOND for offset in place_moments(plan)(stream))


def place_moments(plan: MomentPlan) -> Callable[[Stream], Iterator[int]]:
    """Cut the plan's window once, and return what places all its moments by a stream.

    A moment is given in microseconds since the window's start; they come in no order. The plan
    has at least one. Raises ImpossiblePlan as `generate_moments` does.
    """
    plan.check()
    if plan.spread == "weighted":
        return _by_weight(plan)
    return _by_share(plan)


class _Stream:
    """Whole numbers from HMAC-SHA256 in counter mode, four 64-bit words a block."""

    def __init__(self, *, seed: bytes, prize_code: str) -> None:
        message = b"moments:" + prize_code.encode()
        self._key = hmac.digest(checked_seed(seed), message, "sha256")
        self._words = self._all_words()

    def below(self, bound: int) -> int:
        """Return a uniform whole number from 0 to bound - 1; bound is 1 to 2⁶⁴."""
        unbiased = _WORD_RANGE // bound * bound
        while (word := next(self._words)) >= unbiased:
            pass
        return word % bound

    def _all_words(self) -> Iterator[int]:
        for block in count():
            digest = hmac.digest(self._key, block.to_bytes(8, "big"), "sha256")
            yield from struct.unpack(">4Q", digest)


def _by_share(plan: MomentPlan) -> Callable[[Stream], Iterator[int]]:
    # Uniform is stratified with one stratum: the window.
    strata = cut_plan(plan, plan.stratum if plan.spread == "stratified" else None)
    begins = _begins(strata)

    def place(stream: Stream) -> Iterator[int]:
        shares = _shares(plan, strata, stream)
        for stratum, begin, share in zip(strata, begins, shares, strict=True):
            for _ in range(share):
                yield begin + stream.below(stratum.length)

    return place


def _shares(plan: MomentPlan, strata: list[Slice], stream: Stream) -> list[int]:
    window = sum(stratum.length for stratum in strata)
    shares = [plan.count * stratum.length // window for stratum in strata]
    order = list(range(len(strata)))
    for i in range(plan.count - sum(shares)):
        j = i + stream.below(len(order) - i)
        order[i], order[j] = order[j], order[i]
        shares[order[i]] += 1
    return shares


def _by_weight(plan: MomentPlan) -> Callable[[Stream], Iterator[int]]:
    slots = cut_plan(plan, "hour")
    weights = weigh_slots(plan, slots)
    ends = list(accumulate(w * slot.length for w, slot in zip(weights, slots, strict=True)))
    _check_total(ends[-1])
    begins = _begins(slots)

    def place(stream: Stream) -> Iterator[int]:
        for _ in range(plan.count):
            value = stream.below(ends[-1])
            index = bisect_right(ends, value)
            lower = ends[index - 1] if index else 0
            yield begins[index] + (value - lower) // weights[index]

    return place


def _begins(slices: Sequence[Slice]) -> list[int]:
    """Return how many microseconds after the first slice's start each of them starts."""
    return [(piece.starts_at - slices[0].starts_at) // MICROSECOND for piece in slices]


def weigh_slots(plan: MomentPlan, slots: Sequence[Slice]) -> list[int]:
    """Return the weight that each slot's local hour and weekday have in the plan."""
    zone = zone_named(plan.time_zone)
    by_hour = plan.hour_weights or (1,) * 24
    by_weekday = plan.weekday_weights or (1,) * 7
    locals_ = (slot.starts_at.astimezone(zone) for slot in slots)
    return [by_hour[local.hour] * by_weekday[local.weekday()] for local in locals_]


def _check_total(total: int) -> None:
    if total == 0:
        raise ImpossiblePlan("No instant of the window has a weight above 0.")
    if total > _WORD_RANGE:
        raise ImpossiblePlan("The weights are too large for a window this long.")


def cut_plan(plan: MomentPlan, stratum: str | None) -> list[Slice]:
    """Cut the plan's window at its local calendar. Raises ImpossiblePlan for what has no zone."""
    starts_at, ends_at = in_utc(plan.starts_at), in_utc(plan.ends_at)
    zone = zone_named(plan.time_zone)
    return cut_window(starts_at, ends_at, zone=zone, stratum=stratum)
