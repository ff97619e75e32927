"""The base of every form people fill in.

A form says its fields, its wording and, where needed::

    class SessionForm(PortalForm):
        submit_text = _("Save")
        reveals = {"mode": {"online": ["link"]}}          # an answer opens further questions
        controls = {"minutes": {"width": 3, "suffix": _("minutes")}}
        layout = [Fieldset(_("Where"), "mode"), "minutes"]  # left out: all fields in order

and a template ``{% load crispy_forms_tags nhs %}{% error_summary form %} … {% crispy form %}``.
"""

import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property, lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import controls, faults, wording
from core.layout import Button, Buttons, Control, Fieldset, Group, More, Text
from core.text import UNREADABLE, clean_text, one_line

__all__ = [
    "Button",
    "Buttons",
    "Control",
    "Fieldset",
    "Group",
    "More",
    "PortalForm",
    "Text",
    "clean_data",
    "clean_text",
    "one_line",
]

SUBMISSION_KEY = "submission_key"
SUBMISSION_AGAIN = "submission_again"
VERSION = "version"

ONE_LINE = 200  # characters of a single-line answer, unless the field says otherwise
MANY_LINES = 5_000
LARGEST_NUMBER = 2_147_483_647  # what an integer column holds


def clean_data(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A posted form with every text cleaned by :func:`clean_text`."""
    if data is None:
        return None
    if isinstance(data, MultiValueDict):
        cleaned = QueryDict(mutable=True)
        for name, values in data.lists():
            cleaned.setlist(name, [_cleaned(value) for value in values])
        return cleaned
    return {name: _cleaned(value) for name, value in data.items()}


def _cleaned(value: Any) -> Any:
    """A text with its lines as they are stored: a browser ends each with two characters, so that
    a text nobody touched would count as changed, and as longer than it is."""
    return clean_text(value).replace("\r\n", "\n") if isinstance(value, str) else value


def _refuse_unreadable(value: Any) -> None:
    if isinstance(value, str) and UNREADABLE in value:
        raise ValidationError(
            _("There is a character we could not read. Type the text again."), code="unreadable"
        )


class PortalForm(forms.Form):
    """A form in the look and language of the portal.

    ``version`` is the version of the row being edited; it travels in a hidden input with
    the ``submission_key`` that makes a form count once.
    """

    submit_text: ClassVar[Any] = gettext_lazy("Continue")
    reveals: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = {}
    controls: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    layout: ClassVar[Sequence[Any] | None] = None
    label_size: ClassVar[str | None] = None
    form_attributes: ClassVar[Mapping[str, str]] = {}
    says_optional = True
    use_required_attribute = False

    def __init__(self, data: Any = None, files: Any = None, *, version: Any = None, **kwargs: Any):
        kwargs.setdefault("label_suffix", "")
        super().__init__(clean_data(data), files, **kwargs)
        self._version = version
        self._worded: set[str] = set()
        self._word_fields()

    @cached_property
    def _fresh_key(self) -> str:
        return str(uuid.uuid4())

    @property
    def submission_key(self) -> str:
        """The key this form was first shown with; a new one for a fresh form or an unreadable key."""
        try:
            return str(uuid.UUID(self._posted(SUBMISSION_KEY)))
        except ValueError:
            return self._fresh_key

    def _posted(self, name: str) -> str:
        if not self.is_bound:
            return ""
        return str(self.data.get(self.add_prefix(name)) or self.data.get(name) or "")

    @property
    def version(self) -> Any:
        """The version the person started from: what was posted, else what the view gave."""
        return self._posted(VERSION)[:64] or self._version

    @property
    def expected_version(self) -> int:
        """The version the person started from as a number; 0, which no row has, if it cannot be read."""
        version = str(self.version or "")
        return int(version) if version.isascii() and version.isdigit() else 0

    @property
    def hidden(self) -> SafeString:
        """The hidden inputs of ``submission_key`` and ``version``."""
        return controls.render_hidden(
            {
                SUBMISSION_KEY: self.submission_key,
                SUBMISSION_AGAIN: self._posted(SUBMISSION_AGAIN)[:1],
                VERSION: self.version,
            }
        )

    @property
    def error_summary(self) -> SafeString | str:
        """The box that lists every fault; empty when there is none."""
        return faults.render_error_summary([self])

    @property
    def helper(self) -> FormHelper:
        """Crispy's helper: the layout, one button, no attributes of its own invention."""
        helper = FormHelper()
        helper.attrs = {"novalidate": True, **self.form_attributes}
        helper.layout = Layout(*self.build_layout())
        helper.render_hidden_fields = True
        return helper

    def build_layout(self) -> list[Any]:
        """The parts of the form from top to bottom; override for a layout that depends on the data."""
        if self.layout is not None:
            parts = list(self.layout)
        else:
            inside = self._revealed_fields()
            parts = [
                name
                for name, field in self.fields.items()
                if name not in inside and not field.widget.is_hidden
            ]
        if self.submit_text and not any(isinstance(part, Buttons) for part in parts):
            parts.append(Buttons(Button(self.submit_text)))
        return parts

    def _revealed_fields(self) -> set[str]:
        return {
            name
            for answers in self.reveals.values()
            for names in answers.values()
            for name in names
        }

    def concealed_fields(self) -> set[str]:
        """Fields whose opening answer was not given; their values do not count."""
        shown: set[str] = set()
        for parent, answers in self.reveals.items():
            field = self[parent]
            value = field.data if self.is_bound else field.initial
            chosen = {str(item) for item in (value if isinstance(value, list | tuple) else [value])}
            if value is True:
                chosen = {"on"}
            shown |= {
                name for answer, names in answers.items() if answer in chosen for name in names
            }
        return self._revealed_fields() - shown

    def _join_lines(self) -> None:
        """What is asked for on one line is one line, whatever was pasted or sent."""
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            typed = self.data.get(key)
            if _is_one_line(field) and isinstance(typed, str):
                self.data[key] = one_line(typed)

    def full_clean(self) -> None:
        """Django's own; fields that a form adds for its data are limited and worded like all others."""
        self._word_fields()
        super().full_clean()

    def _word_fields(self) -> None:
        for name in self.fields.keys() - self._worded:
            _limit(self.fields[name])
            _word(name, self.fields[name])
        self._worded |= self.fields.keys()

    def _clean_fields(self) -> None:
        """Django's own, then forget what an unopened question holds: neither value nor fault counts."""
        self._join_lines()
        super()._clean_fields()
        for name in self.concealed_fields():
            self.errors.pop(name, None)
            field = self.fields[name]
            is_many = isinstance(field, forms.MultipleChoiceField)
            self.cleaned_data[name] = [] if is_many else getattr(field, "empty_value", None)


def _is_one_line(field: forms.Field) -> bool:
    """Whether a field holds a line of words or a number; spaces of a password belong to it."""
    if not isinstance(field, forms.CharField | forms.IntegerField) or field.widget.is_hidden:
        return False
    return not isinstance(field.widget, forms.Textarea | forms.PasswordInput)


def _limit(field: forms.Field) -> None:
    """No field takes input without end: a cap where the form names none."""
    if isinstance(field, forms.CharField):
        field.validators.append(_refuse_unreadable)
        if field.max_length is None:
            field.max_length = MANY_LINES if isinstance(field.widget, forms.Textarea) else ONE_LINE
            field.validators.append(validators.MaxLengthValidator(field.max_length))
    elif type(field) is forms.IntegerField:
        if field.max_value is None:
            field.max_value = LARGEST_NUMBER
            field.validators.append(validators.MaxValueValidator(LARGEST_NUMBER))
        if field.min_value is None:
            field.min_value = -LARGEST_NUMBER
            field.validators.append(validators.MinValueValidator(-LARGEST_NUMBER))


def _word(name: str, field: forms.Field) -> None:
    """Plain words for faults, wherever the form does not bring its own; they are made when one is shown."""
    kind: Any = type(field)
    label = pretty_name(name) if field.label is None else field.label
    django_words = _django_words(kind)
    for code in wording.codes(kind):
        if field.error_messages.get(code) is django_words.get(code):
            field.error_messages[code] = _later(kind, label, code)


def word_faults(form: Any) -> None:
    """Plain words for the faults of a form that is not one of the portal's own classes."""
    for name, field in form.fields.items():
        _word(name, field)


_later = lazy(wording.fault, str)


@lru_cache(maxsize=256)
def _django_words(kind: type[forms.Field]) -> dict[str, Any]:
    """The words Django itself gives a kind of field; a form that changed them meant it."""
    words: dict[str, Any] = {}
    for parent in reversed(kind.__mro__):
        if parent.__module__.startswith("django."):
            words.update(vars(parent).get("default_error_messages", {}))
    return words


class AskingForm(PortalForm):
    """Sent by GET: nothing is changed, and the answer has an address."""

    @property
    def helper(self) -> FormHelper:
        """Nothing to guard."""
        helper = super().helper
        helper.form_method = "get"
        helper.disable_csrf = True
        return helper

    @property
    def hidden(self) -> SafeString:
        """No key: asking twice is the same as asking once."""
        return SafeString()
