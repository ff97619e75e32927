"""Forms on which finance says what was paid."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from claims.tables.payments import WAY_CHOICES
from core.fields import DateField, Radios
from core.forms import AskingForm, PortalForm
from core.money import PoundsField

# What many payments may come to together.
MOST_TOGETHER = 100_000_000


class PaidForm(AskingForm):
    """How, when and under which reference the chosen were paid, and what it comes to."""

    submit_text = "Check it"
    controls = {"pence": {"width": 10, "prefix": "£"}, "reference": {"width": 20}}

    row = forms.CharField(required=False, widget=forms.MultipleHiddenInput)
    paid_on = DateField(
        label="On which day was it paid?",
        called="The day",
        help_text="The day on which the money left. For example, 27 3 2026",
        latest=timezone.localdate,
        error_messages={"required": "Enter the day on which it was paid"},
    )
    way = forms.ChoiceField(
        label="How was it paid?",
        choices=WAY_CHOICES,
        widget=Radios,
        error_messages={"required": "Choose how it was paid"},
    )
    reference = forms.CharField(
        label="Reference",
        max_length=40,
        help_text="By which your system, the bank or the cash book knows it",
        error_messages={"required": "Enter the reference"},
    )
    pence = PoundsField(
        label="Control total",
        most=MOST_TOGETHER,
        help_text="The sum as it stands in your system, not copied from this page",
        error_messages={"required": "Enter the control total"},
    )


class PaymentMarkForm(PortalForm):
    """Mark it as paid."""

    submit_text = "Mark as paid"


class PaymentReturnForm(PortalForm):
    """Why a payment came back."""

    submit_text = "Say that it came back"

    reason = forms.CharField(
        label="Why did it come back?",
        max_length=200,
        help_text="What the bank said, without account numbers. The person does not see this.",
    )


class SupplierForm(PortalForm):
    """Finance's own number for a payee."""

    submit_text = "Save"
    controls = {"number": {"width": 10}}

    number = forms.CharField(
        label="Supplier number",
        max_length=20,
        required=False,
        validators=[
            RegexValidator(
                r"^[A-Z0-9-]{1,20}$", "Use capital letters, numbers and hyphens, like S-20417."
            )
        ],
        help_text="As your finance system has it. Leave it empty if there is none.",
    )
