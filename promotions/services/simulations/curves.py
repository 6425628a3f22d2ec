"""How many plays are expected in each hour: as somebody says, or as another campaign had them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import TruncHour

from promotions.models import Campaign, Play
from promotions.services.simulations.rules import NotSimulatable
from promotions.services.simulations.timeline import HOUR, Curve, hours_of

Rates = list[list[float]]
HOURS, WEEKDAYS = 24, 7


def curve_of_weights(
    *, plays_a_day: float, hour_weights: Sequence[int], weekday_weights: Sequence[int]
) -> Rates:
    """Return a curve with *plays_a_day* on the average day of a week.

    The weights share them out over 24 local hours and 7 weekdays, Monday first; without any, all
    are alike. Raises ``NotSimulatable`` where all weights are 0.
    """
    hours, weekdays = hour_weights or [1] * HOURS, weekday_weights or [1] * WEEKDAYS
    if not sum(hours) or not sum(weekdays):
        raise NotSimulatable("All weights are 0: no play would come at any hour.")
    return [
        [plays_a_day * WEEKDAYS * day / sum(weekdays) * hour / sum(hours) for hour in hours]
        for day in weekdays
    ]


def scaled(curve: Curve, plays_a_day: float) -> Rates:
    """Return the same shape with so many plays on the average day of a week."""
    average = sum(map(sum, curve)) / WEEKDAYS
    if not average:
        raise NotSimulatable("Nobody played the earlier campaign.")
    return [[rate * plays_a_day / average for rate in day] for day in curve]


def curve_of_campaign(campaign: Campaign, *, at: datetime) -> Rates:
    """Return the plays an hour of all the campaign's games, by weekday and hour, until *at*.

    The figure of an hour is its average over the campaign; a weekday that a short campaign never
    had is like the others' average. Raises ``NotSimulatable`` where it was not published, or nobody
    played it.
    """
    if campaign.published_revision is None:
        raise NotSimulatable("The earlier campaign was never published.")
    snapshot = campaign.published_revision.published_snapshot()
    starts_at, ends_at = (
        datetime.fromisoformat(snapshot[name]) for name in ("starts_at", "ends_at")
    )
    lasted = hours_lasted(starts_at, min(ends_at, at), campaign.time_zone)
    plays = _plays_by_hour(campaign)
    if not plays or not lasted:
        raise NotSimulatable("Nobody played the earlier campaign.")
    return average_rates(plays, lasted)


def hours_lasted(
    starts_at: datetime, ends_at: datetime, time_zone: str
) -> dict[tuple[int, int], float]:
    """Return how many hours of each weekday and hour of the day a period has."""
    lasted: dict[tuple[int, int], float] = {}
    if starts_at < ends_at:
        zone = ZoneInfo(time_zone)
        for slot in hours_of(starts_at, ends_at, time_zone):
            local = slot.starts_at.astimezone(zone)
            key = local.weekday(), local.hour
            lasted[key] = lasted.get(key, 0.0) + slot.length / HOUR
    return lasted


def average_rates(
    plays: Mapping[tuple[int, int], int], lasted: Mapping[tuple[int, int], float]
) -> Rates:
    """Return plays an hour; a weekday that did not occur gets the average of those that did."""
    by_hour = [_rate(plays, lasted, range(WEEKDAYS), hour) for hour in range(HOURS)]
    return [
        [
            _rate(plays, lasted, [weekday], hour) if (weekday, hour) in lasted else by_hour[hour]
            for hour in range(HOURS)
        ]
        for weekday in range(WEEKDAYS)
    ]


def _rate(
    plays: Mapping[tuple[int, int], int],
    lasted: Mapping[tuple[int, int], float],
    weekdays: Sequence[int],
    hour: int,
) -> float:
    keys = [(weekday, hour) for weekday in weekdays]
    hours = sum(lasted.get(key, 0.0) for key in keys)
    return sum(plays.get(key, 0) for key in keys) / hours if hours else 0.0


def _plays_by_hour(campaign: Campaign) -> dict[tuple[int, int], int]:
    zone = ZoneInfo(campaign.time_zone)
    rows = (
        Play.objects.filter(game__campaign=campaign)
        .annotate(hour=TruncHour("played_at", tzinfo=zone))
        .values_list("hour")
        .annotate(plays=Count("id"))
        .order_by()
    )
    counts: dict[tuple[int, int], int] = {}
    for hour, plays in rows:
        key = hour.weekday(), hour.hour
        counts[key] = counts.get(key, 0) + plays
    return counts


def campaigns_to_learn_from(campaign: Campaign, *, at: datetime) -> list[Campaign]:
    """Return the organization's other campaigns that are live, or over and were published."""
    published = Campaign.objects.filter(
        organization=campaign.organization_id,
        published_revision__isnull=False,
        starts_at__lt=at - timedelta(hours=1),
    )
    return list(published.exclude(pk=campaign.pk).order_by("-starts_at", "-pk")[:50])
