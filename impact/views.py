"""The shift towards co-creation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from activities.selectors.onion import all_places
from core.access import requires
from impact.forms import ShiftForm
from impact.reports import drawn_numbers, numbers_csv
from impact.selectors import shift_of


@requires("see_shift")
def shift(request: HttpRequest) -> HttpResponse:
    """How deep engagement went over time, and what changed since last quarter."""
    with_hours = request.user.may("see_headcounts")
    form = ShiftForm(request.GET, places=all_places(), with_hours=with_hours)
    found, measure = shift_of(form.asked_place, form.asked_size), form.asked_measure
    context = {
        "form": form,
        "shift": found,
        "deep_names": [level.name for level in found.buckets[0].levels if level.is_deep],
        "with_hours": with_hours,
        "numbers": drawn_numbers(
            found, measure, reverse("impact:shift_csv") + form.query, with_hours=with_hours
        ),
    }
    return render(request, "impact/shift.html", context)


@requires("see_shift")
def shift_csv(request: HttpRequest) -> HttpResponse:
    """The numbers as a file."""
    with_people = request.user.may("see_headcounts")
    form = ShiftForm(request.GET, places=all_places(), with_hours=with_people)
    found = shift_of(form.asked_place, form.asked_size)
    text = numbers_csv(found, with_people=with_people)
    name = f"shift-{slugify(found.place.name)[:60] or 'part'}-{found.as_of.isoformat()}.csv"
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
