"""Forms of the day of a session."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.forms.session import as_minutes, hours
from activities.models import Headcount
from activities.services.attendance import FinishEntry
from activities.services.attendance_file import TAKES
from core.fields import CharacterCount, Checkboxes
from core.files.fields import UploadField
from core.forms import PortalForm

KINDS = [(kind.value, kind.label) for kind in Headcount.Kind]
MOST = 100_000


class SheetForm(PortalForm):
    """A sheet of paper, typed in afterwards."""

    submit_text = "Save"

    came = forms.TypedMultipleChoiceField(
        label="Who came?", required=False, coerce=int, widget=Checkboxes
    )
    others_missed = forms.BooleanField(
        label="All others of this list did not come",
        required=False,
        help_text="Leave it without a tick if you do not know of everybody.",
    )

    def __init__(self, *args: Any, listed: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = list(listed)


class AttendanceFileForm(PortalForm):
    """The list of the day, filled in elsewhere."""

    submit_text = "Bring it in"
    file = UploadField(label="Your list, filled in", takes=TAKES)


class HereForm(PortalForm):
    """The code of somebody who stands at the door."""

    submit_text = _("I am here")

    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        help_text=_("Eight numbers. They stand in the message that says you have a place."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    controls = {"code": {"width": 10}}

    def clean_code(self) -> str:
        """The numbers alone, however they were typed."""
        found = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{8}", found):
            raise forms.ValidationError(_("Enter the eight numbers of your code"))
        return found


class FinishForm(PortalForm):
    """How many came, and the time it took."""

    submit_text = "Save"

    prepared_hours = hours(
        "Hours that people spent besides: preparing, reading, writing",
        help_text="Not staff. Everyone’s time added up. The session itself is counted for you.",
    )
    staff_hours = hours(
        "Staff time in hours", help_text="Everyone’s time added up, with preparation"
    )
    controls = {
        "prepared_hours": {"width": 5, "suffix": "hours"},
        "staff_hours": {"width": 5, "suffix": "hours"},
        **{f"count_{kind}": {"width": 5} for kind, _label in KINDS},
    }

    def __init__(self, *args: Any, counted: Mapping[str, int], **kwargs: Any) -> None:
        counts = {
            f"count_{kind}": forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST, initial=counted.get(kind)
            )
            for kind, label in KINDS
        }
        self.base_fields = {**counts, **type(self).base_fields}
        super().__init__(*args, **kwargs)

    @property
    def entry(self) -> FinishEntry:
        """What was typed, as the service takes it."""
        said = self.cleaned_data
        counts = {kind: said[f"count_{kind}"] for kind, _label in KINDS}
        return FinishEntry(
            counts={kind: number for kind, number in counts.items() if number},
            prepared_minutes=as_minutes(said["prepared_hours"]),
            staff_minutes=as_minutes(said["staff_hours"]),
        )


class HoursForm(PortalForm):
    """How long one person was there."""

    submit_text = "Save"
    hours = forms.DecimalField(
        label="How many hours were they there?",
        required=False,
        min_value=Decimal("0.05"),
        max_value=24,
        decimal_places=2,
        help_text="Like 1.5. Leave it empty if they were there the whole time.",
    )
    controls = {"hours": {"width": 5, "suffix": "hours"}}

    @property
    def minutes(self) -> int | None:
        """What was typed, in minutes."""
        return as_minutes(self.cleaned_data["hours"])


class NextForm(PortalForm):
    """What happens next, for those who came."""

    submit_text = "Save"
    words = forms.CharField(
        label="What happens with what people said?",
        max_length=4000,
        widget=CharacterCount(attrs={"rows": 6}),
        help_text="Short sentences. Say what you do, by when, and what you cannot do and why.",
    )
