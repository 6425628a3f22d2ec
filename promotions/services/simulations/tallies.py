"""What all runs came to together: percentiles, chances, odds and cost."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from promotions.services.simulations.runs import Outcome, SimulatedGame

PERCENTILES = (5, 50, 95)
Spread = dict[str, Any]


def percentile(ascending: Sequence[Any], percent: int) -> Any:
    """Return the nearest-rank percentile: a value that occurred."""
    return ascending[max(ceil(percent * len(ascending) / 100), 1) - 1]


def spread_of(values: Iterable[Any]) -> Spread:
    """Return p5, p50 and p95 of *values*, of which there is at least one."""
    ascending = sorted(values)
    return {f"p{percent}": percentile(ascending, percent) for percent in PERCENTILES}


class Tally:
    """Keeps of each run a few numbers only; memory grows by days and prizes times runs."""

    def __init__(self, game: SimulatedGame) -> None:
        self._game = game
        self._prizes = game.rules["prizes"]
        self._days = [array("L") for _ in game.timeline.days]
        self._awards = [array("L") for _ in self._prizes]
        self._sold_out_on: list[list[int]] = [[] for _ in self._prizes]
        self._plays = array("L")
        self._attempts = self._refused = self._barred = 0

    def add(self, outcome: Outcome) -> None:
        for kept, awards in zip(self._days, outcome.awards_by_day, strict=True):
            kept.append(awards)
        for kept, awards in zip(self._awards, outcome.awards, strict=True):
            kept.append(awards)
        for days, day in zip(self._sold_out_on, outcome.sold_out_on, strict=True):
            if day is not None:
                days.append(day)
        self._plays.append(outcome.attempts - outcome.refused)
        self._attempts += outcome.attempts
        self._refused += outcome.refused
        self._barred += outcome.barred

    @property
    def runs(self) -> int:
        return len(self._plays)

    def result(self) -> dict[str, Any]:
        """Return all of it as a JSON document; counts are per run, shares out of 1."""
        return {
            "runs": self.runs,
            "days": [day.isoformat() for day in self._game.timeline.days],
            "awards_per_day": _columns(spread_of(awards) for awards in self._days),
            "awards": spread_of(map(sum, zip(*self._awards, strict=True))),
            "plays": spread_of(self._plays),
            "refused": _share(self._refused, self._attempts),
            "barred": _share(self._barred, self._attempts - self._refused),
            "odds": _odds(sum(self._plays), sum(map(sum, self._awards))),
            "prizes": [self._prize(index) for index in range(len(self._prizes))],
            "costs": self._costs(),
        }

    def _prize(self, index: int) -> dict[str, Any]:
        prize, awards = self._prizes[index], self._awards[index]
        sold_out = sorted(self._sold_out_on[index])
        quantity = prize["quantity"]
        days = self._game.timeline.days
        return {
            "code": prize["code"],
            "name": prize["name"],
            "quantity": quantity,
            "awards": spread_of(awards),
            "left": spread_of(quantity - won for won in awards),
            "left_share": _share(quantity * self.runs - sum(awards), quantity * self.runs),
            "never_won": _share(sum(won == 0 for won in awards), self.runs),
            "sold_out": _share(len(sold_out), self.runs),
            "sold_out_on": days[percentile(sold_out, 50)].isoformat() if sold_out else None,
            "odds": _odds(sum(self._plays), sum(awards)),
        }

    def _costs(self) -> list[dict[str, str]]:
        """Return what the awards are worth, by currency; amounts as text."""
        currencies = sorted({p["currency"] for p in self._prizes if p["value"] is not None})
        return [{"currency": currency, **self._cost(currency)} for currency in currencies]

    def _cost(self, currency: str) -> dict[str, str]:
        values = [
            Decimal(prize["value"]) if prize["value"] and prize["currency"] == currency else None
            for prize in self._prizes
        ]
        costs = (
            sum(
                (value * won for value, won in zip(values, awards, strict=True) if value),
                Decimal("0.00"),
            )
            for awards in zip(*self._awards, strict=True)
        )
        return {name: f"{cost:.2f}" for name, cost in spread_of(costs).items()}


def _columns(spreads: Iterable[Spread]) -> dict[str, list[int]]:
    rows = list(spreads)
    return {f"p{percent}": [row[f"p{percent}"] for row in rows] for percent in PERCENTILES}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _odds(plays: int, awards: int) -> float | None:
    """Return how many plays there are for one award."""
    return plays / awards if awards else None
