"""What somebody says to take a whole log out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from core.exports.forms import ExportAddForm

TRUST = "The whole trust"


class LogExportForm(ExportAddForm):
    """Whose log, and as which kind of file."""

    field_order = ("directorate", "form")
    says_optional = False

    directorate = forms.ChoiceField(
        label="Whose log?",
        required=False,
        help_text="Past directorates are here too.",
    )

    def __init__(self, *given: Any, directorates: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*given, **kwargs)
        self.fields["directorate"].choices = [
            ("", TRUST),
            *((str(number), name) for number, name in directorates),
        ]
