"""Recompute a sealed schedule or a drawing from its revealed seed, with Python 3.11 alone."""

import hashlib
import hmac
import json
from bisect import bisect
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate, count, pairwise
from struct import unpack
from typing import Any
from zoneinfo import ZoneInfo


def commitment(seed: str, document: object) -> str:
    form = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    revision = hashlib.sha256(form.encode(document).encode()).digest()
    return hashlib.sha256(bytes.fromhex(seed) + revision).hexdigest()


def ranking(seed: str, entries: list[tuple[str, str]]) -> list[str]:
    key = hmac.digest(bytes.fromhex(seed), b"drawing", "sha256")

    def ticket(entry: tuple[str, str]) -> bytes:
        return hmac.digest(key, bytes.fromhex(entry[0].replace("-", "")), "sha256")

    first: dict[str, str] = {}
    for entry, participant in sorted(entries, key=ticket):
        first.setdefault(participant, entry)
    return list(first.values())


def next_edge(at: datetime, zone: ZoneInfo, unit: str) -> datetime:
    here, step = at.astimezone(zone), 7 if unit == "week" else 1
    if unit == "hour":
        return at + timedelta(0, -here.second, -here.microsecond, 0, 60 - here.minute)
    ahead = range(-(here.weekday() % step), 9, step)
    nights = (datetime.combine(here + timedelta(n), time(tzinfo=zone)) for n in ahead)
    return min(utc for night in nights if (utc := night.astimezone(UTC)) > at)


def moments(seed: str, prize_code: str, plan: dict[str, Any]) -> list[datetime]:
    key = hmac.digest(bytes.fromhex(seed), f"moments:{prize_code}".encode(), "sha256")
    blocks = (hmac.digest(key, i.to_bytes(8, "big"), "sha256") for i in count())
    words = (word for block in blocks for word in unpack(">4Q", block))

    def below(n: int) -> int:
        return next(word for word in words if word < 2**64 // n * n) % n

    at, end = (datetime.fromisoformat(plan[name]) for name in ("starts_at", "ends_at"))
    edges, zone, us = [at], ZoneInfo(plan["time_zone"]), timedelta(microseconds=1)
    unit = {"uniform": None, "weighted": "hour"}.get(plan["spread"], plan["stratum"])
    while unit and (at := next_edge(at, zone, unit)) < end:
        edges.append(at)
    lengths = [(b - a) // us for a, b in pairwise([*edges, end])]
    if plan["spread"] == "weighted":
        hours = plan["hour_weights"] or [1] * 24
        days = plan["weekday_weights"] or [1] * 7
        local = (edge.astimezone(zone) for edge in edges)
        weights = [hours[t.hour] * days[t.weekday()] for t in local]
        ends = [0, *accumulate(w * n for w, n in zip(weights, lengths, strict=True))]
        draws = (below(ends[-1]) for _ in range(plan["count"]))
        found = ((draw, bisect(ends, draw) - 1) for draw in draws)
        return sorted(edges[i] + (d - ends[i]) // weights[i] * us for d, i in found)
    whole, order = sum(lengths), list(range(len(edges)))
    shares = [plan["count"] * length // whole for length in lengths]
    for i in range(plan["count"] - sum(shares)):
        j = i + below(len(order) - i)
        shares[order[j]] += 1
        order[j] = order[i]
    pieces = zip(edges, lengths, shares, strict=True)
    return sorted(e + below(n) * us for e, n, share in pieces for _ in range(share))
