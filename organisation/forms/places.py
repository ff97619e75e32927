"""Forms about venues and areas, and those that only ask "are you sure?"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields import Radios
from core.forms import Fieldset, PortalForm
from organisation.forms.fields import NameField, PickField, PostcodeField, YesNoField
from organisation.selectors import AreaName


class VenueForm(PortalForm):
    """A place where sessions are held."""

    submit_text = "Save"
    controls = {"postcode": {"width": 10}}
    layout = [
        "name",
        "area",
        "postcode",
        Fieldset("Getting in and taking part", "is_step_free", "has_toilet", "has_hearing_loop"),
        Fieldset("Getting there", "parking", "buses", "getting_there"),
    ]

    name = NameField(label="Name", max_length=120)
    area = PickField(label="Area", required=False)
    postcode = PostcodeField(label="Postcode", max_length=10, required=False)
    is_step_free = YesNoField(
        label="Can people get in and around without steps?", widget=Radios(inline=True)
    )
    has_hearing_loop = YesNoField(label="Is there a hearing loop?", widget=Radios(inline=True))
    has_toilet = YesNoField(
        label="Is there a toilet for people who use a wheelchair?", widget=Radios(inline=True)
    )
    parking = forms.CharField(
        label="Parking",
        required=False,
        max_length=300,
        help_text="For example: free, two bays for blue badges, on the street.",
    )
    buses = forms.CharField(
        label="Bus and train",
        required=False,
        max_length=300,
        help_text="The stop or station, how far from there, and which buses.",
    )
    getting_there = forms.CharField(
        label="How to get there",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Which door, which floor, who to ask for",
    )

    def __init__(self, *args: Any, areas: Sequence[AreaName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(each.id, each.name) for each in areas]
        self.fields["area"].offer(rows, nothing="Not in the list")

    @property
    def venue(self) -> dict[str, Any]:
        """What `services.add_venue` and `change_venue` want to know."""
        found = dict(self.cleaned_data)
        return {"area_id": found.pop("area"), **found}


class AreaForm(PortalForm):
    """A district or town."""

    submit_text = "Save"
    controls = {"code": {"width": 10}}

    name = NameField(label="Name", max_length=80)
    code = NameField(
        label="ONS code",
        max_length=9,
        required=False,
        help_text="Nine letters and numbers, for example E07000106. Leave it empty for a town.",
    )

    def clean_code(self) -> str:
        """Nine letters and numbers, in capitals."""
        code = self.cleaned_data["code"].upper()
        if code and not (len(code) == 9 and code.isascii() and code.isalnum()):
            raise ValidationError("ONS code must be nine letters and numbers, like E07000106")
        return code


class PutAwayForm(PortalForm):
    """Sure? The entry is no longer offered."""

    submit_text = "Stop offering it"


class BringBackForm(PortalForm):
    """Sure? The entry is offered again."""

    submit_text = "Bring it back"
