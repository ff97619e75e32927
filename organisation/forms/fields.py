"""Fields that the organisation's forms share."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Outward and inward code of a postcode in the United Kingdom.
POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$")


class NameField(forms.CharField):
    """A name on one line: runs of spaces count as one, so that two names cannot look alike."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class PostcodeField(forms.CharField):
    """A postcode as people type it, kept as "ME14 1XX"."""

    def clean(self, value: Any) -> str:
        text = super().clean(value).upper().replace(" ", "")
        if not text:
            return ""
        parts = POSTCODE.match(text)
        if parts is None:
            raise ValidationError("Enter a full postcode, like ME14 1XX", code="postcode")
        return f"{parts[1]} {parts[2]}"


class PickField(forms.TypedChoiceField):
    """One of a list of rows, by its id; the list is given when the form is made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, rows: list[tuple[int, str]], *, nothing: str) -> None:
        """The rows to choose from, under the words for choosing none."""
        self.choices = [("", nothing), *rows]


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known."""

    MEANING = {"yes": True, "no": False, "": None}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No"), ("", "Not known")],
            coerce=self.MEANING.__getitem__,
            empty_value=None,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        said = {meaning: word for word, meaning in self.MEANING.items()}
        return said[value] if value is None or isinstance(value, bool) else value
