"""Forms about messages by hand and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import ByHand
from core.fields import CharacterCount, Checkboxes, Radios
from core.forms import PortalForm


class ByHandForm(PortalForm):
    """How it went."""

    submit_text = "Save"

    outcome = forms.ChoiceField(
        label="How did it go?",
        choices=ByHand.Outcome.choices,
        widget=Radios(),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        widget=CharacterCount(attrs={"rows": 2}),
        help_text="The person can read this.",
    )


class LettersForm(PortalForm):
    """Which of the letters on the page were posted: those that were on it when it was printed."""

    submit_text = "Mark these as posted"
    says_optional = False

    letters = forms.TypedMultipleChoiceField(
        label="Which letters did you post?",
        help_text="Leave out those that did not print well. They stay in the list.",
        coerce=int,
        error_messages={
            "invalid_choice": "One of these was ticked off meanwhile. Look at those that are left."
        },
        widget=Checkboxes(),
    )

    def __init__(self, rows: Sequence[ByHand], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letters"].choices = [
            (row.pk, f"{row.person.name}: {row.subject}") for row in rows
        ]
        self.fields["letters"].initial = [row.pk for row in rows]


class TrustAddressForm(PortalForm):
    """Sure? Mail goes to the address again."""

    submit_text = "The address works"


class AskAddressForm(PortalForm):
    """Sure? One message goes out."""

    submit_text = "Send the question"


class AddressCheckForm(PortalForm):
    """Whether the address of who reads this is theirs."""

    submit_text = _("Send my answer")
    says_optional = False

    answer = forms.ChoiceField(
        label=_("Is this email address yours?"),
        choices=[
            ("yes", _("Yes, you may write to me here about what I take part in")),
            ("no", _("No, or I do not know you")),
        ],
        widget=Radios(),
        error_messages={"required": _("Choose yes or no.")},
    )


class AskMembersForm(PortalForm):
    """Sure? Everybody of the list is asked."""

    submit_text = "Ask them"
