"""Forms about messages by hand and addresses."""

from django import forms

from community.models import ByHand
from core.fields import CharacterCount, Radios
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


class TrustAddressForm(PortalForm):
    """Sure? Mail goes to the address again."""

    submit_text = "The address works"
