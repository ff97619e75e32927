"""The file, its sheet, decisions, and the steps of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.fields import Radios
from core.forms import PortalForm
from core.imports.kinds import LastWord
from core.imports.services.batches import TAKES
from core.models import ImportBatch


class ImportStartForm(PortalForm):
    """The file to bring in."""

    submit_text = "Read the file"
    keeps_no_draft = True

    file = forms.FileField(
        label="Choose your file",
        help_text=f"{TAKES.words}. It may have any layout; you say later which column is which.",
    )


class ImportLayoutForm(PortalForm):
    """Which sheet of the workbook, and which row of it holds the headings."""

    submit_text = "Read it again"

    sheet = forms.TypedChoiceField(label="Which sheet holds the list?", coerce=int, widget=Radios())
    header_row = forms.IntegerField(
        label="Which row holds the headings?",
        help_text="The number that Excel shows on the left. 0 if there are no headings.",
        min_value=0,
        max_value=1_000,
    )
    controls = {"header_row": {"width": 4}}

    def __init__(self, *args: Any, sheets: Sequence[Mapping[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(sheet["number"], _sheet_words(sheet)) for sheet in sheets]
        if len(sheets) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()
            self.fields["sheet"].initial = sheets[0]["number"]


def _sheet_words(sheet: Mapping[str, Any]) -> str:
    hidden = ", hidden" if sheet["is_hidden"] else ""
    return f"{sheet['name'] or 'The file'}{hidden}"


class ImportAnswerForm(PortalForm):
    """Takes an answer back; the page says which."""

    submit_text = "Take it back"
    keeps_no_draft = True


class ImportDoublesForm(PortalForm):
    """Which of the likely doubles on the page come in anyway; or all of them, or none."""

    keeps_no_draft = True

    bring_in = forms.TypedMultipleChoiceField(coerce=int, required=False)
    all = forms.ChoiceField(choices=[("in", "in"), ("out", "out")], required=False)

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["bring_in"].choices = [(number, number) for number in numbers]

    @property
    def all_in(self) -> bool | None:
        """What was said for all: in, out, or nothing."""
        return {"in": True, "out": False}.get(self.cleaned_data.get("all", ""))


class ImportLoadForm(PortalForm):
    """The last word. Rows with problems stay out of what comes in, and the button says so."""

    submit_text = "Bring them in"
    keeps_no_draft = True

    last_word = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, to_repair: int, last_word: LastWord | None, waited_for: int, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.mode = ImportBatch.Mode.ALL
        if to_repair:
            self.mode = ImportBatch.Mode.GOOD
            self.submit_text = "Bring in the good rows"
        if last_word is None or not waited_for:
            del self.fields["last_word"]
        else:
            self.fields["last_word"].label = last_word.label(waited_for)
            self.fields["last_word"].help_text = last_word.hint


class ImportUndoForm(PortalForm):
    """What was changed since and is to be taken out all the same."""

    keeps_no_draft = True

    also = forms.TypedMultipleChoiceField(coerce=int, required=False)
    every = forms.BooleanField(label="Take out all of these as well", required=False)

    def __init__(self, *args: Any, keys: Sequence[int], must_tick: bool, **kwargs: Any):
        """`keys` are those that are listed; `must_tick`: nothing else is left to be taken out."""
        super().__init__(*args, **kwargs)
        self.fields["also"].choices = [(key, key) for key in keys]
        self.must_tick = must_tick

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.must_tick and not (found.get("also") or found.get("every")):
            raise forms.ValidationError("Tick what should be taken out as well.")
        return found


class ImportStepForm(PortalForm):
    """Stops a step, begins it again, or leaves it; only the button counts."""

    keeps_no_draft = True

    going_on = forms.BooleanField(required=False)


class ImportDropForm(PortalForm):
    """Gives an import up."""

    submit_text = "Give up this import"
