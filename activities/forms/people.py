"""How many people came, as somebody types it: 20, about 20, 15-20, twenty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from activities.amounts import Amount, read_amount

# More than came to anything so far: a slip of the finger must not bend a chart.
MOST_PEOPLE = 5_000
# What may stand behind the number without saying anything new.
JUST_PEOPLE = frozenset({"", "people", "persons", "person", "attendees", "participants"})


class PeopleField(forms.CharField):
    """A number of people, exact or a guess; gives an `Amount`, or None for an empty box."""

    default_error_messages = {
        "unknown": "Enter a number of people of 0 or more, like 20, about 20 or 15-20",
        "too_many": f"{MOST_PEOPLE:,} people is the most that we can take here. Check the number.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)

    def clean(self, value: Any) -> Amount | None:
        text = super().clean(value)
        if not text:
            return None
        found = read_amount(text)
        if found is None or found.rest.lower().strip(" .") not in JUST_PEOPLE:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        if found.number > MOST_PEOPLE:
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        return found


def read_back(typed: str, found: Amount) -> str:
    """How a number was understood, where that is not plain from what was typed; else nothing."""
    if typed.strip() == str(found.number):
        return ""
    return f"We read “{typed.strip()}” as {'about ' if found.is_estimate else ''}{found.number:,}."
