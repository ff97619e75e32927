"""A list as NHS.UK mark-up, built as text: every value passes through `escape` once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape as _escape
from typing import Any

from django import forms
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.tables.columns import Cell, Column, Table, Tag, cell_of, directions
from core.tables.filters import PER_PAGE, SORT, Active, Address, text_of
from core.tables.found import Marked, marked_html

SAFE_STARTS = ("/", "?", "#", "https://", "http://", "mailto:", "tel:")

_TABLE = (
    '<table class="nhsuk-table nhsuk-table--compact nhsuk-table--responsive portal-list{sortable}"'
    ' role="table">'
)
_ARROW_LEFT = (
    '<svg class="nhsuk-icon nhsuk-icon--arrow-left" xmlns="http://www.w3.org/2000/svg"'
    ' viewBox="0 0 24 24" width="16" height="16" focusable="false" aria-hidden="true">'
    '<path d="M10.7 6.3c.4.4.4 1 0 1.4L7.4 11H19a1 1 0 0 1 0 2H7.4l3.3 3.3c.4.4.4 1 0 1.4a1 1 0 0'
    ' 1-1.4 0l-5-5A1 1 0 0 1 4 12c0-.3.1-.5.3-.7l5-5a1 1 0 0 1 1.4 0Z"/></svg>'
)
_ARROW_RIGHT = (
    '<svg class="nhsuk-icon nhsuk-icon--arrow-right" xmlns="http://www.w3.org/2000/svg"'
    ' viewBox="0 0 24 24" width="16" height="16" focusable="false" aria-hidden="true">'
    '<path d="m14.7 6.3 5 5c.2.2.3.4.3.7 0 .3-.1.5-.3.7l-5 5a1 1 0 0 1-1.4-1.4l3.3-3.3H5a1 1 0 0 1'
    ' 0-2h11.6l-3.3-3.3a1 1 0 1 1 1.4-1.4Z"/></svg>'
)


def escape(value: Any) -> str:
    """Text made safe to stand in a page or an attribute. The one way anything gets in."""
    return str(value) if isinstance(value, SafeString) else _escape(str(value))


def _safe(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - every value in it went through escape()


def cell_html(cell: Cell) -> str:
    """A cell's contents: text, a link, or a status."""
    if isinstance(cell, str):
        return escape(cell)
    if isinstance(cell, Tag):
        colour = f" nhsuk-tag--{escape(cell.colour)}" if cell.colour else ""
        return f'<strong class="nhsuk-tag{colour}">{escape(cell.text)}</strong>'
    if isinstance(cell, Marked):
        return _marked(cell)
    text, address = cell
    if not str(address).startswith(SAFE_STARTS):
        return escape(text)
    return f'<a class="nhsuk-link" href="{escape(address)}">{escape(text)}</a>'


def _marked(cell: Marked) -> str:
    """Text with the words found, and under it the passage in which the others stand."""
    text: str = marked_html(cell.text)
    if cell.address.startswith(SAFE_STARTS):
        text = f'<a class="nhsuk-link" href="{escape(cell.address)}">{text}</a>'
    if not cell.below:
        return text
    # In one box: on a phone the parts of a cell stand side by side.
    below = f'<span class="portal-found-in">{marked_html(cell.below)}</span>'
    return f"<span>{text} {below}</span>"


