"""How long claims wait and why they are refused: for the involvement team."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims import figure_words as words
from claims.figures import reasons, times, times_by
from claims.forms.figures import FiguresForm
from claims.selectors.figures import decided_in
from claims.selectors.policy import edition_on
from core.access import requires

PARTS = {
    "category": ("Sort of cost", lambda row: row.category),
    "directorate": ("Directorate", lambda row: row.directorate),
    "level": ("Level", lambda row: row.level),
}


@requires("see_claim_figures")
def claim_figures(request: HttpRequest) -> HttpResponse:
    """Claims in figures."""
    form = FiguresForm(request.GET)
    rows, edition = decided_in(form.period), edition_on(timezone.localdate())
    whole, whys = times("All costs", rows), reasons(rows)
    parts = [
        {
            "title": f"By {what.lower()}",
            "svg": words.times_chart(f"claims-{name}", what, found),
            **words.times_table(what, found),
        }
        for name, (what, part_of) in PARTS.items()
        for found in [times_by(rows, part_of)]
    ]
    context = {
        "form": form,
        "period": form.period,
        "whole": whole,
        "half": words.days_said(whole.half),
        "most": words.days_said(whole.most),
        "promise": words.days_said(edition.decide_within_days) if edition else "",
        "parts": parts,
        "reasons": words.reasons_table(whys),
        "reasons_svg": words.reasons_chart(whys),
        "today": timezone.localdate(),
        "has_errors": bool(form.errors),
    }
    return render(request, "claims/claim_figures.html", context)
