"""Forms of those who decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from claims.models import Decision, DecisionReason
from core.fields import Radios
from core.forms import PortalForm
from core.money import PoundsField
from users.models import User

ASK, OTHER = "ask", "other"
LABELS = {
    Decision.Outcome.APPROVE: "Agree",
    Decision.Outcome.PART: "Agree in part",
    ASK: "Ask a question",
    Decision.Outcome.REFUSE: "Do not agree",
}
OF_OUTCOME = {
    Decision.Outcome.PART: ["pence", "part_reason"],
    ASK: ["ask_reason"],
    Decision.Outcome.REFUSE: ["refuse_reason"],
}


def _reasons(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=Radios)


class DecideForm(PortalForm):
    """What is decided of one cost, with what the person reads."""

    submit_text = "Save and go on"
    reveals = {"outcome": OF_OUTCOME}
    controls = {"pence": {"width": 5, "prefix": "£"}}

    outcome = forms.ChoiceField(label="What do you decide?", widget=Radios)
    pence = PoundsField(label="How much do you agree to?")
    part_reason = _reasons("Why not all of it?")
    ask_reason = _reasons("What do you ask?")
    refuse_reason = _reasons("Why not?")
    words = forms.CharField(
        label="In your own words",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads this. Write it as you would say it to them.",
    )

    def __init__(
        self,
        *args: Any,
        reasons: Iterable[DecisionReason],
        may_agree: bool,
        is_exception: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = list(reasons)
        pays = (Decision.Outcome.APPROVE, Decision.Outcome.PART)
        self.fields["outcome"].choices = [
            (key, label) for key, label in LABELS.items() if may_agree or key not in pays
        ]
        for purpose in DecisionReason.For:
            pairs = [(str(row.pk), row.sentence) for row in kept if row.purpose == purpose]
            other = "Something else. I write it below." if pairs else "I write it below."
            self.fields[f"{purpose}_reason"].choices = [*pairs, (OTHER, other)]
        if is_exception:
            self.fields["words"].help_text = (
                "This is an exception from the policy. If you agree, say here why you make it. "
                "The person reads this."
            )

    def clean(self) -> dict[str, Any]:
        """Who chooses something else writes it."""
        said = super().clean() or {}
        if said.get(f"{said.get('outcome')}_reason") == OTHER and not said.get("words"):
            self.add_error("words", "Write it here. The person reads it.")
        return said

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["outcome"])

    @property
    def entry(self) -> dict[str, Any]:
        """What `decide_line` takes from this form, or `ask_question`."""
        said = self.cleaned_data
        reason = said.get(f"{self.chosen}_reason")
        entry = {
            "reason_id": int(reason) if reason and reason != OTHER else None,
            "words": said.get("words", ""),
        }
        if self.chosen == ASK:
            return entry
        pence = said.get("pence") if self.chosen == Decision.Outcome.PART else None
        return {"outcome": self.chosen, "pence": pence, **entry}


class DecideRestForm(PortalForm):
    """Agree to all that the policy pays."""

    submit_text = "Agree to these costs"


class TakeForm(PortalForm):
    """Onto one's own desk."""

    submit_text = "Put it on my desk"


class GoOnForm(PortalForm):
    """Decide without an answer."""

    submit_text = "Go on without an answer"


class HandOnForm(PortalForm):
    """To whom a claim goes."""

    submit_text = "Hand it on"

    to = forms.ChoiceField(label="Who takes it?", widget=Radios)

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(row.pk), row.display_name) for row in colleagues]


class ReasonForm(PortalForm):
    """A reason that is offered from now on."""

    submit_text = "Offer this reason"

    purpose = forms.ChoiceField(
        label="When is it offered?", choices=DecisionReason.For.choices, widget=Radios
    )
    sentence = forms.CharField(
        label="What does the person read?",
        max_length=300,
        help_text="A whole sentence in plain words. A reason, or a question.",
    )


class ReasonStopForm(PortalForm):
    """Offer it no more."""

    submit_text = "Stop offering it"
