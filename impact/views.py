"""The shift towards co-creation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from activities.selectors.onion import all_places
from core.access import requires
from impact.charts import deep_line, level_bars
from impact.forms import COUNTED, ShiftForm
from impact.measures import MEASURES
from impact.reports import level_table, numbers_csv, share_table, what_changed
from impact.selectors import shift_of


@requires("see_shift")
def shift(request: HttpRequest) -> HttpResponse:
    """How deep engagement went over time, and what changed since last quarter."""
    form = ShiftForm(request.GET, places=all_places())
    found, measure = shift_of(form.asked_place, form.asked_size), form.asked_measure
    context = {
        "form": form,
        "shift": found,
        "changed": what_changed(found),
        "deep_names": [level.name for level in found.buckets[0].levels if level.is_deep],
        "lines": [(COUNTED[name], deep_line(found, name)) for name in MEASURES],
        "shares": share_table(found),
        "bars": level_bars(found, measure),
        "numbers": level_table(found, measure),
        "counted": COUNTED[measure],
        "downloads": [{"text": "numbers (CSV)", "href": reverse("impact:shift_csv") + form.query}],
    }
    return render(request, "impact/shift.html", context)


@requires("see_shift")
def shift_csv(request: HttpRequest) -> HttpResponse:
    """The numbers as a file."""
    form = ShiftForm(request.GET, places=all_places())
    found = shift_of(form.asked_place, form.asked_size)
    text = numbers_csv(found, with_people=request.user.may("see_headcounts"))
    name = f"shift-{slugify(found.place.name)[:60] or 'part'}-{found.as_of.isoformat()}.csv"
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
