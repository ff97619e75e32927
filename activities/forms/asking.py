"""The form with which an organiser asks people to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from activities.selectors.asking import Suggested
from core.fields import Checkboxes
from core.forms import PortalForm

MOST_TYPED = 20


class AskForm(PortalForm):
    """Who is asked: ticked from the list, or by number."""

    submit_text = "Ask them"

    people = forms.TypedMultipleChoiceField(
        label="Whom do you want to ask?", required=False, coerce=int, widget=Checkboxes
    )
    numbers = forms.CharField(
        label="Anybody else, by number",
        required=False,
        max_length=200,
        help_text="From the person’s page, like P00012. Put a comma between several.",
    )

    def __init__(self, *args: Any, suggested: Sequence[Suggested], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        field.choices = [
            (each.person_id, _numbered(each.name, f"P{each.person_id:05d}")) for each in suggested
        ]
        field.widget.hints = {str(each.person_id): each.words for each in suggested}
        if not suggested:
            self.fields.pop("people")

    def clean_numbers(self) -> list[int]:
        """The numbers, however they were typed."""
        said = [each for each in re.split(r"[\s,;]+", self.cleaned_data["numbers"]) if each]
        found = [re.fullmatch(r"[Pp]?0*(\d{1,9})", each) for each in said]
        if not all(found) or len(found) > MOST_TYPED:
            raise forms.ValidationError("Enter numbers like P00012, with a comma between them")
        return [int(each[1]) for each in found if each]

    @property
    def chosen(self) -> list[int]:
        """Everybody who is to be asked."""
        said = self.cleaned_data
        return [*said.get("people", ()), *said["numbers"]]


def _numbered(name: str, number: str) -> str:
    """A name with the number beside it; who shows no name is called by the number already."""
    return name if number in name else f"{name}, {number}"
