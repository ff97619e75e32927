"""Forms about special days."""

from __future__ import annotations

from calendar import monthrange
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import DateField, Radios
from core.forms import Fieldset, PortalForm
from organisation.forms.fields import NameField
from organisation.models import SpecialDay
from organisation.special_days import MONTHS, NTH, WEEKDAYS, When

LEAP_YEAR = 2000  # any: its February has 29 days
# What each way of finding the day has to know, and how it is asked for.
NEEDED: dict[str | None, tuple[str, ...]] = {
    When.DATE: ("month", "day"),
    When.WEEK: ("month", "day"),
    When.MONTH: ("month",),
    When.WEEKDAY: ("nth", "weekday", "month"),
    When.EASTER: ("offset",),
    When.ORTHODOX: ("offset",),
}
ASKED = {
    "month": "Choose the month.",
    "day": "Enter the day of the month.",
    "nth": "Choose which one of the month.",
    "weekday": "Choose the day of the week.",
    "offset": "Enter a number of days. Easter Sunday itself is 0.",
}


def _pick(label: str, choices: Any, hint: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "Choose"), *choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=hint,
    )


class SpecialDayForm(PortalForm):
    """What a special day is, and when."""

    submit_text = "Save"
    controls = {"day": {"width": 2}, "offset": {"width": 3}, "length": {"width": 2}}
    layout = [
        "name",
        "kind",
        "about",
        "source",
        Fieldset(
            "When is it?",
            "when",
            "nth",
            "weekday",
            "day",
            "month",
            "offset",
            "length",
            "is_unsure",
            hint="Fill in what belongs to your answer, and leave the rest empty.",
        ),
    ]

    name = NameField(label="Name", max_length=80, help_text="As people call it who keep it")
    kind = forms.ChoiceField(label="What sort of day is it?", choices=[], widget=Radios)
    about = NameField(
        label="Good to know when you plan",
        max_length=200,
        required=False,
        help_text="For example: “Many people fast from dawn to sunset.”",
    )
    source = NameField(
        label="Who says when it is?",
        max_length=200,
        help_text="For example “Carers UK, announced each year”",
    )
    when = forms.ChoiceField(label="How is the day found?", choices=[], widget=Radios)
    nth = _pick("Which one of the month?", NTH.items())
    weekday = _pick("Day of the week", enumerate(WEEKDAYS))
    day = forms.IntegerField(label="Day of the month", min_value=1, max_value=31, required=False)
    month = _pick("Month", enumerate(MONTHS, 1))
    offset = forms.IntegerField(
        label="Days after Easter Sunday",
        min_value=-100,
        max_value=100,
        required=False,
        help_text="Easter Sunday is 0. Good Friday is -2.",
    )
    length = forms.IntegerField(
        label="How many days is it long?", min_value=1, max_value=60, initial=1, required=False
    )
    is_unsure = forms.BooleanField(
        label="It may be a day earlier or later",
        required=False,
        help_text="Such as where it goes by the sight of the moon",
    )

    def __init__(self, *args: Any, is_bank: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = SpecialDay.Kind.choices
        # Bank holidays are there from the beginning, once.
        ways = [each for each in When.choices if is_bank or each[0] != When.BANK]
        self.fields["when"].choices = ways

    def clean(self) -> dict[str, Any]:
        """What the answer needs has to be there; what it does not is not kept."""
        said = super().clean() or {}
        needed = NEEDED.get(said.get("when"), ())
        for name, words in ASKED.items():
            if name not in needed:
                said[name] = None
            elif said.get(name) is None and name not in self.errors:
                self.add_error(name, words)
        month, day = said.get("month"), said.get("day")
        if month and day and day > monthrange(LEAP_YEAR, month)[1]:
            self.add_error("day", f"{MONTHS[month - 1]} has no day {day}.")
        said["length"] = said.get("length") or 1
        return said


class SpecialDateForm(PortalForm):
    """When a special day is in one year."""

    submit_text = "Save"

    first_on = DateField(label="First day", called="The first day")
    last_on = DateField(
        label="Last day", called="The last day", required=False, help_text="Empty if it is one day"
    )
    source = NameField(
        label="Who says so?", max_length=200, help_text="The organisation or page where you read it"
    )

    def clean(self) -> dict[str, Any]:
        """The days in order: said at the box that has to change."""
        said = super().clean() or {}
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error(
                "last_on", ValidationError("The last day must be the first day or after it.")
            )
        return said


class SpecialDateRemoveForm(PortalForm):
    """Sure? What was entered for a year goes."""

    submit_text = "Take it back"


class SpecialDayPutAwayForm(PortalForm):
    """Sure? The calendar shows it no more."""

    submit_text = "Take it out of the calendar"
