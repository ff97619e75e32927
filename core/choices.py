"""The options of a choice field, as Django orders and groups them."""

from collections.abc import Iterable
from typing import Any

from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Option = dict[str, Any]


def options(field: BoundField) -> Iterable[Option]:
    """All options one after the other, groups flattened; each has value, label and selected."""
    for _group, members, _index in _groups(field):
        yield from members


def has_groups(field: BoundField) -> bool:
    """Whether some options stand under the name of a group."""
    return any(group for group, _members, _index in _groups(field))


def grouped_options(field: BoundField) -> SafeString:
    """``option`` elements under the names of their groups, escaped."""
    parts = []
    for group, members, _index in _groups(field):
        lines = format_html_join("", '<option value="{}"{}>{}</option>', map(_line, members))
        parts.append(
            format_html('<optgroup label="{}">{}</optgroup>', group, lines) if group else lines
        )
    return SafeString("".join(parts))


def _groups(field: BoundField) -> list[tuple[Any, list[Option], int]]:
    widget = field.field.widget
    return widget.optgroups(field.html_name, widget.format_value(field.value()))


def _line(option: Option) -> tuple[Any, SafeString, Any]:
    return option["value"], SafeString(" selected" if option["selected"] else ""), option["label"]
