"""What was drawn, and how anybody can do it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from activities.selectors.draw import draw_page
from activities.selectors.opportunities import find_sign_up
from activities.views.preparation import found_run
from core.access import requires, signed_in


@requires("log_activity")
def opportunity_draw(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """The draw of a session, for those who run it."""
    row = found_run(request, opportunity_id)
    context = {"opportunity": row, "session": row.session, "draw": draw_page(row)}
    return render(request, "activities/opportunity_draw.html", context)


@signed_in
def sign_up_draw(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """The draw somebody was in, also after they gave their place back."""
    row = find_sign_up(sign_up_id, request.user)
    draw = draw_page(row.opportunity, row.pk)
    context = {"sign_up": row, "session": row.opportunity.session, "draw": draw}
    return render(request, "activities/sign_up_draw.html", context)
