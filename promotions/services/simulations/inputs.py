"""From what was asked for to what a run needs."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from promotions.models import Campaign
from promotions.services.simulations.curves import curve_of_campaign, scaled
from promotions.services.simulations.rules import NotSimulatable
from promotions.services.simulations.runs import SimulatedGame, prepare_game
from promotions.services.simulations.timeline import Curve, lay_out

Inputs = dict[str, Any]


def prepare_inputs(inputs: Inputs) -> SimulatedGame:
    """Return the game to run, of *inputs* with a curve. Raises ``NotSimulatable``."""
    rules, curve = inputs["rules"], inputs["curve"]
    participants = inputs["participants"] or _participants(rules, curve, inputs["plays_each"])
    return prepare_game(rules=rules, curve=curve, participants=participants)


def learn_curve(inputs: Inputs, *, at: datetime) -> Inputs:
    """Return *inputs* with the curve of the campaign that they name. Raises ``NotSimulatable``."""
    campaign = (
        Campaign.objects.select_related("published_revision").filter(pk=inputs["earlier"]).first()
    )
    if campaign is None:
        raise NotSimulatable("The earlier campaign is gone.")
    curve = curve_of_campaign(campaign, at=at)
    plays_a_day = inputs["plays_a_day"]
    return {**inputs, "curve": scaled(curve, plays_a_day) if plays_a_day else curve}


def _participants(rules: dict[str, Any], curve: Curve, plays_each: str) -> int:
    """Return how many participants play *plays_each* times on average, at least one."""
    timeline = lay_out(
        starts_at=datetime.fromisoformat(rules["starts_at"]),
        ends_at=datetime.fromisoformat(rules["ends_at"]),
        time_zone=rules["time_zone"],
        curve=curve,
    )
    return max(1, round(timeline.plays / float(Decimal(plays_each))))
