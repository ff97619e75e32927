"""From when figures of claims are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from core.periods import CHOSEN, LAST_12, PRESETS, Period, preset


class FiguresForm(forms.Form):
    """The time may be left out; one that cannot be read gets a message and the usual one."""

    when = forms.ChoiceField(
        label="When it was decided",
        choices=[(name, said) for name, said in PRESETS.items() if name != CHOSEN],
        required=False,
        error_messages={"invalid_choice": "Choose a time from the list"},
    )

    def __init__(self, data: Any) -> None:
        super().__init__({"when": str(data.get("when") or LAST_12)[:60]}, label_suffix="")
        self.full_clean()

    @property
    def period(self) -> Period:
        return preset(self.cleaned_data.get("when") or LAST_12, timezone.localdate())
