"""What is asked of who simulates a game: who is expected to play, and when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from promotions.models import Campaign, Simulation
from promotions.services.simulations.curves import HOURS, WEEKDAYS
from promotions.services.simulations.requests import ExpectedPlays
from promotions.services.simulations.runs import PARTICIPANTS_MAXIMUM, PLAYS_MAXIMUM

EVENLY, DAYTIME, WEIGHTS, EARLIER = "evenly", "daytime", "weights", "earlier"
SHAPES = (
    (DAYTIME, "By day: few plays at night, most at lunch and after work"),
    (EVENLY, "Evenly, day and night"),
    (WEIGHTS, "By weights of my own"),
    (EARLIER, "As in an earlier campaign"),
)
# of local hours, from midnight on
DAYTIME_HOURS = (*[1] * 6, 2, 4, 6, 6, 6, 7, 9, 8, 6, 6, 7, 9, 9, 8, 6, 4, 3, 2)
SHAPE_WEIGHTS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    DAYTIME: (DAYTIME_HOURS, ()),
    EVENLY: ((), ()),
    EARLIER: ((), ()),
}
WEIGHT_MAXIMUM = 32_767


class WeightsField(forms.CharField):
    """Takes *count* whole numbers, or none; its value is a tuple."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, *, count: int, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=500, **kwargs)
        self.count = count

    def clean(self, value: Any) -> Any:
        words = super().clean(value).replace(",", " ").split()
        if len(words) not in (0, self.count):
            raise forms.ValidationError(
                f"Give {self.count} weights, or none: here are {len(words)}."
            )
        try:
            weights = tuple(map(int, words))
        except ValueError:
            raise forms.ValidationError("Weights are whole numbers, such as 3.") from None
        if any(not 0 <= weight <= WEIGHT_MAXIMUM for weight in weights):
            raise forms.ValidationError(f"Weights are 0 to {WEIGHT_MAXIMUM:,}.")
        if weights and not sum(weights):
            raise forms.ValidationError("Give one of them a weight above 0.")
        return weights


class ExpectedPlaysForm(forms.Form):
    """Becomes ``ExpectedPlays``; the campaigns to learn from are the organization's."""

    shape = forms.ChoiceField(
        choices=SHAPES,
        label="Plays come",
        widget=UnfoldAdminSelectWidget(attrs={"x-model": "shape"}),
    )
    plays_a_day = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=PLAYS_MAXIMUM,
        label="Plays a day",
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="All participants together, on the average day of a week."
        " With an earlier campaign, empty means: as many as then.",
    )
    earlier = forms.ModelChoiceField(
        queryset=Campaign.objects.none(),
        required=False,
        label="Earlier campaign",
        widget=UnfoldAdminSelectWidget,
        help_text="The plays an hour of all its games, by weekday and hour.",
    )
    hour_weights = WeightsField(
        count=HOURS,
        label="Weights of hours",
        help_text="24 whole numbers, from midnight on, in the campaign's time zone."
        " Empty: all hours alike.",
    )
    weekday_weights = WeightsField(
        count=WEEKDAYS,
        label="Weights of weekdays",
        help_text="7 whole numbers, from Monday on. Empty: all days alike.",
    )
    participants = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=PARTICIPANTS_MAXIMUM,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="How many people take part. Give this, or plays each.",
    )
    plays_each = forms.DecimalField(
        required=False,
        min_value=0.01,
        max_value=1_000_000,
        max_digits=9,
        decimal_places=2,
        label="Plays each",
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        help_text="How often each of them plays in the whole campaign, on average.",
    )

    def __init__(self, *args: Any, campaigns: Iterable[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [campaign.pk for campaign in campaigns]
        earlier: Any = self.fields["earlier"]
        earlier.queryset = Campaign.objects.filter(pk__in=keys).order_by("-starts_at", "-pk")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_earlier = cleaned.get("shape") == EARLIER
        if is_earlier and not cleaned.get("earlier") and "earlier" not in self.errors:
            self.add_error("earlier", "Choose the campaign that plays come as in.")
        if not is_earlier and not cleaned.get("plays_a_day") and "plays_a_day" not in self.errors:
            self.add_error("plays_a_day", "Say how many plays you expect on a day.")
        given = [name for name in ("participants", "plays_each") if cleaned.get(name)]
        if len(given) != 1 and not {"participants", "plays_each"} & set(self.errors):
            self.add_error(
                "participants", "Give participants or plays each, one of them: the other follows."
            )
        return cleaned

    def expected(self) -> ExpectedPlays:
        """Return what a valid form says."""
        given = self.cleaned_data
        shape = given["shape"]
        hours, weekdays = SHAPE_WEIGHTS.get(
            shape, (given["hour_weights"], given["weekday_weights"])
        )
        return ExpectedPlays(
            plays_a_day=given["plays_a_day"],
            hour_weights=hours,
            weekday_weights=weekdays,
            earlier=given["earlier"] if shape == EARLIER else None,
            participants=given["participants"],
            plays_each=given["plays_each"],
        )


def initial_of(simulation: Simulation | None) -> dict[str, Any]:
    """Return what was given last time, to be changed a little."""
    if simulation is None:
        return {"shape": DAYTIME}
    inputs = simulation.inputs
    texts = {
        name: ", ".join(map(str, inputs[name])) for name in ("hour_weights", "weekday_weights")
    }
    kept = ("plays_a_day", "earlier", "participants", "plays_each")
    return {**{name: inputs[name] for name in kept}, **texts, "shape": _shape(inputs)}


def _shape(inputs: dict[str, Any]) -> str:
    if inputs["earlier"]:
        return EARLIER
    if tuple(inputs["hour_weights"]) == DAYTIME_HOURS and not inputs["weekday_weights"]:
        return DAYTIME
    return WEIGHTS if inputs["hour_weights"] or inputs["weekday_weights"] else EVENLY
