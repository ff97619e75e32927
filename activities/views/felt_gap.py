"""How deep sessions felt, for the involvement team."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from activities.charts.felt_gap import TITLE, gap_bars
from activities.reports.felt_gap import SIDE_WORDS, gap_csv, gap_table, used_table
from activities.rules.felt import FEWEST
from activities.selectors.felt_gap import gap_page
from core.access import requires


@requires("see_felt")
def felt_gap(request: HttpRequest) -> HttpResponse:
    """The gap between what was logged and how it felt, and what people want us to know."""
    page = gap_page()
    context = {
        "page": page,
        "fewest": FEWEST,
        "title": TITLE,
        "svg": gap_bars(list(zip(SIDE_WORDS, page.figures, strict=True))),
        "table": gap_table(page),
        "used": used_table(page),
    }
    return render(request, "activities/felt_gap.html", context)


@requires("see_felt")
def felt_gap_csv(request: HttpRequest) -> HttpResponse:
    """The numbers as a file, with nothing of fewer answers than the page shows."""
    page = gap_page()
    response = HttpResponse(gap_csv(page), content_type="text/csv; charset=utf-8")
    name = f"how-it-felt-{page.as_of.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