def table_html(table: Table, rows: list[tuple], address: Address, sort: str) -> SafeString:
    """The responsive NHS.UK table: one block per row on a phone, columns elsewhere."""
    opening = _TABLE.format(sortable=" nhsuk-table--sortable" if table.sortable else "")
    hint = ""
    if table.sortable:
        hint = f'<span class="nhsuk-u-visually-hidden"> ({escape(_("Column headers are sortable"))})</span>'
    parts = [
        opening,
        f'<caption class="nhsuk-table__caption nhsuk-u-visually-hidden">{escape(table.caption)}',
        f"{hint}</caption>",
        '<thead class="nhsuk-table__head" role="rowgroup"><tr class="nhsuk-table__row" role="row">',
        *(_header(table, column, address, sort) for column in table.columns),
        '</tr></thead><tbody class="nhsuk-table__body">',
    ]
    cells = [
        (column, read, *_frame(column, is_first=place == 0))
        for place, (column, read) in enumerate(table.readers)
    ]
    for row in rows:
        parts.append('<tr class="nhsuk-table__row" role="row">')
        for column, read, before, after in cells:
            said = cell_html(cell_of(column, read(row)))
            parts += (before if said else _left_out(before), said, after)
        parts.append("</tr>")
    parts.append("</tbody></table>")
    return _safe(parts)


def _frame(column: Column, *, is_first: bool) -> tuple[str, str]:
    """What stands before and after each cell of a column; the first names the row."""
    name, role, kind = ("th", "rowheader", "header") if is_first else ("td", "cell", "cell")
    numeric = f" nhsuk-table__{kind}--numeric" if column.numeric else ""
    scope = ' scope="row"' if is_first else ""
    heading = (
        f'<span class="nhsuk-table__heading" aria-hidden="true">{escape(column.heading)} </span>'
    )
    return (
        f'<{name} class="nhsuk-table__{kind}{numeric}"{scope} role="{role}">{heading}',
        f"</{name}>",
    )


def _left_out(before: str) -> str:
    """A cell without a word: on a phone, where each stands on a line of its own, it is not shown."""
    return before.replace('<td class="', '<td class="portal-nothing ', 1)


def _header(table: Table, column: Column, address: Address, sort: str) -> str:
    numeric = " nhsuk-table__header--numeric" if column.numeric else ""
    opening = f'<th class="nhsuk-table__header{numeric}" scope="col" role="columnheader"'
    if not column.sort:
        return f"{opening}>{escape(column.heading)}</th>"
    turned, state = column.key, ""
    if sort == column.key:
        turned, state = f"-{column.key}", ' aria-sort="ascending"'
    elif sort == f"-{column.key}":
        state = ' aria-sort="descending"'
    link = address.to(sort="" if turned == table.order else turned)
    return (
        f'{opening} data-sort{state}><a class="nhsuk-link" href="{escape(link)}">'
        f"{escape(column.heading)}</a></th>"
    )


def paging_html(previous: str, following: str) -> SafeString:
    """Previous and next page, as the NHS.UK pagination component."""
    if not previous and not following:
        return _safe(())
    name = escape(_("Pages of the list"))
    parts = [
        f'<nav class="nhsuk-pagination" role="navigation" aria-label="{name}">',
        '<ul class="nhsuk-list nhsuk-pagination__list">',
    ]
    if previous:
        parts.append(_page_link("previous", "prev", previous, _("Previous"), _ARROW_LEFT))
    if following:
        parts.append(_page_link("next", "next", following, _("Next"), _ARROW_RIGHT))
    return _safe([*parts, "</ul></nav>"])


def _page_link(side: str, short: str, address: str, text: str, arrow: str) -> str:
    return (
        f'<li class="nhsuk-pagination-item--{side}"><a class="nhsuk-pagination__link '
        f'nhsuk-pagination__link--{short}" href="{escape(address)}" rel="{short}">'
        f'<span class="nhsuk-pagination__title">{escape(text)}'
        f'<span class="nhsuk-u-visually-hidden"> {escape(_("page"))}</span></span>{arrow}</a></li>'
    )


def tags_html(active: list[Active], address: Address) -> SafeString:
    """The filters in force, each a link that takes it away, and one that takes all."""
    if not active:
        return _safe(())
    return _safe(_tags(active, address))


