"""The columns of a file: what each is, what is said for all rows, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from core.fields import Radios
from core.forms import Button, Buttons, Fieldset, More, PortalForm
from core.imports.headings import missing, own_places
from core.imports.kinds import Choice, Kind
from core.imports.words import short
from core.models import ImportBatch

Options = Mapping[str, Sequence[tuple[str, str]]]
SHOWN_SAMPLES = 3


class ImportColumnsForm(PortalForm):
    """What each column of the file is, what is said for all rows, and how to read it."""

    submit_text = "Check the rows"

    def __init__(self, *args: Any, kind: Kind, batch: ImportBatch, options: Options, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind, self.batch = kind, batch
        self.says_optional = False
        fields = [("", "Leave this column out"), *((f.key, f.label) for f in kind.fields)]
        goes_to = {place: key for key, places in batch.columns.items() for place in places}
        for place in own_places(batch.headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=short(batch.headings[place], 80),
                choices=fields,
                required=False,
                initial=goes_to.get(place, ""),
                help_text=self._samples(place),
            )
        for field in kind.fields:
            if field.has_options:
                self.fields[f"said_{field.key}"] = forms.ChoiceField(
                    label=field.label,
                    choices=[("", "As each row says"), *options.get(field.key, ())],
                    required=False,
                    initial=batch.said.get(field.key, ""),
                )
        for choice in kind.choices:
            if not choice.is_for_asking or choice.key in batch.asks:
                self.fields[f"choice_{choice.key}"] = self._choice(choice)

    def _choice(self, choice: Choice) -> forms.Field:
        said = self.batch.choices.get(choice.key, choice.first)
        if not choice.options:
            return forms.BooleanField(
                label=choice.label, help_text=choice.hint, required=False, initial=said
            )
        asked = self.batch.asks.get(choice.key)
        if not asked:
            options = [("", choice.unsaid), *choice.options]
            return forms.ChoiceField(
                label=choice.label, choices=options, required=False, initial=said
            )
        return forms.ChoiceField(
            label=choice.label,
            help_text=asked,
            choices=choice.options,
            initial=said,
            widget=Radios(small=True),
        )

    def _samples(self, place: int) -> str:
        samples = self.batch.samples[place] if place < len(self.batch.samples) else []
        shown = [f"“{short(text, 40)}”" for text in samples[:SHOWN_SAMPLES] if text]
        return f"For example {', '.join(shown)}" if shown else "This column is empty."

    def build_layout(self) -> list[Any]:
        """Columns; what is missing, to be said once; the rest folded."""
        columns = [name for name in self.fields if name.startswith("column_")]
        choices = [name for name in self.fields if name.startswith("choice_")]
        asked = [name for name in choices if self.fields[name].required]
        needed = {
            f"said_{f.key}"
            for f in self.kind.fields
            if f.is_required and (not self.batch.columns.get(f.key) or self.batch.said.get(f.key))
        }
        needed |= {name for name in self.errors if name.startswith("said_")}
        said = [name for name in self.fields if name.startswith("said_")]
        first = [name for name in said if name in needed]
        more = [name for name in said if name not in needed]
        parts: list[Any] = []
        if asked:
            parts.append(
                Fieldset(
                    "Before the rows can be checked",
                    *asked,
                    hint="Your answer counts for the whole file.",
                )
            )
        parts.append(
            Fieldset(
                "Columns of your file",
                *columns,
                hint="Choose what each column is. Leave out what does not fit.",
            )
        )
        hint = "For rows where the cell is empty, or if your file has no such column."
        if first:
            parts.append(Fieldset("Say it once for all rows", *first, hint=hint))
        if more:
            is_open = any(self[name].value() for name in more)
            parts.append(More("Say more for all rows", *more, is_open=is_open))
        others = [name for name in choices if name not in asked]
        if others:
            parts.append(Fieldset("How to read the file", *others))
        return [*parts, Buttons(Button(self.submit_text))]

    def clean(self) -> dict[str, Any]:
        """Each field takes one column, unless it takes many; what is required must come from somewhere."""
        found = super().clean() or {}
        takes_many = {field.key for field in self.kind.fields if field.takes_many}
        for key, places in self.columns.items():
            if len(places) > 1 and key not in takes_many:
                for place in places[1:]:
                    self.add_error(
                        f"column_{place}",
                        f"“{self._label(key)}” has a column already. Choose something else here.",
                    )
        if not self.errors:
            for field in missing(self.kind.fields, self.columns, self.said):
                name = f"said_{field.key}" if field.has_options else None
                more = ", or say it once for all rows" if name else ""
                self.add_error(
                    name or self._first_left_out(), f"Choose a column for “{field.label}”{more}."
                )
        return found

    def _first_left_out(self) -> str:
        """The column that is the likeliest to hold what no column was chosen for."""
        names = [f"column_{place}" for place in range(len(self.batch.headings))]
        return next((name for name in names if not self.cleaned_data.get(name)), names[0])

    def _label(self, key: str) -> str:
        return next(field.label for field in self.kind.fields if field.key == key)

    @property
    def columns(self) -> dict[str, list[int]]:
        """By field the places of its columns."""
        found: dict[str, list[int]] = {}
        for place in range(len(self.batch.headings)):
            key = self.cleaned_data.get(f"column_{place}")
            if key:
                found.setdefault(key, []).append(place)
        return found

    @property
    def said(self) -> dict[str, str]:
        """By field the text for all rows."""
        return self._given("said_")

    @property
    def choices(self) -> dict[str, bool | str]:
        """How to read the file, by choice; what was not shown stays as it was."""
        found = {
            choice.key: self.batch.choices.get(choice.key, choice.first)
            for choice in self.kind.choices
        }
        return found | {
            key: self.cleaned_data[f"choice_{key}"]
            for key in found
            if f"choice_{key}" in self.cleaned_data
        }

    def _given(self, start: str) -> dict[str, str]:
        return {
            name.removeprefix(start): value
            for name, value in self.cleaned_data.items()
            if name.startswith(start) and value
        }
