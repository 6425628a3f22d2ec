"""Instants as people of a campaign read and write them: in its time zone, which is named."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import DateTimeField
from django.utils.formats import date_format
from unfold.widgets import UnfoldAdminSplitDateTimeWidget


def in_zone(instant: datetime | None, zone: str) -> str:
    """Return *instant* in words, such as ``Feb. 3, 2027, midnight (Europe/Berlin)``."""
    if instant is None:
        return "-"
    return f"{date_format(instant.astimezone(zoneinfo.ZoneInfo(zone)), 'N j, Y, P')} ({zone})"


class ZonedWidget(UnfoldAdminSplitDateTimeWidget):
    zone = "UTC"

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [None, None]
        local = value.astimezone(zoneinfo.ZoneInfo(self.zone))
        return [local.date(), local.time()]


class ZonedField(forms.SplitDateTimeField):
    """Shows and takes local times of a time zone; its value is the instant."""

    widget = ZonedWidget

    def use_zone(self, zone: str) -> None:
        self.widget.zone = zone
        self.help_text = f"Local time of {zone}. {self.help_text}".strip()

    def compress(self, data_list: Any) -> datetime | None:
        if not data_list:
            return None
        # both parts are asked for here: the zone that Django would assume is none of the campaign's
        for value, error in zip(data_list, ("invalid_date", "invalid_time"), strict=True):
            if value in self.empty_values:
                raise forms.ValidationError(self.error_messages[error], code=error)
        zone = zoneinfo.ZoneInfo(self.widget.zone)
        local = datetime.combine(*data_list)
        instant = local.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) != local:
            raise forms.ValidationError(
                "There is no such local time: the clocks go forward then.", code="nonexistent"
            )
        return instant


ZONED = {DateTimeField: {"form_class": ZonedField, "widget": ZonedWidget}}
