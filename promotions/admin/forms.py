"""Forms of a campaign's configuration: database constraints, told as sentences beside the field."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms

from promotions.admin.campaign_zone import ZonedField
from promotions.admin.configuration import campaign_of
from promotions.admin.locks import lock_published
from promotions.admin.words import duration, percentage
from promotions.enums import DrawMethod, GameKind, PrizeKind, ReleasePolicy, Spread
from promotions.models import Campaign, Game
from promotions.services.campaigns import is_editable
from promotions.services.readiness import DRAWN_KINDS


class ConfigurationForm(forms.ModelForm):
    """Checks constraints that span the parent too, which is fixed once the row exists.

    The model and its fields are the ModelAdmin's.
    """

    parent = "campaign"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lock_published(self, self.instance)
        zone = self.zone()
        for field in self._zoned().values():
            field.use_zone(zone)

    def zone(self) -> str:
        """Return the time zone of the campaign that the row is, or will be, part of."""
        if not self.instance._state.adding:  # noqa: SLF001 - Django's documented _state
            return campaign_of(self.instance).time_zone
        parent = self._sent(self.parent)
        return campaign_of(parent).time_zone if isinstance(parent, Campaign | Game) else "UTC"

    def _sent(self, name: str) -> Any:
        """Return what a field is sent, or is preset with; nothing where that is no value of it."""
        sent = self.data.get(self.add_prefix(name), self.initial.get(name))
        try:
            return self.fields[name].clean(sent)
        except (KeyError, forms.ValidationError):
            return None

    def _zoned(self) -> dict[str, ZonedField]:
        return {name: field for name, field in self.fields.items() if isinstance(field, ZonedField)}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        row = cleaned.get(self.parent)
        is_new = self.instance._state.adding  # noqa: SLF001 - Django's documented _state
        if is_new and isinstance(row, Campaign | Game) and not is_editable(campaign_of(row)):
            self.add_error(self.parent, "Its campaign can't be edited now.")
        for name in set(self._zoned()) - set(self.changed_data):
            # as it was: to the fraction, and the second of two instants with one local time
            cleaned[name] = self.initial.get(name)
        self._check_period(cleaned)
        return cleaned

    def _check_period(self, cleaned: dict[str, Any]) -> None:
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at is not None and ends_at is not None and ends_at <= starts_at:
            self.add_error("ends_at", "It has to end after it starts.")

    def _post_clean(self) -> None:
        """Give a new row its parent before constraints are looked at, which span it."""
        parent = self.cleaned_data.get(self.parent)
        if parent is not None:
            setattr(self.instance, self.parent, parent)
        super()._post_clean()  # type: ignore[misc]  # Django's, not in its stubs

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's, not in its stubs
        parent = self.instance._meta.get_field(self.parent)  # noqa: SLF001 - Django's documented _meta
        if getattr(self.instance, parent.attname) is not None and not self.errors:
            exclusions -= {self.parent, "organization"}
        return exclusions


class CampaignForm(ConfigurationForm):
    """Takes the period in the time zone that is chosen on the same page."""

    parent = "organization"

    def zone(self) -> str:
        if "time_zone" not in self.fields or self.fields["time_zone"].disabled:
            return str(self.instance.time_zone)
        zone = self._sent("time_zone")
        return str(zone if zone in zoneinfo.available_timezones() else self.instance.time_zone)


class GameForm(ConfigurationForm):
    def clean(self) -> dict[str, Any]:
        """Clear what the page hides of a game that is played."""
        cleaned = super().clean()
        if "alternates" in self.fields and cleaned.get("kind") != GameKind.DRAWING:
            cleaned["alternates"] = 0
            self.errors.pop("alternates", None)
        return cleaned

    def _post_clean(self) -> None:
        campaign = self.cleaned_data.get("campaign")
        if campaign is not None:
            self.instance.organization_id = campaign.organization_id
        super()._post_clean()


class LimitForm(ConfigurationForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        game, campaign = cleaned.get("game"), cleaned.get("campaign") or self.instance.campaign
        if game is not None and game.campaign_id != campaign.pk:
            self.add_error("game", "The game is not of this campaign.")
        return cleaned


MOMENTS = {"draw_method": {DrawMethod.MOMENT}}
PLAYED_FOR = {"draw_method": {*DrawMethod} - {DrawMethod.DRAWING}}
# fields that only some prizes have: which ones, by their other fields, and whether these need it
CONDITIONS: dict[str, tuple[dict[str, Any], bool]] = {
    "chance": ({"draw_method": {DrawMethod.PROBABILITY}}, True),
    "spread": (MOMENTS, True),
    "margin_seconds": (MOMENTS, False),
    "release_policy": (MOMENTS, True),
    "window_seconds": ({"release_policy": {ReleasePolicy.WINDOW}}, True),
    "stratum": ({"spread": {Spread.STRATIFIED}}, True),
    "hour_weights": ({"spread": {Spread.WEIGHTED}}, False),
    "weekday_weights": ({"spread": {Spread.WEIGHTED}}, False),
    "wins_per_participant": (PLAYED_FOR, False),
    "returns_forfeited": (
        {**PLAYED_FOR, "kind": {*PrizeKind} - {PrizeKind.VOUCHER_CODE}},
        False,
    ),
}


WEIGHTS = {"hour_weights": 24, "weekday_weights": 7}
DURATIONS = ("margin_seconds", "window_seconds", "claim_seconds")


class PrizeForm(ConfigurationForm):
    """Clears what the page hides, and asks for what it shows and the prize needs."""

    parent = "game"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_what_fits()
        for name in (*DURATIONS, "chance"):
            value = getattr(self.instance, name)
            if value and name in self.fields:
                words = percentage(value) if name == "chance" else duration(value)
                field = self.fields[name]
                field.help_text = f"{field.help_text} Now {words}.".strip()

    def _offer_what_fits(self) -> None:
        """Let a prize of a drawing be drawn, and no other; and be of a kind that can be drawn."""
        is_new = self.instance._state.adding  # noqa: SLF001 - Django's documented _state
        game = self._sent(self.parent) if is_new else self.instance.game
        if not isinstance(game, Game):
            return
        is_drawn = game.kind == GameKind.DRAWING
        methods = {DrawMethod.DRAWING} if is_drawn else {*DrawMethod} - {DrawMethod.DRAWING}
        self._offer("draw_method", methods)
        self._offer("kind", set(DRAWN_KINDS) if is_drawn else {*PrizeKind})
        if is_drawn and is_new:
            self.initial["draw_method"] = DrawMethod.DRAWING

    def _offer(self, name: str, values: set[Any]) -> None:
        """Leave a field the choices *values*, and what it has now, which may be mended."""
        if name in self.fields:
            kept = values | {getattr(self.instance, name), ""}
            field: Any = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0] in kept]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, (conditions, is_needed) in CONDITIONS.items():
            if name not in self.fields:
                continue
            if any(cleaned.get(deciding) not in values for deciding, values in conditions.items()):
                cleaned[name] = self.instance._meta.get_field(name).get_default()  # noqa: SLF001 - Django's documented _meta
                self.errors.pop(name, None)
            elif is_needed and name not in self.errors and cleaned.get(name) in (None, ""):
                self.add_error(name, "This prize needs it.")
        for name, count in WEIGHTS.items():
            given = len(cleaned.get(name) or ())
            if given not in (0, count):
                self.add_error(name, f"Give {count} weights, or none: here are {given}.")
        if cleaned.get("value") is not None and not cleaned.get("currency"):
            self.add_error("currency", "Say in which currency the value is.")
        return cleaned
