"""Forms about two records of one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from community.selectors.merging import Side
from core.fields import Radios
from core.forms import PortalForm


class MergeForm(PortalForm):
    """For each thing on which two records differ: whose words stay."""

    submit_text = "Put the two records together"

    gone_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, sides: Iterable[Side], accounts: tuple[str, str] | None, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.asked = [side for side in sides if side.is_asked]
        for side in self.asked:
            choices = [("kept", side.kept), ("gone", side.gone)]
            if side.can_be_both:
                choices.append(("both", "Both"))
            self.fields[side.key] = forms.ChoiceField(
                label=side.label,
                choices=choices,
                widget=Radios,
                initial="both" if side.can_be_both else side.usual,
            )
        if accounts:
            self.fields["account"] = forms.ChoiceField(
                label="Both can sign in. Which account stays with the record?",
                choices=list(zip(("kept", "gone"), accounts, strict=True)),
                widget=Radios,
                help_text="The other account stays open, without a record. Tell the person.",
            )

    @property
    def chosen(self) -> dict[str, str]:
        """Whose words stay, by what."""
        return {side.key: self.cleaned_data[side.key] for side in self.asked}


class UndoMergeForm(PortalForm):
    """Sure? The records are two again."""

    submit_text = "Take them apart"


class TellApartForm(PortalForm):
    """Sure? The two records are of two people."""

    submit_text = "They are two people"


class JoinForm(PortalForm):
    """Which other record is of the same person."""

    submit_text = "Compare"

    other = forms.CharField(
        label="Reference of the other record",
        max_length=12,
        help_text="It stands above the name on its page, like P00123.",
    )

    def clean_other(self) -> int:
        """The number of a reference."""
        figures = self.cleaned_data["other"].upper().removeprefix("P").strip()
        if not (figures.isascii() and figures.isdigit() and len(figures) < 10):
            raise forms.ValidationError("Enter a reference, like P00123.")
        return int(figures)
