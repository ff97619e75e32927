"""Problems that read the same, each with the answers it can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms

from core.fields import Radios
from core.forms import Button, Buttons, PortalForm
from core.imports.forms.columns import Options
from core.imports.kinds import Field, Kind
from core.imports.selectors.shown import SureAnswer
from core.imports.services.answers import Answer
from core.imports.words import row_words, short
from core.models import ImportAnswer, ImportQuestion
from core.models.staging import BETWEEN_CELLS

Action = ImportAnswer.Action
USE, OTHER, TYPE = "use", "other", "type"
WHICH = "You chose from the list and typed as well. Choose which of the two should hold."


class ImportProblemsForm(PortalForm):
    """One answer for each question on the page; those without one stay as they are.

    Or, with one press, the `sure` answers that the page lists.
    """

    submit_text = "Save and check again"
    keeps_no_draft = True

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        questions: Iterable[ImportQuestion],
        options: Options,
        may_add: bool,
        sure: Sequence[SureAnswer] = (),
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.says_optional = False
        self.questions, self.sure = list(questions), list(sure)
        self.reveals, self.controls = {}, {}
        self._fields = {field.key: field for field in kind.fields}
        for question in self.questions:
            self._ask(question, options.get(question.field, ()), may_add)

    def _ask(self, question: ImportQuestion, options: Sequence[tuple[str, str]], may_add: bool):
        name, field = f"q{question.pk}", self._fields.get(question.field)
        self.fields[name] = forms.ChoiceField(
            label=_question_words(question, field.label if field else ""),
            help_text=question.sentence,
            choices=list(_ways(question, field, bool(options), may_add)),
            required=False,
            widget=Radios(small=True),
        )
        self.controls[name] = {"label_size": "s"}
        self.reveals[name] = {}
        if options:
            self.fields[f"{name}_{OTHER}"] = forms.ChoiceField(
                label="Choose from the list",
                choices=[("", "Choose one"), *options],
                error_messages={"required": f"Choose from the list {_instead(question)}"},
            )
            self.reveals[name][OTHER] = [f"{name}_{OTHER}"]
        if field is not None:
            self.fields[f"{name}_{TYPE}"] = forms.CharField(
                label="What should it say?",
                max_length=500,
                error_messages={"required": f"Type {_instead(question)}"},
            )
            self.reveals[name][TYPE] = [f"{name}_{TYPE}"]

    def build_layout(self) -> list[Any]:
        """The questions, each with its answers; what an answer opens stands inside it."""
        inside = self._revealed_fields()
        buttons = Buttons(Button(self.submit_text))
        return [*(name for name in self.fields if name not in inside), buttons]

    def full_clean(self) -> None:
        """What was filled in without its answer being chosen says which answer was meant.

        Without JavaScript every box stands open.
        """
        if self.is_bound:
            for name in self.reveals:
                filled = self._filled(name)
                if len(filled) == 1 and not self.data.get(name):
                    self.data[name] = filled[0]
        super().full_clean()

    def _filled(self, name: str) -> list[str]:
        """The answers of a question whose boxes hold something."""
        return [way for way in self.reveals[name] if self.data.get(f"{name}_{way}", "").strip()]

    def clean(self) -> dict[str, Any]:
        """At least one question must be answered."""
        found = super().clean() or {}
        for name in self.reveals:
            if self._filled(name) and not self.data.get(name):
                self.add_error(name, WHICH)
        if not self.errors and not self.answers:
            self.add_error(None, "Choose an answer for at least one problem.")
        return found

    @property
    def answers(self) -> list[Answer]:
        """What was answered."""
        if self.data.get("accept"):
            return [Answer(each.question_id, Action.REPLACE, each.text) for each in self.sure]
        return [answer for each in self.questions if (answer := self._answer(each))]

    def _answer(self, question: ImportQuestion) -> Answer | None:
        name = f"q{question.pk}"
        said = self.cleaned_data.get(name) or ""
        if said.startswith(USE):
            text = _suggestions(question)[int(said.removeprefix(USE))]
            return Answer(question.pk, Action.REPLACE, text)
        if said in (OTHER, TYPE):
            text = self.cleaned_data.get(f"{name}_{said}") or ""
            return Answer(question.pk, Action.REPLACE, text) if text else None
        return Answer(question.pk, said) if said else None


def _suggestions(question: ImportQuestion) -> list[str]:
    return question.suggestions.split(BETWEEN_CELLS) if question.suggestions else []


def _instead(question: ImportQuestion) -> str:
    """What an answer is for, in the middle of a sentence."""
    if question.value:
        return f"what should stand in place of “{short(question.value)}”"
    return f"what should stand in the empty cell of row {question.first_row}"


def _question_words(question: ImportQuestion, label: str) -> str:
    rows = row_words(question.row_count)
    if not label:
        return f"Row {question.first_row} as a whole ({rows})"
    value = f"“{short(question.value)}”" if question.value else "an empty cell"
    where = f"row {question.first_row}"
    if question.row_count > 1:
        where = f"{rows}, the first is {where}"
    return f"{label}: {value} ({where})"


def _ways(
    question: ImportQuestion, field: Field | None, has_options: bool, may_add: bool
) -> Iterator[tuple[str, str]]:
    """The answers that a question can have."""
    for place, text in enumerate(_suggestions(question)):
        yield f"{USE}{place}", f"Use “{short(text)}”"
    rows = "this row" if question.row_count == 1 else f"these {question.row_count:,} rows"
    if field is not None:
        if has_options:
            yield OTHER, "Choose from the list"
        yield TYPE, "Type what it should say"
        if question.value and not field.is_required:
            value = f"“{short(question.value)}”"
            empty = f"Leave {value} out of the cell" if field.is_words else "Leave the cell empty"
            yield Action.EMPTY.value, empty
        if field.word_list and may_add and question.value and field.fits(question.value):
            yield Action.ADD.value, field.adding.format(short(question.value))
    # Not kept for the next file: rows must not go missing because of what was said of others.
    yield Action.LEAVE_OUT.value, f"Leave {rows} out, in this file only"
