"""What somebody is asked when they sign up, by themselves or by telephone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.models import Seat
from activities.models.sign_up import MOST_COMPANIONS
from activities.services.sign_ups import SignUpEntry
from core.fields import CharacterCount, Radios
from core.forms import PortalForm


class SignUpForm(PortalForm):
    """Everything a place needs to be known for; nearly all of it may stay empty."""

    submit_text = _("Sign up")

    seat = forms.TypedChoiceField(label=_("Which kind of place?"), coerce=int, widget=Radios)
    companions = forms.IntegerField(
        label=_("How many people come along to support you?"),
        required=False,
        min_value=0,
        max_value=MOST_COMPANIONS,
        help_text=_("Leave it empty if you come alone."),
    )
    travel = forms.CharField(
        label=_("Do you need us to book or pay for travel?"),
        required=False,
        max_length=1000,
        widget=CharacterCount(attrs={"rows": 2}),
        help_text=_("Say from where, and what you need. Leave it empty if not."),
    )
    cover = forms.CharField(
        label=_("Do you need cover for somebody you care for?"),
        required=False,
        max_length=1000,
        widget=CharacterCount(attrs={"rows": 2}),
        help_text=_("Say when, and what kind of help. Leave it empty if not."),
    )
    shown_name = forms.CharField(
        label=_("Which name should others see?"),
        required=False,
        max_length=60,
        help_text=_("On the list and on a name badge. A first name is enough."),
    )

    controls = {"companions": {"width": 2}}

    def __init__(self, *args: Any, seats: Iterable[Seat] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = [(seat.pk, seat.name) for seat in seats]
        self.fields["seat"].choices = offered
        if not offered:
            self.fields.pop("seat")

    @property
    def entry(self) -> SignUpEntry:
        """What was typed, as the service takes it."""
        said = self.cleaned_data
        return SignUpEntry(
            seat_id=said.get("seat"),
            companions=said.get("companions") or 0,
            travel=said["travel"],
            cover=said["cover"],
            shown_name=said["shown_name"],
        )


class EnterSignUpForm(SignUpForm):
    """The same, typed by staff for somebody who calls or writes."""

    person = forms.CharField(
        label="Number of the person",
        max_length=12,
        help_text="You find it above the name on the person’s page, like P00012.",
    )
    field_order = ["person"]
    controls = {**SignUpForm.controls, "person": {"width": 10}}

    def clean_person(self) -> int:
        """The number, however it was typed."""
        found = re.fullmatch(r"[Pp]?\s*0*(\d{1,9})", self.cleaned_data["person"].strip())
        if found is None:
            raise forms.ValidationError("Enter a number like P00012")
        return int(found[1])


class AnswerForm(PortalForm):
    """One press, with nothing to fill in."""

    submit_text: Any = _("Save")

    def __init__(self, *args: Any, button: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_text = button
