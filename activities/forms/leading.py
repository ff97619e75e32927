"""Forms with which a member offers to lead a session together with staff, or is asked to."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import CoFacilitator
from core.fields import CharacterCount, Radios
from core.forms import PortalForm

State = CoFacilitator.State


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Which name should others see?"),
        max_length=60,
        help_text=_("Everybody who can see the session reads it. A first name is enough."),
    )


class OfferLeadForm(PortalForm):
    """A member offers to lead a session."""

    submit_text = _("Offer to lead it with you")

    words = forms.CharField(
        label=_("What would you like to do?"),
        required=False,
        max_length=500,
        widget=CharacterCount(attrs={"rows": 3}),
        help_text=_("The organiser reads it, and the involvement team."),
    )
    shown_name = _name()


class AskLeadForm(PortalForm):
    """Staff ask a member, or note that one has offered."""

    submit_text = "Save"
    reveals = {"what": {"told": ["shown_name"]}}

    person = forms.CharField(
        label="Number of the person",
        max_length=12,
        help_text="Like P00012. Look for the name above if you do not know it.",
    )
    what = forms.ChoiceField(
        label="What do you want to do?",
        choices=[
            ("ask", "Ask them by message, in the way that suits them"),
            ("told", "Note that they told us they want to"),
        ],
        widget=Radios,
        initial="ask",
    )
    shown_name = forms.CharField(
        label="Which name should others see?",
        required=False,
        max_length=60,
        help_text="The one they told you. Leave it empty for the name they always show.",
    )
    words = forms.CharField(
        label="What would they do?",
        required=False,
        max_length=500,
        widget=CharacterCount(attrs={"rows": 3}),
        help_text="They can read it.",
    )
    controls = {"person": {"width": 10}}

    def clean_person(self) -> int:
        """The number, however it was typed."""
        found = re.fullmatch(r"[Pp]?\s*0*(\d{1,9})", self.cleaned_data["person"].strip())
        if found is None:
            raise forms.ValidationError("Enter a number like P00012")
        return int(found[1])


class LeadAnswerForm(PortalForm):
    """One answer: with a kind word where somebody offered, with a name where somebody leads."""

    submit_text: Any = _("Save")

    words = forms.CharField(
        label="What do you write to them?",
        required=False,
        max_length=500,
        widget=CharacterCount(attrs={"rows": 3}),
        help_text="Thank them. It goes to them as a message.",
    )
    shown_name = _name()

    def __init__(self, *args: Any, button: Any, row: CoFacilitator, to: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"shown_name": row.shown_name or row.person.shown_name})
        super().__init__(*args, **kwargs)
        self.submit_text = button
        if row.state != State.OFFERED or to == State.TAKEN_BACK:
            self.fields.pop("words")
        elif to == State.NOT_NOW:
            self.fields["words"].required = True
            self.fields["words"].error_messages["required"] = (
                "Write them a kind word: what you chose, and what else they could do"
            )
        has_name = bool(row.shown_name or row.person.shown_name)
        if to != State.AGREED or (row.state == State.OFFERED and has_name):
            self.fields.pop("shown_name")

    @property
    def said(self) -> dict[str, str]:
        """What was typed, as the service takes it."""
        return dict(self.cleaned_data)
