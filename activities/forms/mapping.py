"""Forms of mapping rounds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from activities.models import MappingReply
from activities.rules.log import last_day
from core.fields import CharacterCount, DateField
from core.forms import Button, Buttons, PortalForm
from organisation.selectors import PersonName

Answer = MappingReply.Answer


class MappingOpenForm(PortalForm):
    """A new round: what is asked, for which period, by when."""

    submit_text = "Open the round and write to the leads"

    title = forms.CharField(label="Title", max_length=120, help_text="For example: Onion 2026")
    message = forms.CharField(
        label="Message to the leads",
        required=False,
        max_length=2000,
        widget=CharacterCount(attrs={"rows": 4}),
        help_text="Say why you ask. The link and the date are added by themselves.",
    )
    period_from = DateField(
        label="Activities from",
        called="The start of the period",
        partial=True,
        help_text="Whole months are counted, so you can leave the day empty.",
    )
    period_to = DateField(label="Activities to", called="The end of the period", partial=True)
    due_on = DateField(label="Answer by", called="The day to answer by")

    def clean(self) -> dict[str, Any]:
        """The period must not end before it starts; a year alone ends with its December."""
        found = super().clean() or {}
        starts, ends = found.get("period_from"), found.get("period_to")
        if starts and ends:
            last = ends.on.replace(month=12) if ends.precision == "year" else ends.on
            if (last.year, last.month) < (starts.on.year, starts.on.month):
                self.add_error("period_to", "The end of the period must be on or after its start")
            found |= {"period_from": starts.on, "period_to": last_day(last, "month")}
        return found


class MappingAnswerForm(PortalForm):
    """A lead's answer: one of two buttons, and a note."""

    note = forms.CharField(
        label="Note for the involvement team",
        required=False,
        max_length=1000,
        widget=CharacterCount(attrs={"rows": 3}),
    )
    answer = forms.ChoiceField(
        label="Your answer",
        choices=[(Answer.CONFIRMED, "This is complete"), (Answer.NOTHING, "Nothing to add")],
        error_messages={"required": "Choose one of the buttons: complete, or nothing to add"},
    )
    layout = [
        "note",
        Buttons(
            Button("This is complete", name="answer", value=Answer.CONFIRMED.value),
            Button(
                "Nothing to add", name="answer", value=Answer.NOTHING.value, variant="secondary"
            ),
        ),
    ]


class MappingReopenForm(PortalForm):
    """Takes an answer back; only its version matters."""

    submit_text = "Change the answer"


class MappingRemindForm(PortalForm):
    """Sends the reminders."""

    submit_text = "Remind those who have not answered"


class MappingCloseForm(PortalForm):
    """Closes a round; only its version matters."""

    submit_text = "Close the round"


class MappingLeadForm(PortalForm):
    """Who answers for a directorate that has no lead."""

    submit_text = "Ask this person"

    lead = forms.TypedChoiceField(label="Who should answer?", coerce=int)

    def __init__(self, *args: Any, people: Iterable[PersonName], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [
            ("", "Choose a person"),
            *((person.id, f"{person.label} ({person.email})") for person in people),
        ]
