"""Forms of staff who enter a claim for somebody."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from claims.forms.claims import ELSE, ClaimSendForm, ClaimStartForm
from claims.models import Claim
from claims.services.receipts import TAKES
from core.fields import DateField, Radios
from core.files.fields import UploadField
from core.forms import AskingForm


class ClaimEnterForm(AskingForm):
    """For whom, and how it came."""

    submit_text = "Continue"
    controls = {"person": {"width": 10}}

    person = forms.CharField(
        label="Number of the person",
        max_length=12,
        help_text="Like P00012. Look for the name above if you do not know it.",
    )
    way = forms.ChoiceField(
        label="How do they claim?",
        choices=[(Claim.Way.TELEPHONE, "By telephone"), (Claim.Way.PAPER, "On a signed form")],
        widget=Radios,
    )

    def clean_person(self) -> int:
        """The number, however it was typed."""
        found = re.fullmatch(r"[Pp]?\s*0*(\d{1,9})", self.cleaned_data["person"].strip())
        if found is None:
            raise forms.ValidationError("Enter a number like P00012")
        return int(found[1])


class ClaimEnterForForm(ClaimStartForm):
    """For what it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].label = "What is the claim for?"
        if len(self.fields["what"].choices) == 1:
            self.initial["what"] = ELSE


class ClaimEnterSendForm(ClaimSendForm):
    """The last step: that the person agreed, by their voice or their signature."""

    submit_text = "Send the claim"

    is_agreed = forms.BooleanField(label="I read it out, and they agreed to it")
    agreed_on = DateField(
        label="Which day did they sign the form?",
        called="The day",
        latest=timezone.localdate,
        help_text="For example, 1 3 2026",
    )
    paper = UploadField(label="Photo or scan of the signed form", takes=TAKES)
    field_order = ["agreed_on", "paper", "late_reason", "is_agreed"]

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_paper = way == Claim.Way.PAPER
        for name in ("is_agreed",) if is_paper else ("agreed_on", "paper"):
            del self.fields[name]
        if "late_reason" in self.fields:
            self.fields["late_reason"].help_text = "In their words. It may still be paid."
            # Signed in time, it is not late.
            self.fields["late_reason"].required = not is_paper
        if not is_paper:
            said = "Read out all costs and the sum, and ask if they are right"
            self.fields["is_agreed"].error_messages["required"] = said
