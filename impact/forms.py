"""What the shift page shows: of which part of the trust, in which steps, counting what."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms

from activities.selectors.onion import TRUST, Place, Places
from core.periods import MONTHS, QUARTERS, YEARS
from impact.measures import ACTIVITIES, HOURS, SESSIONS, shown_measures

STEPS = {QUARTERS: "Quarters", MONTHS: "Months", YEARS: "Financial years"}
COUNTED = {ACTIVITIES: "Activities", SESSIONS: "Sessions", HOURS: "People-hours"}


class ShiftForm(forms.Form):
    """Every part may be left out; one that cannot be read gets a message and the usual value."""

    place = forms.ChoiceField(
        label="Where",
        required=False,
        error_messages={"invalid_choice": "Choose a place from the list"},
    )
    by = forms.ChoiceField(
        label="In steps of",
        choices=list(STEPS.items()),
        required=False,
        error_messages={"invalid_choice": "Choose steps from the list"},
    )
    count = forms.ChoiceField(
        label="Counting",
        required=False,
        error_messages={"invalid_choice": "Choose what to count from the list"},
    )

    def __init__(self, data: Any, *, places: Places, with_hours: bool) -> None:
        given = {name: str(data.get(name, ""))[:60] for name in ("place", "by", "count")}
        super().__init__(given, label_suffix="")
        self.places = places
        self.fields["place"].choices = places.choices()
        measures = shown_measures(with_hours=with_hours)
        self.fields["count"].choices = [(name, COUNTED[name]) for name in measures]
        self.full_clean()

    @property
    def asked_place(self) -> Place:
        return self.places.by_key.get(self.cleaned_data.get("place", ""), TRUST)

    @property
    def asked_size(self) -> str:
        return self.cleaned_data.get("by") or QUARTERS

    @property
    def asked_measure(self) -> str:
        return self.cleaned_data.get("count") or ACTIVITIES

    @property
    def query(self) -> str:
        """The address part that asks for the same."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return f"?{urlencode(said)}" if said else ""
