"""Instants as people of a campaign read and write them: in its time zone, which is named."""

from __future__ import annotations

import zoneinfo
from datetime import datetime

from django.utils.formats import date_format


def in_zone(instant: datetime | None, zone: str) -> str:
    """Return *instant* in words, such as ``Feb. 3, 2027, midnight (Europe/Berlin)``."""
    if instant is None:
        return "-"
    local = instant.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{date_format(local, 'DATETIME_FORMAT')} ({zone})"
