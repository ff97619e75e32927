"""What every page of questions is: a form that knows what of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from core.fields import date_words
from core.forms import PortalForm


@dataclass(frozen=True)
class Lists:
    """What can be chosen from what the team keeps: ids and names, in their order."""

    districts: Sequence[tuple[int, str]] = ()
    interests: Sequence[tuple[int, str, str]] = ()
    experiences: Sequence[tuple[int, str, str]] = ()
    # Id, purpose, way and text of the words that can be agreed to.
    wordings: Sequence[tuple[int, str, str, str]] = ()


class StepForm(PortalForm):
    """One page of questions. `kept` is what is kept of it.

    Pages of staff put several of these together, so each adds to what the next one does.
    """

    title: ClassVar[Any] = ""
    # The question is the page's heading; else the title is.
    is_own_heading: ClassVar[bool] = False
    # A template between heading and questions.
    intro: ClassVar[str] = ""
    # Fields that are kept as they are asked.
    columns: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, answers: Mapping[str, Any], lists: Lists, **kwargs):
        initial = {name: answers[name] for name in self.base_fields if name in answers}
        super().__init__(data, initial={**initial, **self.started_from(answers)}, **kwargs)
        self.lists, self.answers = lists, answers
        self.offer(lists, answers)

    def started_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Fields that are not kept as they are asked."""
        return {}

    def offer(self, lists: Lists, answers: Mapping[str, Any]) -> None:
        """Fill in what can be chosen."""

    def kept(self) -> dict[str, Any]:
        """The answers of this page, by the name of the record's column."""
        plain = {name for each in type(self).__mro__ for name in vars(each).get("columns", ())}
        return {name: self.cleaned_data[name] for name in plain}

    def words_of(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """Stored answers of this page in words, field by field, for whoever answered elsewhere too."""
        there = type(self)(answers={**self.answers, **answers}, lists=self.lists)
        return {name: _words(there[name]) for name in there.fields}


def _words(field: BoundField) -> str:
    value = field.initial
    if isinstance(value, date):
        return date_words(value)
    if isinstance(field.field, forms.BooleanField):
        return "Yes" if value else "No"
    names = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    said = value if isinstance(value, list | tuple) else [value]
    return ", ".join(names.get(str(each), str(each)) for each in said if each not in (None, ""))


def own_heading(*names: str) -> dict[str, dict[str, Any]]:
    """The question itself is the heading of its page."""
    return {name: {"label_heading": True, "label_size": "l"} for name in names}
