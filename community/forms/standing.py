"""Forms about where somebody stands: the welcome, and the moves of the status."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from community.models import Status
from community.selectors.induction import WelcomeStep
from community.services.induction import Welcome
from core.fields import CharacterCount, Checkboxes, DateField, date_words
from core.forms import PortalForm


class WelcomeForm(PortalForm):
    """Which steps are done, and who the contact is."""

    submit_text = "Save"

    steps = forms.TypedMultipleChoiceField(
        label="What you have done together", required=False, coerce=int, widget=Checkboxes
    )
    named_contact = forms.TypedChoiceField(
        label="Named contact",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Whom they turn to. Somebody of the involvement team.",
    )
    # What the page showed: only what differs from it is written.
    steps_shown = forms.CharField(required=False, widget=forms.HiddenInput)
    contact_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        steps: Iterable[WelcomeStep],
        contacts: Iterable[tuple[int, str]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        steps = list(steps)
        self.fields["steps"].choices = [(step.id, step.label) for step in steps]
        self.fields["steps"].widget.hints = {
            str(step.id): f"{date_words(timezone.localdate(step.at))}, {step.by}"
            for step in steps
            if step.at
        }
        self.fields["named_contact"].choices = [("", "Nobody yet"), *contacts]
        self.initial["steps_shown"] = " ".join(str(step.id) for step in steps if step.is_done)
        self.initial["contact_shown"] = self.initial.get("named_contact") or ""

    @property
    def was(self) -> Welcome:
        """What the page showed."""
        shown = _numbers(self.cleaned_data["steps_shown"])
        contact = _numbers(self.cleaned_data["contact_shown"])
        return Welcome(shown, next(iter(contact), None))

    @property
    def now(self) -> Welcome:
        """What was chosen."""
        return Welcome(frozenset(self.cleaned_data["steps"]), self.cleaned_data["named_contact"])


def _numbers(text: str) -> frozenset[int]:
    words = text.split()
    return frozenset(int(each) for each in words if each.isascii() and each.isdigit())


def _tomorrow() -> Any:
    return timezone.localdate() + timedelta(days=1)


class MoveForm(PortalForm):
    """A move of the status, with its reason."""

    why = forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        widget=CharacterCount(attrs={"rows": 3}),
    )

    SUBMITS = {
        Status.ASKED: "They come back",
        Status.WELCOMED: "Welcome them",
        Status.ACTIVE: "They take part",
        Status.PAUSED: "Pause",
        Status.NOT_NOW: "Say “not now”",
        Status.LEFT: "They leave",
    }

    def __init__(self, *args: Any, to: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        why = self.fields["why"]
        if to == Status.NOT_NOW:
            why.help_text = "The person is told these words. Be kind, and say when to ask again."
        elif to in (Status.PAUSED, Status.LEFT, Status.ASKED):
            why.help_text = "The person can read this, and that you did it for them."
        else:
            why.help_text = "The person can read this."
        if to == Status.PAUSED:
            self.fields["back_on"] = DateField(
                label="When they want to come back",
                called="The day they come back",
                required=False,
                earliest=_tomorrow,
                help_text="If they know it. We write to them on that day.",
            )
        self.submit_text = self.SUBMITS[Status(to)]


class HeardFromForm(PortalForm):
    """Sure? They are still with us."""

    submit_text = "They are still with us"


class StepForm(PortalForm):
    """A step of the welcome."""

    submit_text = "Save"

    label = forms.CharField(label="Step", max_length=120, help_text="In a few words.")
    position = forms.IntegerField(
        label="Place in the list",
        min_value=1,
        max_value=999,
        initial=100,
        help_text="Steps with low numbers come first.",
    )


class StepChangeForm(StepForm):
    is_in_use = forms.BooleanField(label="It is part of the welcome now", required=False)
