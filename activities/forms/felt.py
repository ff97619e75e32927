"""Forms after a session: how it felt, and who wants a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Felt
from activities.services.felt import FeltEntry
from core.fields import CharacterCount, Radios
from core.forms import PortalForm

# Nothing is chosen at first; this lets somebody take a choice back.
SKIP = "skip"
NOTHING = (SKIP, _("I would rather not say"))
MOST_WORDS = 1000


class FeltForm(PortalForm):
    """How it felt, in plain statements. Nothing has to be answered."""

    submit_text = _("Send")
    says_optional = False

    shared = forms.ChoiceField(
        label=_("How far were decisions shared? Which of these fits best?"),
        required=False,
        choices=[*Felt.Shared.choices, NOTHING],
        widget=Radios(divider_before=SKIP),
    )
    used = forms.ChoiceField(
        label=_("Is what people said being used?"),
        required=False,
        choices=[*Felt.Used.choices, NOTHING],
        widget=Radios(divider_before=SKIP),
    )
    words = forms.CharField(
        label=_("Is there anything you want us to know? (optional)"),
        required=False,
        max_length=MOST_WORDS,
        widget=CharacterCount(attrs={"rows": 4}),
        help_text=_(
            "The involvement team reads this without your name, once five people or more have "
            "answered. If fewer answer, nobody reads it: tell us in another way what cannot wait."
        ),
    )

    @property
    def entry(self) -> FeltEntry:
        """What was said, as the service takes it."""
        said = {name: "" if value == SKIP else value for name, value in self.cleaned_data.items()}
        return FeltEntry(shared=said["shared"], used=said["used"], words=said["words"])


class FeltEnterForm(FeltForm):
    """The same, written down for somebody who calls or answers on paper."""

    submit_text = _("Save")
    way = forms.ChoiceField(
        label="How did they tell you?",
        choices=[choice for choice in Felt.Way.choices if choice[0] != Felt.Way.SELF],
        widget=Radios,
    )


class CallForm(PortalForm):
    """Where to call somebody who wants that."""

    submit_text = _("Please call me")
    says_optional = False
    phone = forms.CharField(
        label=_("Your telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    controls = {"phone": {"width": 20}}
    hints = (
        _("We have no number of yours yet. We need one to call you."),
        _("We have a number of yours. Leave this empty if it is still right."),
    )

    def __init__(self, *args: Any, has_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = self.hints[has_number]

    def clean_phone(self) -> str:
        """A number somebody can call, written as they like."""
        said = str(self.cleaned_data["phone"]).strip()
        if said and not any(mark.isdigit() for mark in said):
            raise forms.ValidationError(_("Enter a telephone number, like 01622 123456"))
        return said


class CallEnterForm(CallForm):
    """The same, written down for somebody who says it at the door or by telephone."""

    submit_text = _("Put them down for a call")
    hints = (
        _("There is no number in their record. Ask them for one."),
        _("There is a number in their record. Leave this empty if it is still right."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = "Their telephone number"
        self.fields["phone"].widget.attrs["autocomplete"] = "off"


def known(row: Felt | None) -> dict[str, Any]:
    """What somebody said before, to be changed."""
    return {"shared": row.shared, "used": row.used, "words": row.words} if row else {}
