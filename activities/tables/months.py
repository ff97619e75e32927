"""Days of the calendar as HTML: repeated too often on a page for templates. All text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.html import conditional_escape as safe
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.selectors.months import Day, Line, Page, has_any
from organisation.selectors.special_days import Marked


def day_list(page: Page) -> SafeString:
    """The days with something on them, one after the other."""
    return mark_safe("\n".join(_listed(day) for day in page.days))  # noqa: S308 - escaped below


def day_grid(page: Page, today: date, query: str) -> SafeString:
    """The rows of a week or a month: a cell for each day."""
    # Of the one or two months there are; naming them for each day would take longer than the rest.
    names = {day.on.month: date_format(day.on, "F") for week in page.weeks for day in week[::6]}
    weekdays = [safe(date_format(day.on, "l")) for day in page.weeks[0]]
    found = [
        "<tr>"
        + "".join(
            _cell(day, weekday, names[day.on.month], today, query)
            for weekday, day in zip(weekdays, week, strict=True)
        )
        + "</tr>"
        for week in page.weeks
    ]
    return mark_safe("\n".join(found))  # noqa: S308 - escaped below


def _listed(day: Day) -> str:
    heading = safe(date_format(day.on, "l j F Y"))
    return (
        f'<div class="portal-day"><h3 class="nhsuk-heading-s">{heading}</h3>'
        f"{_marks(day.marks)}{_lines(day.lines, with_where=True)}</div>"
    )


def _cell(day: Day, weekday: str, month: str, today: date, query: str) -> str:
    """One day. On a phone only days with something on them show, each with its weekday."""
    current = ' aria-current="date"' if day.on == today else ""
    if not day.is_inside:
        return f'<td class="portal-month__free"{current}></td>'
    on = day.on.isoformat()
    more = _more(day, month, query) if day.more else ""
    free = "" if has_any(day) else ' class="portal-month__free"'
    return (
        f'<td{free}{current} data-weekday="{weekday}"><time datetime="{on}">{day.on.day}'
        f'<span class="portal-month__name"> {safe(month)}</span></time>'
        f"{_marks(day.marks)}{_lines(day.lines)}{more}</td>"
    )


def _marks(marks: Iterable[Marked]) -> str:
    if not marks:
        return ""
    items = "".join(f"<li>{safe(_mark(mark))}</li>" for mark in marks)
    return f'<ul class="nhsuk-list portal-special">{items}</ul>'


def _mark(mark: Marked) -> str:
    """What day it is to some, in words."""
    until, unsure = "", ""
    if not mark.is_one_day:
        last = date_format(mark.last_on, "j F")
        until = f" ({_('until %(day)s') % {'day': last}})"
    if mark.is_unsure:
        unsure = f" ({_('may be a day earlier or later')})"
    return f"{mark.name}{until}{unsure}"


def _lines(lines: Iterable[Line], *, with_where: bool = False) -> str:
    if not lines:
        return ""
    found = []
    for line in lines:
        times = f"{line.times}: " if line.times else ""
        note = f" ({safe(line.note)})" if line.note else ""
        where = f"<br>{safe(line.where)}" if with_where and line.where else ""
        found.append(
            f'<li>{times}<a href="{safe(line.href)}">{safe(line.title)}</a>{note}{where}</li>'
        )
    return f'<ul class="nhsuk-list">{"".join(found)}</ul>'


def _more(day: Day, month: str, query: str) -> str:
    """How many more there are on a day, leading to all of them."""
    words = ngettext("and %(n)d more", "and %(n)d more", day.more) % {"n": day.more}
    whose = _("on %(day)s") % {"day": f"{day.on.day} {month}"}
    address = f"?view=list&on={day.on.isoformat()}{f'&{query}' if query else ''}"
    return (
        f'<p><a href="{safe(address)}">{safe(words)}'
        f'<span class="nhsuk-u-visually-hidden"> {safe(whose)}</span></a></p>'
    )
