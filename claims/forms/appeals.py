"""Forms for looking at a decision again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.claim_words import line_label
from claims.models import Line
from claims.models.appeal import MOST_ANSWER, MOST_WORDS
from core.fields import CharacterCount
from core.forms import PortalForm
from core.money import PoundsField, pounds


class AppealForm(PortalForm):
    """Why a decision should be looked at again."""

    submit_text = _("Ask us to look again")

    words = forms.CharField(
        label=_("Why should we look at it again?"),
        max_length=MOST_WORDS,
        widget=CharacterCount(),
        help_text=_("For example: what we did not know, or what we got wrong"),
    )


class AppealWithdrawForm(PortalForm):
    """The button that takes it back."""

    submit_text = _("I do not need another look")


class AppealAnswerForm(PortalForm):
    """How much more is paid for each cost, if anything, and why."""

    submit_text = "Send the answer"
    says_optional = False

    words = forms.CharField(
        label="Why?",
        max_length=MOST_ANSWER,
        widget=CharacterCount(),
        help_text="The person reads this. Write it as you would say it to them.",
    )

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields.pop("words")
        self.controls = {}
        for line in lines:
            left = (line.pence or 0) - (line.decided_pence or 0)
            name = f"more_{line.pk}"
            self.fields[name] = PoundsField(
                label=f"{line_label(line)}: how much more do we pay?",
                required=False,
                most=left,
                help_text=f"Leave it empty if it stays as it is. The most is {pounds(left)}.",
            )
            self.controls[name] = {"width": 5, "prefix": "£"}
        self.fields["words"] = reason

    @property
    def more(self) -> dict[int, int]:
        """How many pence more, by the id of the line."""
        return {
            int(name.removeprefix("more_")): pence
            for name, pence in self.cleaned_data.items()
            if name.startswith("more_") and pence
        }
