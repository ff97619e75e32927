"""Forms about the word lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import PortalForm
from organisation.forms.fields import NameField, PickField
from organisation.selectors import WordChoice

FIRST = 0  # no row has this id


class WordChangeForm(PortalForm):
    """The words of one entry of a list."""

    submit_text = "Save"

    label = NameField(
        label="Word",
        max_length=80,
        help_text="One to five plain words. Everything recorded with it shows the new words.",
    )
    hint = NameField(
        label="What it means",
        max_length=200,
        required=False,
        help_text="Shown below the word when people choose",
    )


class WordAddForm(WordChangeForm):
    """A new entry at the end of a list."""

    submit_text = "Add"

    label = NameField(label="Word", max_length=80, help_text="One to five plain words")


class KindAddForm(WordAddForm):
    """A new kind of activity."""

    is_publication = forms.BooleanField(
        label="People read or watch it; nobody attends",
        required=False,
        help_text="This cannot be changed later, because it says how people are counted",
    )


class WordPlaceForm(PortalForm):
    """Where an entry stands in its list."""

    submit_text = "Move"

    after = PickField(label="Where should it stand?")

    def __init__(self, *args: Any, others: Sequence[WordChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(FIRST, "First in the list"), *[(w.id, f"After “{w.label}”") for w in others]]
        self.fields["after"].offer(rows, nothing="Choose a place")

    @property
    def after_id(self) -> int | None:
        """The id of the word to stand after; None for the first place."""
        return self.cleaned_data["after"] or None