def _tags(active: list[Active], address: Address) -> Iterator[str]:
    yield f'<div class="portal-filters-set"><h2 class="nhsuk-heading-s">{escape(_("Filters in use"))}</h2>'
    yield '<ul class="nhsuk-list portal-filters-set__list">'
    for one in active:
        yield (
            f'<li><a class="portal-filter-tag" href="{escape(address.without(one.pair))}">'
            f'<span class="nhsuk-u-visually-hidden">{escape(_("Remove"))} </span>'
            f"{escape(one.label)}: {escape(one.said)} "
            '<span class="portal-filter-tag__cross" aria-hidden="true">×</span></a></li>'
        )
    link = f'<a class="nhsuk-link" href="{escape(address.to(filters=()))}">'
    yield f"</ul><p>{link}{escape(_('Clear filters'))}</a></p></div>"


def field_html(field: forms.BoundField) -> SafeString:
    """One filter with its label and, where it was wrong, the message."""
    widget, name = field.field.widget, escape(field.html_name)
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.SelectMultiple):
        return _safe(_boxes(field, name))
    if isinstance(widget, forms.CheckboxInput):
        is_set = bool(field.value() and field.value() != "False")
        return _safe(_group(field, _box(name, f"id_{name}", "on", field.label, is_set)))
    if isinstance(widget, forms.Select):
        value = field.value()
        chosen = str(value).lower() if isinstance(value, bool) else str(value or "")
        control = _select_of(name, _groups(field), {chosen}, field)
    elif isinstance(widget, forms.Textarea | forms.MultiWidget):
        raise TypeError(f"{field.name}: a list has no filter drawn as {type(widget).__name__}.")
    else:
        control = _input(field, name)
    label = (
        f'<label class="nhsuk-label nhsuk-label--s" for="id_{name}">{escape(field.label)}</label>'
    )
    return _safe(_group(field, label, _hint(field), _fault(field), control))


def _group(field: forms.BoundField, *parts: str) -> tuple[str, ...]:
    fault = " nhsuk-form-group--error" if field.errors else ""
    return (f'<div class="nhsuk-form-group{fault}">', *parts, "</div>")


def _hint(field: forms.BoundField) -> str:
    if not field.help_text:
        return ""
    return f'<div class="nhsuk-hint" id="id_{escape(field.html_name)}-hint">{escape(field.help_text)}</div>'


def _fault(field: forms.BoundField) -> str:
    if not field.errors:
        return ""
    said = " ".join(str(error) for error in field.errors)
    return (
        f'<span class="nhsuk-error-message" id="id_{escape(field.html_name)}-error">'
        f'<span class="nhsuk-u-visually-hidden">{escape(_("Error:"))} </span>{escape(said)}</span>'
    )


def _described(field: forms.BoundField) -> str:
    name = escape(field.html_name)
    ids = [f"id_{name}-hint"] * bool(field.help_text) + [f"id_{name}-error"] * bool(field.errors)
    return f' aria-describedby="{" ".join(ids)}"' if ids else ""


def _input(field: forms.BoundField, name: str) -> str:
    kind, extra = "text", ""
    if isinstance(field.field, forms.DateField):
        # A date that could not be read must stay readable, so it goes into a text box.
        kind = "text" if field.errors else "date"
    elif isinstance(field.field, forms.DecimalField | forms.IntegerField):
        extra = ' inputmode="numeric"'
    fault = " nhsuk-input--error" if field.errors else ""
    return (
        f'<input class="nhsuk-input{fault}" id="id_{name}" name="{name}" type="{kind}"{extra}'
        f' value="{escape(text_of(field))}"{_described(field)}>'
    )


def _choices(field: forms.BoundField) -> Iterator[tuple[str, str]]:
    for _group, choices in _groups(field):
        yield from choices


