"""What an onion shows: of which part of the trust, of which months, on which ladder."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.selectors.levels import DEFAULT_LADDER, OLD_LADDER
from activities.selectors.onion import TRUST, Asked, Place, Places
from core.periods import CHOSEN, LAST_12, PRESETS, Period, preset, read_month

LADDERS = {
    DEFAULT_LADDER: gettext_lazy("The five levels"),
    OLD_LADDER: gettext_lazy("The six rings of 2020"),
}


class PeriodForm(forms.Form):
    """Which months and which ladder: all that the public page lets people choose."""

    period = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=list(PRESETS.items()),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a time from the list")},
    )
    ladder = forms.ChoiceField(
        label=gettext_lazy("Rings"),
        choices=list(LADDERS.items()),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose rings from the list")},
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(_cut(data), label_suffix="")
        self.today = today
        for name, label in (("from", _("First month")), ("to", _("Last month"))):
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=20, help_text=_("For example, 4/2025")
            )
        self.order_fields(["place", "period", "from", "to", "ladder"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        months = {name: self._month(name) for name in ("from", "to")}
        given = [name for name in months if cleaned.get(name)]
        if given and not cleaned.get("period") and "period" not in self.errors:
            cleaned["period"] = CHOSEN
        if (
            cleaned.get("period") == CHOSEN
            and "from" not in self.errors
            and "to" not in self.errors
        ):
            if not given:
                self.add_error("from", _("Enter the first month, the last month, or both"))
            elif months["from"] and months["to"] and months["from"] > months["to"]:
                self.add_error("to", _("The last month must not be before the first month"))
        cleaned["months"] = Period(months["from"], months["to"])
        return cleaned

    def _month(self, name: str) -> date | None:
        said = self.cleaned_data.get(name, "")
        month = read_month(said) if said else None
        if said and month is None:
            self.add_error(name, _("Enter a month and a year, like 4/2025"))
        return month

    def asked(self) -> Asked:
        """What to show; a part that could not be read counts as not given."""
        self.full_clean()
        cleaned = self.cleaned_data
        name = cleaned.get("period") or LAST_12
        if {"period", "from", "to"} & set(self.errors):
            name = LAST_12
        period = cleaned["months"] if name == CHOSEN else preset(name, self.today)
        return Asked(self.place(), period, name, cleaned.get("ladder") or DEFAULT_LADDER)

    def place(self) -> Place:
        return TRUST


class OnionForm(PeriodForm):
    """The same, for any part of the trust."""

    def __init__(self, data: Any, *, today: date, places: Places) -> None:
        super().__init__(data, today=today)
        self.places = places
        self.fields["place"] = forms.ChoiceField(
            label=_("Where"),
            choices=places.choices(),
            required=False,
            error_messages={"invalid_choice": _("Choose a place from the list")},
        )
        self.order_fields(["place", "period", "from", "to", "ladder"])

    def place(self) -> Place:
        return self.places.by_key.get(self.cleaned_data.get("place", ""), TRUST)


def _cut(data: Any) -> dict[str, str]:
    """Only what the form knows, none of it longer than could be right."""
    return {
        name: str(data.get(name, ""))[:60] for name in ("place", "period", "from", "to", "ladder")
    }
