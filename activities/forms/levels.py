"""The questions that find a level, and the form for its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.rules import levels as rules
from core.fields import Radios
from core.forms import AskingForm, PortalForm


def _question(label: Any, *choices: tuple[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=Radios)


class LevelFinderForm(AskingForm):
    """Five questions about an activity; sent by GET, so that an answer has an address."""

    submit_text = _("Suggest a level")
    label_size = "s"

    change = _question(
        _("Could people change what happened?"),
        (rules.NOTHING, _("No, we only told them something")),
        (rules.OPINION, _("They could say what they think, but most of it was settled")),
        (rules.SHAPE, _("Yes, what they said could change what we did")),
    )
    topic = _question(
        _("Who decided what to talk about?"),
        (rules.US, _("We did")),
        (rules.TOGETHER, _("We chose it together, or people brought it to us")),
    )
    decision = _question(
        _("Who made the decision?"),
        (rules.US, _("We did, or there was none to make")),
        (rules.TOGETHER, _("People and staff decided together")),
    )
    work = _question(
        _("Who did the work afterwards?"),
        (rules.US, _("We did, or there was none to do")),
        (rules.TOGETHER, _("People and staff shared it")),
    )
    whole = _question(
        _("Did people and staff work together from the first idea to the finished change?"),
        (rules.NO, _("No, for a part of it")),
        (rules.YES, _("Yes, all the way")),
    )

    @property
    def answers(self) -> rules.Answers:
        """What was answered; only for a form without faults."""
        return rules.Answers(**self.cleaned_data)


class LevelRewordForm(PortalForm):
    """New words for a level."""

    submit_text = "Use these words"

    name = forms.CharField(label="Name", max_length=60)
    meaning = forms.CharField(
        label="Plain meaning",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two short sentences that anyone understands.",
    )
    examples = forms.CharField(
        label="Examples", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    tokenism = forms.CharField(
        label="Signs that it is only for show",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label="Why the words change",
        max_length=500,
        help_text="Kept with the change, for those who come after you.",
    )
