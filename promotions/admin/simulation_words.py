"""What a simulation came to, in words: its warnings, its inputs and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from promotions.admin.words import duration
from promotions.enums import DrawMethod, ReleasePolicy
from promotions.models import Simulation

Document = dict[str, Any]

# shares from which on something is worth a warning
UNCLAIMED, REFUSED, UNWON, LEFT = 0.10, 0.10, 0.50, 0.50
SOLD_OUT, EARLY = 0.50, 0.80
# a share below this is said with more digits
SMALL = 0.10


def percent(share: float) -> str:
    """Return a share of 1 in percent, with one decimal where it is small."""
    digits = 1 if 0 < share < SMALL else 0
    return f"{100 * share:.{digits}f} %"


def odds_words(odds: float | None) -> str:
    """Return plays for one award as people say it."""
    if odds is None:
        return "never won"
    return f"1 in {odds:,.0f}" if odds >= 10 else f"1 in {odds:,.1f}"  # noqa: PLR2004 - digits


def day_words(day: str | None) -> str:
    return date_format(date.fromisoformat(day), "N j, Y") if day else "-"


def warnings_of(simulation: Simulation) -> list[str]:
    """Return what a manager should look at before anybody plays, one sentence each."""
    result: Document = simulation.result or {}
    if not result:
        return []
    warnings = list(_plays_warnings(result))
    rules = simulation.inputs["rules"]["prizes"]
    for prize, figures in zip(rules, result["prizes"], strict=True):
        texts = _prize_warnings(prize, figures, result["days"])
        warnings += [f"{prize['code']}: {text}" for text in texts]
    return warnings


def _plays_warnings(result: Document) -> Iterator[str]:
    if result["refused"] >= REFUSED:
        yield f"Limits would refuse {percent(result['refused'])} of the plays."
    if result["barred"] >= REFUSED:
        yield (
            f"In {percent(result['barred'])} of the plays a limit on wins would leave nothing"
            " to win."
        )


def _prize_warnings(prize: Document, figures: Document, days: list[str]) -> Iterator[str]:
    if not prize["quantity"]:
        return
    left = figures["left_share"]
    closes = prize["release_policy"] != ReleasePolicy.UNTIL_CLAIMED
    if prize["draw_method"] == DrawMethod.MOMENT and closes and left >= UNCLAIMED:
        yield f"with {_policy(prize)}, {percent(left)} of the moments would pass unclaimed."
    elif left >= LEFT:
        yield f"{percent(left)} of its units would be left over."
    if figures["never_won"] >= UNWON:
        yield f"in {percent(figures['never_won'])} of the runs nobody wins it."
    if figures["sold_out"] >= SOLD_OUT and figures["sold_out_on"]:
        yield from _early(figures, days)


def _policy(prize: Document) -> str:
    if prize["release_policy"] == ReleasePolicy.WINDOW:
        return f"a window of {duration(prize['window_seconds'])}"
    return "moments that are void when the next one opens"


def _early(figures: Document, days: list[str]) -> Iterator[str]:
    left = len(days) - 1 - days.index(figures["sold_out_on"])
    if left and len(days) - left <= EARLY * len(days):
        yield (
            f"it would sell out in {percent(figures['sold_out'])} of the runs, in the median on"
            f" {day_words(figures['sold_out_on'])}, {left:,} {'day' if left == 1 else 'days'}"
            " before the end."
        )
    elif left and days.index(figures["sold_out_on"]) == 0:
        yield f"it would sell out on the first day in {percent(figures['sold_out'])} of the runs."


def facts_of_inputs(simulation: Simulation) -> Iterator[tuple[str, str]]:
    """Return what was simulated: the plays, the people, and what the result can be repeated by."""
    inputs = simulation.inputs
    rules = inputs["rules"]
    yield "Period", f"{_instant(rules['starts_at'])} to {_instant(rules['ends_at'])} (UTC)"
    yield "Plays", _plays_words(inputs)
    if inputs["participants"]:
        yield "Participants", f"{inputs['participants']:,}"
    else:
        yield "Plays each", inputs["plays_each"]
    yield "Prizes", ", ".join(f"{prize['quantity']:,} {prize['code']}" for prize in rules["prizes"])
    yield "Limits", str(len(rules["limits"])) if rules["limits"] else "none"
    yield "Seed", simulation.seed


def _plays_words(inputs: Document) -> str:
    plays = f"{inputs['plays_a_day']:,} a day" if inputs["plays_a_day"] else "as many as then"
    if inputs["earlier"]:
        return f"as in {inputs['earlier_name']}, {plays}"
    hours = ", ".join(map(str, inputs["hour_weights"]))
    days = ", ".join(map(str, inputs["weekday_weights"]))
    shape = [f"hours {hours}"] * bool(hours) + [f"weekdays {days}"] * bool(days)
    return f"{plays}; weights of {'; '.join(shape)}" if shape else f"{plays}, evenly"


def _instant(text: str) -> str:
    return text[:16].replace("T", " ")


def spread_words(spread: Document) -> tuple[str, str, str]:
    """Return p5, p50 and p95 as text; amounts are text already, but for their commas."""
    p5, p50, p95 = (f"{Decimal(value):,}" for value in (spread["p5"], spread["p50"], spread["p95"]))
    return p5, p50, p95
