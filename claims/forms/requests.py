"""Forms of asking before spending, and of answering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models import SpendingRequest
from claims.services.receipts import TAKES
from claims.services.requests import RequestEntry
from core.fields import DateField, Radios
from core.files.fields import UploadField
from core.forms import PortalForm
from core.money import PoundsField

ELSE = "else"
NEW = "new"


class RequestAskForm(PortalForm):
    """What for, when, about how much, and who pays at first."""

    submit_text = _("Ask")
    controls = {"amount": {"width": 5, "prefix": "£"}}

    what = forms.ChoiceField(label=_("What do you need it for?"), widget=Radios)
    needed_on = DateField(
        label=_("Which day do you need it?"),
        called=_("The day"),
        help_text=_("For example, 1 3 2026"),
    )
    words = forms.CharField(
        label=_("What do you need?"),
        max_length=300,
        help_text=_(
            "A few words, for example: a taxi from my home to the hospital and back, "
            "because the bus makes me anxious"
        ),
    )
    amount = PoundsField(
        label=_("About how much does it cost?"),
        help_text=_("In pounds and pence. If you do not know, guess."),
    )
    how = forms.ChoiceField(
        label=_("How is it paid?"), choices=SpendingRequest.How.choices, widget=Radios
    )

    def __init__(
        self, *args: Any, category: str, sessions: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        self.fields["what"].choices = [*sessions, (ELSE, _("Something else"))]
        if not sessions:
            del self.fields["what"]

    @property
    def entry(self) -> RequestEntry:
        """What `ask_first` takes from this form."""
        said = self.cleaned_data
        what = said.get("what", ELSE)
        return RequestEntry(
            category=self.category,
            words=said["words"],
            needed_on=said["needed_on"],
            pence=said["amount"],
            how=said["how"],
            session_id=None if what == ELSE else int(what),
        )


class RequestWithdrawForm(PortalForm):
    """Take it back."""

    submit_text = _("I do not need it any more")


class RequestCarryForm(PortalForm):
    """Into which claim it goes."""

    submit_text = _("Put it on my claim")

    claim = forms.ChoiceField(label=_("Which claim?"), widget=Radios)

    def __init__(self, *args: Any, claims: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claim"].choices = [(NEW, _("A new claim")), *claims]
        if not claims:
            del self.fields["claim"]

    @property
    def claim_id(self) -> int | None:
        """The chosen claim, None for a new one."""
        chosen = self.cleaned_data.get("claim", NEW)
        return None if chosen == NEW else int(chosen)


class RequestAgreeForm(PortalForm):
    """Up to how much, and who pays."""

    submit_text = "Agree"
    controls = {"pence": {"width": 5, "prefix": "£"}}

    pence = PoundsField(label="Up to how much?", help_text="More than this is not paid back")
    how = forms.ChoiceField(
        label="How is it paid?",
        choices=[
            (SpendingRequest.How.CLAIM, "They pay, and claim it back"),
            (SpendingRequest.How.BOOK, "We book it and pay for it"),
            (SpendingRequest.How.CASH, "They get the money on the day"),
        ],
        widget=Radios,
    )
    words = forms.CharField(
        label="Anything they should know?",
        max_length=300,
        required=False,
        help_text="They read it",
    )


class RequestDeclineForm(PortalForm):
    """Why not."""

    submit_text = "Say no"

    reason = forms.CharField(
        label="Why can we not agree?",
        max_length=300,
        help_text="They read it. Say what they can do instead, if there is anything.",
    )


class RequestBookForm(PortalForm):
    """With whom it is booked."""

    submit_text = "It is booked"

    booking = forms.CharField(
        label="With whom is it booked, and what should they know?",
        max_length=300,
        help_text="For example: Medway Taxis, 9.15am at your door, reference 4711. They read it.",
    )


class RequestCashForm(PortalForm):
    """How much was handed over, and who signed."""

    submit_text = "The money is handed over"
    controls = {"pence": {"width": 5, "prefix": "£"}}

    pence = PoundsField(label="How much did they get?")
    signed_name = forms.CharField(
        label="Who signed for it?", max_length=120, help_text="The name as it was signed"
    )
    paper = UploadField(
        label="Photo of the signed slip",
        takes=TAKES,
        required=False,
        help_text=f"You can leave it out and keep the slip. {TAKES.words}",
    )
