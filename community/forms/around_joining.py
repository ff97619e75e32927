"""Forms before, between and after the questions of joining: mostly a press."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import Radios
from core.forms import PortalForm


class AgeForm(PortalForm):
    """Old enough to join alone? Nothing of this is kept."""

    says_optional = False
    controls: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "is_old_enough": {"label_heading": True, "label_size": "l"}
    }
    is_old_enough = forms.ChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))], widget=Radios(inline=True)
    )

    def __init__(self, *args: Any, age: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = _("Are you %(age)s or over?") % {"age": age}
        field = self.fields["is_old_enough"]
        field.label = question
        field.error_messages["required"] = _("Choose yes or no")


class JoinEmailForm(PortalForm):
    """Where the link goes."""

    keeps_no_draft = True
    controls = {"email": {"label_heading": True, "label_size": "l"}}
    email = forms.EmailField(
        label=_("What is your email address?"),
        help_text=_("We send you a link. With it you can also stop and come back later."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your email address")},
    )


class OpenForm(PortalForm):
    """A press, so that a mail scanner that opens links changes nothing."""

    keeps_no_draft = True
    submit_text = _("Go on")


class BeginForm(PortalForm):
    """A press and nothing else."""

    submit_text = _("Start now")


class AccountBeginForm(AgeForm, BeginForm):
    """The same with an account, which tells no age; where none is set, nothing is asked."""

    controls: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    def __init__(self, *args: Any, age: int, **kwargs: Any) -> None:
        super().__init__(*args, age=age, **kwargs)
        if not age:
            del self.fields["is_old_enough"]

    @property
    def is_too_young(self) -> bool:
        """Whether they said so."""
        return self.is_valid() and self.cleaned_data.get("is_old_enough") == "no"


class LaterForm(PortalForm):
    """One reminder, for those who want it."""

    submit_text = _("Save and come back later")
    is_reminder_wanted = forms.BooleanField(
        label=_("Remind me once by email"), required=False, initial=False
    )


class StopForm(PortalForm):
    """Sure? Every answer goes."""

    submit_text = _("Stop and forget my answers")


class CheckForm(PortalForm):
    """Everything is right: become a member."""

    submit_text = _("Join")
