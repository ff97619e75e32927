"""``{% saved_views page %}``: a list's saved views above it, and the way to save what is shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.template import Context
from django.urls import reverse

from core.saved.lists import asked_of, is_same, list_place, name_of
from core.saved.selectors import views_of_list
from core.tables import ListPage

register = template.Library()

# More would push the list itself off the screen; the rest are one click away.
MOST_SHOWN = 8


@register.inclusion_tag("core/list_views.html", takes_context=True)
def saved_views(context: Context, page: ListPage) -> dict[str, Any]:
    """One query. Nothing for visitors, and on pages that are no list of their own."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    person = getattr(request, "user", None)
    if request is None or match is None or person is None or not person.is_authenticated:
        return {}
    place = list_place(name_of(match))
    if place is None:
        return {}
    asked = asked_of(request)
    views = views_of_list(place, person)
    current = next((view for view in views if is_same(view.query, asked)), None)
    shown = views[:MOST_SHOWN]
    if current and current not in shown:
        shown.append(current)
    may_save = asked and current is None and not page.has_errors
    name = quote(place.name, safe=":")
    return {
        "views": shown,
        "more": len(views) - len(shown),
        "current": current,
        "gone": _gone(page) if current else [],
        "save_url": f"{reverse('core:saved_view_add', args=[name])}?{asked}" if may_save else "",
    }


def _gone(page: ListPage) -> list[str]:
    """The filters of an open view whose value the list no longer knows, by their labels."""
    if page.filters is None or page.filters.form is None:
        return []
    fields = page.filters.form.fields
    return [str(fields[name].label or name) for name in page.filters.errors if name in fields]
