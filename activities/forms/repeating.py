"""Forms for sessions that repeat: first the rule, then its days, of which some can be left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from activities.models import Session
from activities.rules import repeating as rules
from activities.selectors.log import LogChoices
from activities.services.entries import SessionEntry
from core.fields import Checkboxes, ClockField, DateField
from core.forms import PortalForm


class RepeatForm(forms.Form):
    """How often, from when until when, and where. It is sent by its address: nothing is kept yet."""

    first_on = DateField(label="First day", called="The first day")
    until_on = DateField(label="Last day", called="The last day")
    every = forms.ChoiceField(label="How often?", choices=list(rules.EVERY.items()))
    starts_at = ClockField(label="Start time, like 2pm or 14:00")
    ends_at = ClockField(label="End time, like 4:30pm or 16:30")
    mode = forms.ChoiceField(label="How do people meet?", choices=Session.Mode.choices)
    venue = forms.ChoiceField(label="Venue", required=False)

    def __init__(self, data: Any, *, choices: LogChoices) -> None:
        super().__init__(data)
        self.fields["venue"].choices = [("", "Not said"), *choices.pairs("venue")]

    def clean(self) -> dict[str, Any]:
        """The days have to be ones that can be planned at once, and the times in order."""
        said = super().clean() or {}
        if self.errors:
            return said
        if said["ends_at"] <= said["starts_at"]:
            self.add_error("ends_at", "The end must be after the start.")
        first, until = said["first_on"], said["until_on"]
        is_long = until < first or until - first > rules.LONGEST
        said["days"] = [] if is_long else rules.days_of(first, said["every"], until)
        if reason := rules.repeat_blocker(first, until, said["days"]):
            self.add_error("until_on", reason)
        return said

    @property
    def entry(self) -> SessionEntry:
        """What each of the sessions is like."""
        said = self.cleaned_data
        return SessionEntry(
            held_on=said["first_on"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            mode=said["mode"],
            venue_id=int(said["venue"]) if said["venue"] else None,
            status=Session.Status.PLANNED,
        )


class DaysForm(PortalForm):
    """The days of the rule. Those that were unticked are left out."""

    submit_text = "Plan these sessions"

    days = forms.TypedMultipleChoiceField(
        label="Which of these days?",
        coerce=date.fromisoformat,
        widget=Checkboxes(small=True),
        help_text="Untick a day to leave it out, such as a holiday.",
        error_messages={"required": "Choose at least one day."},
    )

    def __init__(
        self,
        *args: Any,
        days: Sequence[date],
        there: Collection[date],
        special: Mapping[date, str],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"days": [day.isoformat() for day in days if day not in there]}
        super().__init__(*args, **kwargs)
        field = self.fields["days"]
        field.choices = [(day.isoformat(), f"{day:%A %-d %B %Y}") for day in days]
        hints = {day.isoformat(): f"{words}." for day, words in special.items()}
        # That one stands in the way matters more than what day it is.
        hints |= {day.isoformat(): "There is a session at this time already." for day in there}
        field.widget.hints = hints


class OpenLikeForm(PortalForm):
    """Which of the other sessions are opened for sign-up too."""

    submit_text = "Open these for sign-up"

    sessions = forms.TypedMultipleChoiceField(
        label="Which sessions?",
        coerce=int,
        widget=Checkboxes(small=True),
        help_text="Untick those that stay closed.",
        error_messages={"required": "Choose at least one session."},
    )

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        kwargs["initial"] = {"sessions": [row.pk for row in sessions]}
        super().__init__(*args, **kwargs)
        self.fields["sessions"].choices = [
            (row.pk, f"{row.held_on:%A} {row.when_words}") for row in sessions
        ]
