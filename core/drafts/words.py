"""What a kept draft says beyond its form, in the words the page shows, so that it can be copied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from core.drafts.services import OWNER
from core.forms import clean_data


class Line(NamedTuple):
    """One answer: the field's label and what was typed or chosen."""

    label: str
    text: str


def is_kept(form: Any) -> bool:
    """Whether what is typed into this form outlives a session by way of its page.

    Not where the form looks after its own draft, asks nothing, takes a password or says
    `keeps_no_draft`.
    """
    if not isinstance(form, forms.BaseForm) or getattr(form, "keeps_no_draft", False):
        return False
    widgets = [field.widget for field in form.fields.values()]
    if OWNER in form.fields or any(isinstance(each, forms.PasswordInput) for each in widgets):
        return False
    return any(not each.is_hidden for each in widgets)


def lines_of(form: forms.BaseForm, values: QueryDict) -> list[Line]:
    """The draft's answers that have text and differ from what the form itself says."""
    typed = clean_data(values)
    found = []
    for name, field in form.fields.items():
        if field.widget.is_hidden:
            continue
        given = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
        text = _said(field, given)
        if text and text != _said(field, form[name].value()):
            found.append(Line(str(form[name].label), text))
    return found


def _said(field: forms.Field, value: Any) -> str:
    """A value, typed or from the record, in words: choices by their labels, dates as 1 5 2026."""
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        return str(_("Yes")) if widget.check_test(value) else ""
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list) else widget.decompress(value)
        return " ".join(str(part) for part in parts or () if part)
    if isinstance(widget, forms.widgets.ChoiceWidget):
        pairs: Iterable[tuple[Any, Any]] = flatten_choices(widget.choices)
        labels = {str(one): str(label) for one, label in pairs}
        return ", ".join(labels.get(one, one) for one in widget.format_value(value) if one)
    return str(widget.format_value(value) or "").replace("\r\n", "\n").strip()
