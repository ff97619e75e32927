"""How travel and cover that somebody asked for is answered."""

from __future__ import annotations

from django import forms

from activities.models import Arrangement
from core.fields import CharacterCount, Radios
from core.forms import PortalForm


class WishAnswerForm(PortalForm):
    """Whether it is arranged, in words for the person."""

    submit_text = "Save and tell them"
    outcome = forms.ChoiceField(
        label="Is it arranged?", choices=Arrangement.Outcome.choices, widget=Radios
    )
    words = forms.CharField(
        label="What do you want to tell them?",
        required=False,
        max_length=500,
        widget=CharacterCount(attrs={"rows": 3}),
        help_text="When they are picked up, who comes, or what they can do instead. They read it.",
    )
    # The wish as it stood on the page that is answered.
    wanted = forms.CharField(widget=forms.HiddenInput, max_length=1000)


class CallOffForm(PortalForm):
    """One press: what was booked is cancelled."""

    submit_text = "I cancelled it"
