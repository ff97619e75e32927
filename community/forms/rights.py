"""Forms with which staff write down and answer what people ask about their own record."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from community.models import RightsRequest
from community.services.rights import Noted
from core.fields import CharacterCount, Checkboxes, DateField, Radios, today
from core.forms import PortalForm

Kind, Way = RightsRequest.Kind, RightsRequest.Way


class NoteRequestsForm(PortalForm):
    """What somebody asked who is not at the website."""

    submit_text = "Write it down"

    kinds = forms.MultipleChoiceField(
        label="What do they ask?",
        help_text="Choose all that fit.",
        choices=[
            (Kind.ACCESS.value, "To be told what we keep, or get a copy"),
            (Kind.OBJECTION.value, "To be sent nothing more"),
            (Kind.CORRECTION.value, "To have something corrected"),
            (Kind.ERASURE.value, "To be forgotten"),
            (Kind.COMPLAINT.value, "They complain about how we use their information"),
        ],
        widget=Checkboxes(
            hints={
                Kind.OBJECTION.value: "All messages stop at once.",
                Kind.ERASURE.value: "After some days everything goes. Until then they can take it back.",
            }
        ),
    )
    words = forms.CharField(
        label="In their words",
        help_text="They can read this.",
        required=False,
        max_length=3000,
        widget=CharacterCount(attrs={"rows": 3}),
    )
    way = forms.ChoiceField(
        label="How did they ask?",
        choices=[(each.value, each.label) for each in Way if each != Way.ONLINE],
        widget=Radios(),
    )
    asked_on = DateField(
        label="When did they ask?",
        help_text="The time to answer runs from this day.",
        latest=today,
        initial=timezone.localdate,
    )
    checked = forms.CharField(
        label="How do you know that it is them?",
        help_text="For example: I called the number in their record; I know them. No numbers of passports.",
        max_length=300,
        widget=CharacterCount(attrs={"rows": 2}),
    )
    asked_by = forms.CharField(
        label="Did somebody else ask for them?",
        help_text="Who, and why they may. Leave it empty if it was the person.",
        required=False,
        max_length=120,
    )

    @property
    def noted(self) -> Noted:
        """Who asked, how, when, and how that is known."""
        names = ("way", "asked_on", "checked", "asked_by")
        return Noted(**{name: self.cleaned_data[name] for name in names})


class ExtendRightForm(PortalForm):
    """Why the answer takes longer; the person is told these words."""

    submit_text = "Take more time and tell them"

    why = forms.CharField(
        label="Why do you need more time?",
        help_text="The person is told exactly these words.",
        max_length=500,
        widget=CharacterCount(attrs={"rows": 4}),
    )


class TakeCopyForm(PortalForm):
    """Take the copy out, to hand it over."""

    submit_text = "Open the copy"


class AnswerRightForm(PortalForm):
    """The team's answer, in words the person is told."""

    submit_text = "Send this answer"

    answer = forms.CharField(
        label="Your answer",
        help_text="The person is told exactly these words.",
        max_length=3000,
        widget=CharacterCount(attrs={"rows": 6}),
    )
    handed_over = forms.CharField(
        label="How did a copy or letter reach them?",
        help_text="For example: posted on 3 May; read out on the telephone. Leave it empty if there was none.",
        required=False,
        max_length=200,
    )


class AcknowledgeRightForm(PortalForm):
    """Tell the person that it has arrived and is looked at."""

    submit_text = "Tell them we are looking at it"


class TakeBackForForm(PortalForm):
    """They changed their mind, and told you."""

    submit_text = "They take it back"
