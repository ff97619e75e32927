"""What a reader of recent changes chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from activities.filters import MonthField
from activities.models.acts import THE_TRUST

Pairs = Sequence[tuple[int | str, str]]


class ChangesForm(forms.Form):
    """Sent by GET, so that the address can be shared; it holds numbers and no names."""

    directorate = forms.TypedChoiceField(label="Directorate", coerce=int, required=False)
    kind = forms.ChoiceField(label="What was done", required=False)
    person = forms.TypedChoiceField(label="Who", coerce=int, empty_value=None, required=False)
    until = MonthField(label="Up to month", help_text="Like May 2026", required=False)

    def __init__(
        self, data: Any = None, *, directorates: Pairs, kinds: Pairs, people: Pairs | None
    ) -> None:
        super().__init__(data)
        self.fields["directorate"].choices = [(THE_TRUST, "The whole trust"), *directorates]
        self.fields["kind"].choices = [("", "Anything"), *kinds]
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].choices = [("", "Anyone"), *people]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "Choose one from the list."

    @property
    def where(self) -> str:
        """The chosen directorate by its name, or the whole trust."""
        return dict(self.fields["directorate"].choices)[self.said("directorate") or THE_TRUST]

    def said(self, name: str) -> Any:
        """One answer; nothing for one that is not there or cannot be right."""
        return self.cleaned_data.get(name) if self.is_bound and not self.errors.get(name) else None

    @property
    def choices_made(self) -> dict[str, str]:
        """What was chosen and can be right, as it stands in an address."""
        given = {name: self.data.get(name, "") for name in self.fields}
        return {name: text for name, text in given.items() if text and self.said(name) is not None}
