"""Forms of the policy: reading it, and writing a new one, a page at a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from claims.mileage import Journey
from claims.models import Category, Unit, Vehicle
from core.fields import DateField, Radios
from core.forms import AskingForm, PortalForm
from core.money import PoundsField

YES, NO = "yes", "no"
TRAVELLED_BY = [(each.value, each.label) for each in Vehicle if each != Vehicle.PASSENGER]


class PolicyDayForm(AskingForm):
    """The policy as it is or was on a day."""

    submit_text = _("Show the policy of this day")

    on = DateField(label=_("Which day?"), called=_("The day"), help_text=_("For example, 1 3 2026"))


class CanIClaimForm(AskingForm):
    """What somebody paid for; for miles also how far."""

    submit_text = _("Show what we pay")
    reveals = {"cost": {Category.MILEAGE: ["vehicle", "miles", "passengers"]}}
    controls = {"miles": {"width": 4}, "passengers": {"width": 2}}

    cost = forms.ChoiceField(
        label=_("What did you pay for, or what will you pay for?"),
        choices=Category.choices,
        widget=Radios,
    )
    vehicle = forms.ChoiceField(
        label=_("How did you travel?"), choices=TRAVELLED_BY, widget=Radios(inline=True)
    )
    miles = forms.DecimalField(
        label=_("How many miles, there and back?"),
        min_value=Decimal("0.1"),
        max_value=2_000,
        decimal_places=1,
    )
    passengers = forms.IntegerField(
        label=_("How many people did you take with you?"),
        min_value=0,
        max_value=8,
        required=False,
        help_text=_("Only people who came to take part too"),
    )

    @property
    def journey(self) -> Journey | None:
        """The miles, where it was about miles."""
        said = self.cleaned_data
        if said["cost"] != Category.MILEAGE:
            return None
        return Journey(int(said["miles"] * 10), said["vehicle"], said["passengers"] or 0)


# --- Writing it --------------------------------------------------------------------------


def _starts_on() -> DateField:
    return DateField(
        label="From which day does it count?",
        called="The first day",
        help_text="For example, 6 4 2027. Costs of this day and later are judged by it.",
    )


def _what_changed() -> forms.CharField:
    return forms.CharField(
        label="What is new?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences. Everybody reads them on the page of earlier policies.",
    )


class PolicyBeginForm(PortalForm):
    """When a new policy starts and why; for the very first one also who to ask."""

    submit_text = "Write it"

    starts_on = _starts_on()
    what_changed = _what_changed()
    contact_name = forms.CharField(label="Who to ask about payments", max_length=80)
    contact_email = forms.EmailField(label="Their email address")

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_first:
            del self.fields["contact_name"], self.fields["contact_email"]


class DraftDatesForm(PortalForm):
    """When it starts, and what is new."""

    submit_text = "Save"

    starts_on = _starts_on()
    what_changed = _what_changed()


class DraftTimesForm(PortalForm):
    """How long people have, and how long we take."""

    submit_text = "Save"
    controls = {
        name: {"width": 3, "suffix": suffix}
        for name, suffix in (
            ("claim_within_days", "days"),
            ("decide_within_days", "working days"),
            ("pay_within_days", "working days"),
        )
    }

    claim_within_days = forms.IntegerField(
        label="How long after the cost may people claim?", min_value=1, max_value=730
    )
    decide_within_days = forms.IntegerField(
        label="How soon do we decide?", min_value=1, max_value=60
    )
    pay_within_days = forms.IntegerField(
        label="How soon after that do we pay?", min_value=1, max_value=60
    )


class DraftAmountsForm(PortalForm):
    """From how much on more is needed."""

    submit_text = "Save"
    controls = {
        name: {"width": 5, "prefix": "£"} for name in ("receipt_above_pence", "second_above_pence")
    }

    receipt_above_pence = PoundsField(
        label="A receipt is needed above",
        least=0,
        help_text="0 means always. A sort of cost can have an amount of its own.",
    )
    second_above_pence = PoundsField(label="Two people decide above")


class DraftContactForm(PortalForm):
    """Who to ask about payments."""

    submit_text = "Save"

    contact_name = forms.CharField(label="Who to ask about payments", max_length=80)
    contact_telephone = forms.CharField(
        label="Telephone",
        max_length=30,
        required=False,
        validators=[
            RegexValidator(r"^\+?[0-9 ()-]{6,30}$", "Use numbers and spaces, like 01632 960 001.")
        ],
    )
    contact_email = forms.EmailField(label="Email address", required=False)


# What is changed on a page of its own: its heading and its form.
DRAFT_PARTS: dict[str, tuple[str, type[PortalForm]]] = {
    "dates": ("When it starts and what is new", DraftDatesForm),
    "times": ("Times", DraftTimesForm),
    "amounts": ("Amounts from which more is needed", DraftAmountsForm),
    "contact": ("Who to ask", DraftContactForm),
}


class DraftCategoryForm(PortalForm):
    """What is said of one sort of cost. Miles have rates instead of limits and receipts."""

    submit_text = "Save"
    controls = {
        "limit_pence": {"width": 5, "prefix": "£"},
        "receipt_above_pence": {"width": 5, "prefix": "£"},
        "subjective_code": {"width": 10},
    }

    is_offered = forms.BooleanField(label="We pay for this", required=False)
    covers = forms.CharField(
        label="What it covers",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Plain words for people who claim: what counts, and what does not.",
    )
    limit_pence = PoundsField(
        label="Up to how much?", required=False, help_text="Leave it empty if there is no limit."
    )
    limit_unit = forms.ChoiceField(
        label="The limit is for", choices=Unit.choices, widget=Radios(inline=True)
    )
    receipt_above_pence = PoundsField(
        label="A receipt is needed above",
        least=0,
        required=False,
        help_text="Leave it empty to use the amount that counts for all. 0 means always.",
    )
    is_asked_first = forms.BooleanField(
        label="People ask us before they spend the money", required=False
    )
    is_invoice_needed = forms.BooleanField(label="An invoice is needed", required=False)
    subjective_code = forms.CharField(
        label="Subjective code",
        max_length=20,
        required=False,
        validators=[
            RegexValidator(
                r"^[A-Z0-9-]{2,20}$", "Use capital letters, numbers and hyphens, like 7420-10."
            )
        ],
        help_text="Finance's own code for this sort of cost.",
    )

    def __init__(self, *args: Any, category: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if category == Category.MILEAGE:
            for name in ("limit_pence", "limit_unit", "receipt_above_pence", "is_invoice_needed"):
                del self.fields[name]


def _pence(label: str, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=1, max_digits=5, decimal_places=2, **options)


def _step() -> forms.IntegerField:
    return forms.IntegerField(
        label="Does it change after so many miles in a tax year?",
        min_value=1,
        max_value=100_000,
        required=False,
        help_text="Leave it empty if it does not",
    )


PENCE = {"width": 4, "suffix": "pence"}
STEP = {
    "pence": PENCE,
    "after_miles": {"width": 5, "suffix": "miles"},
    "pence_after": PENCE,
}


class DraftRateForm(PortalForm):
    """What is paid for a mile by one vehicle."""

    submit_text = "Save"
    controls = STEP
    reveals = {"is_paid": {YES: ["pence", "after_miles", "pence_after", "source"]}}

    is_paid = forms.ChoiceField(
        label="Do we pay for these miles?", choices=[(YES, "Yes"), (NO, "No")], widget=Radios
    )
    pence = _pence("Pence for each mile", help_text="In pence: 45 means 45p a mile")
    after_miles = _step()
    pence_after = _pence("Pence for each mile after that", required=False)
    source = forms.CharField(
        label="Where is this rate from?",
        max_length=200,
        help_text="For example, who decided it and when",
    )

    @property
    def values(self) -> dict[str, Any]:
        """What the service is given; nothing where these miles are not paid."""
        said = dict(self.cleaned_data)
        if said.pop("is_paid") == NO:
            return {"pence": None}
        return said


class DraftPublishForm(PortalForm):
    """Let the draft count."""

    submit_text = "Put this policy in force"


class DraftDropForm(PortalForm):
    """Throw the draft away."""

    submit_text = "Throw this draft away"


class ApprovedRateCheckForm(PortalForm):
    """What was seen where an approved rate is published."""

    submit_text = "I have checked it"
    controls = STEP

    pence = _pence("Pence for each mile, as published")
    after_miles = _step()
    pence_after = _pence("Pence for each mile after that", required=False)
    source = forms.CharField(
        label="Where did you see it?",
        max_length=200,
        help_text="For example, the name of the page on GOV.UK and the day you looked",
    )


class ApprovedRateAddForm(PortalForm):
    """An approved rate from a later day."""

    submit_text = "Save"
    controls = STEP

    vehicle = forms.ChoiceField(label="For what?", choices=Vehicle.choices, widget=Radios)
    starts_on = DateField(
        label="From which day?",
        called="The day",
        earliest=date(2011, 4, 6),
        latest=date(2100, 1, 1),
    )
    pence = _pence("Pence for each mile")
    after_miles = forms.IntegerField(
        label="Does it change after so many miles in a tax year?",
        min_value=1,
        max_value=100_000,
        required=False,
    )
    pence_after = _pence("Pence for each mile after that", required=False)
    source = forms.CharField(label="Where did you see it?", max_length=200)
