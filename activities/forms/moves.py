"""Moving an activity or a session on: it happened, it is closed, it was cancelled."""

from __future__ import annotations

from typing import Any

from django import forms

from activities.selectors.log import LogChoices
from core.fields import Radios
from core.forms import PortalForm


class HappenedForm(PortalForm):
    """Say how deep it turned out to be."""

    submit_text = "Save"
    level = forms.ChoiceField(label="How deep was it in the end?", widget=Radios)
    reason = forms.CharField(
        label="If this is not the level you planned, why?", max_length=500, required=False
    )

    def __init__(self, data: Any = None, *, choices: LogChoices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["level"].choices = choices.pairs("level")
        self.fields["level"].widget.hints = {str(o.id): o.note for o in choices["level"]}

    @property
    def moves(self) -> dict[str, Any]:
        """What `move_activity` takes from this form."""
        said = self.cleaned_data
        return {"level_id": int(said["level"]), "level_reason": said["reason"]}


class ReasonForm(PortalForm):
    """A move that needs its reason written down."""

    submit_text = "Save"
    reason = forms.CharField(label="Why?", max_length=500, widget=forms.Textarea)

    def __init__(
        self, data: Any = None, *, question: str, button: str, is_owed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"].label = question
        self.fields["reason"].required = is_owed
        self.fields["reason"].error_messages["required"] = f"Answer the question “{question}”"
        self.submit_text = button

    @property
    def moves(self) -> dict[str, Any]:
        """What `move_activity` takes from this form."""
        return {"reason": self.cleaned_data["reason"]}


class ThrowAwayForm(PortalForm):
    """Asks before a kept draft is thrown away."""

    submit_text = "Throw it away"
