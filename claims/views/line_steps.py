"""One cost asked one question at a time, each answer saved as it is given."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from claims import line_steps as steps
from claims.forms.claims import LineQuestionForm, line_initial, new_line_initial, way_initial
from claims.models import Category, Line
from claims.rules import claims as rules
from claims.selectors import claims as selectors
from claims.services import lines as services
from claims.views.lines import after_line, line_context
from core import pages
from core.access import requires


def _after(claim: Any, line: Line, question: str) -> str:
    place = steps.place_of(question, line.category, line.vehicle)
    if place is None or place.following is None:
        return after_line(claim, line)
    return reverse("claims:line_ask", args=[line.pk, place.following])


@requires("write_claims")
def line_begin(request: HttpRequest, claim_id: int, sort: str) -> HttpResponse:
    """The first question of a cost; from its answer on there is something to go on with."""
    claim = selectors.find_claim_to_write(request.user, claim_id)
    if sort not in Category.values:
        raise Http404
    form = LineQuestionForm(
        request.POST if request.method == "POST" else None,
        category=sort,
        only=steps.QUESTIONS[steps.FIRST],
        initial=new_line_initial(claim, None),
    )
    return pages.submit_page(
        request,
        form,
        "claims/line_begin.html",
        lambda: services.add_line(by=request.user, claim_id=claim_id, entry=form.entry),
        then=lambda line: _after(claim, line, steps.FIRST),
        context=line_context(claim, sort)
        | {
            "sort": sort,
            "place": steps.place_of(steps.FIRST, sort),
            "blocker": rules.add_line_blocker(request.user, selectors.claim_facts(claim)),
        },
    )


@requires("write_claims")
def line_ask(request: HttpRequest, line_id: int, question: str) -> HttpResponse:
    """One more question of a cost."""
    line = selectors.find_line_to_write(request.user, line_id)
    place = steps.place_of(question, line.category, line.vehicle)
    if place is None:
        raise Http404
    form = LineQuestionForm(
        request.POST if request.method == "POST" else None,
        category=line.category,
        only=steps.QUESTIONS[question],
        initial=_initial(line, request.user),
        version=line.version,
    )
    return pages.submit_page(
        request,
        form,
        "claims/line_ask.html",
        lambda: services.answer_line(
            by=request.user,
            line_id=line_id,
            expected=form.expected_version,
            answers=form.answers,
        ),
        then=lambda saved: _after(line.claim, saved, question),
        context=line_context(line.claim, line.category)
        | {
            "line": line,
            "place": place,
            "blocker": rules.change_blocker(request.user, selectors.claim_facts(line.claim)),
        },
    )


def _initial(line: Any, viewer: Any) -> dict[str, Any]:
    """What was answered; for what was not yet, the way gone last time."""
    initial = line_initial(line)
    if line.category == Category.MILEAGE and not line.tenths:
        last = selectors.journey_to_offer(line.claim, viewer)
        for name, value in way_initial(line.claim, last).items():
            initial[name] = initial[name] or value
    return initial
