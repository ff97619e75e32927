"""Forms about partner organisations."""

from typing import Any

from django import forms

from core.forms import PortalForm


class PartnerForm(PortalForm):
    """The name of a partner."""

    submit_text = "Save"

    name = forms.CharField(
        label="Name of the organisation",
        max_length=120,
        help_text="A charity, faith group, school, council. Never the name of a person.",
    )

    def clean_name(self) -> Any:
        """Runs of spaces count as one, so that two names cannot look alike."""
        return " ".join(self.cleaned_data["name"].split())


class PartnerPutAwayForm(PortalForm):
    """Sure? The partner is no longer offered."""

    submit_text = "Stop offering it"


class PartnerBringBackForm(PortalForm):
    """Sure? The partner is offered again."""

    submit_text = "Bring it back"
