"""Figures of simulations and moments as charts for the browser; tables beneath have the same."""

from __future__ import annotations

import json
from typing import Any

from promotions.services.simulations.spreads import MomentSpread

TICKS = 12
COLORS = {"p5": "var(--color-primary-300)", "p50": "var(--color-primary-600)"}
COLORS["p95"] = COLORS["p5"]
NAMES = {"p5": "p5: 95 of 100 runs have more", "p50": "p50: the median", "p95": "p95"}
AXES = {"displayYAxis": True, "maxTicksXLimit": TICKS}


def awards_chart(result: dict[str, Any]) -> str:
    """Return p5, p50 and p95 of awards per day as three lines."""
    days = result["awards_per_day"]
    lines = [
        {
            **AXES, "label": NAMES[name], "data": days[name], "borderColor": COLORS[name],
            "borderDash": [] if name == "p50" else [4, 4],
        }
        for name in ("p5", "p50", "p95")
    ]  # fmt: skip
    return json.dumps({"labels": result["days"], "datasets": lines})


def days_chart(spread: MomentSpread) -> str:
    """Return moments per day as bars."""
    return _bars([day.isoformat() for day in spread.days], list(spread.days.values()))


def hours_chart(spread: MomentSpread) -> str:
    """Return moments expected in each hour of the day as bars."""
    return _bars([f"{hour:02}:00" for hour in range(24)], spread.hours)


def _bars(labels: list[str], values: list[Any]) -> str:
    bars = {
        **AXES, "label": "Moments", "data": [round(value, 2) for value in values],
        "backgroundColor": COLORS["p50"],
    }  # fmt: skip
    return json.dumps({"labels": labels, "datasets": [bars]})