def _groups(field: forms.BoundField) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The choices under the names of their groups; single ones have none."""
    is_yes_no = isinstance(field.field, forms.NullBooleanField)
    # Yes and no have their choices on the widget alone.
    source = field.field if hasattr(field.field, "choices") else field.field.widget
    for key, label in source.choices:
        if isinstance(label, list | tuple):
            yield str(key), [_choice(value, said, is_yes_no=is_yes_no) for value, said in label]
        else:
            yield "", [_choice(key, label, is_yes_no=is_yes_no)]


def _choice(value: Any, said: Any, *, is_yes_no: bool) -> tuple[str, str]:
    # Django calls the open choice "---------", or "Unknown" for yes and no.
    if is_yes_no and value in ("", "unknown"):
        return "", _("Any")
    if value in (None, ""):
        return "", _("Any") if str(said).startswith("---") else str(said)
    return str(value), str(said)


def _select(
    name: str,
    choices: Iterable[tuple[str, str]],
    chosen: set[str],
    field: forms.BoundField | None = None,
) -> str:
    return _select_of(name, [("", choices)], chosen, field)


def _select_of(
    name: str,
    groups: Iterable[tuple[str, Iterable[tuple[str, str]]]],
    chosen: set[str],
    field: forms.BoundField | None = None,
) -> str:
    fault = " nhsuk-select--error" if field is not None and field.errors else ""
    described = _described(field) if field is not None else ""
    parts = []
    for group, choices in groups:
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value in chosen else ""}>{escape(said)}</option>'
            for value, said in choices
        )
        parts.append(
            f'<optgroup label="{escape(group)}">{options}</optgroup>' if group else options
        )
    return (
        f'<select class="nhsuk-select{fault}" id="id_{name}" name="{name}"{described}>'
        f"{''.join(parts)}</select>"
    )


def _box(name: str, identity: str, value: str, label: Any, is_set: bool) -> str:
    return (
        f'<div class="nhsuk-checkboxes__item"><input class="nhsuk-checkboxes__input" id="{identity}"'
        f' name="{name}" type="checkbox" value="{escape(value)}"{" checked" if is_set else ""}>'
        f'<label class="nhsuk-label nhsuk-checkboxes__label" for="{identity}">{escape(label)}</label></div>'
    )


def _boxes(field: forms.BoundField, name: str) -> tuple[str, ...]:
    chosen = {str(value) for value in field.value() or ()}
    boxes = "".join(
        _box(
            name,
            f"id_{name}" if place == 0 else f"id_{name}-{place + 1}",
            value,
            said,
            value in chosen,
        )
        for place, (value, said) in enumerate(_choices(field))
        if value
    )
    return _group(
        field,
        f'<fieldset class="nhsuk-fieldset"{_described(field)}>'
        f'<legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{escape(field.label)}</legend>',
        _hint(field),
        _fault(field),
        f'<div class="nhsuk-checkboxes nhsuk-checkboxes--small">{boxes}</div></fieldset>',
    )


def sort_html(table: Table, sort: str, fields: dict[str, models.Field]) -> SafeString:
    """A choice of order: on a phone, where the table has no headings, the only one.

    `fields` gives the field behind each sortable column, which decides on the words.
    """
    chosen = "" if sort == table.order else sort
    choices = [
        ("" if key == table.order else key, f"{column.heading} ({said})")
        for column in table.sortable.values()
        for key, said in zip(
            (column.key, f"-{column.key}"), directions(fields[column.key]), strict=True
        )
    ]
    return _labelled(SORT, _("Sort by"), _select(SORT, choices, {chosen}))


def per_page_html(table: Table, sizes: Iterable[int], chosen: int) -> SafeString:
    """How many rows at a time; the list's usual number is not worth a place in the address."""
    usual = table.per_page
    choices = [("" if size == usual else str(size), str(size)) for size in sizes]
    control = _select(PER_PAGE, choices, {"" if chosen == usual else str(chosen)})
    return _labelled(PER_PAGE, _("Rows on a page"), control)


def _labelled(name: str, text: str, control: str) -> SafeString:
    label = f'<label class="nhsuk-label nhsuk-label--s" for="id_{name}">{escape(text)}</label>'
    return _safe(('<div class="nhsuk-form-group">', label, control, "</div>"))
