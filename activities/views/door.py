"""The door of a session: the sheet with its code, and saying that one is here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.door import door_picture, note_wrong, tries_over
from activities.forms.attendance import HereForm
from activities.forms.sign_ups import AnswerForm
from activities.models import Opportunity, SignUp
from activities.selectors import attendance as selectors
from activities.services import attendance as services
from activities.views.preparation import found_run
from core.access import public, requires
from core.pace import answers_in_steps
from core.pages import submit_page
from core.service import System


def _context(row: Opportunity, **more: Any) -> dict[str, Any]:
    return {"opportunity": row, "session": row.session, **more}


def _place(request: HttpRequest, row: Opportunity, code: str) -> SignUp | None:
    """The place a code belongs to; one that belongs to none is counted."""
    found = selectors.sign_up_of_code(row, code)
    if found is None:
        note_wrong(request, row.pk)
    return found


@requires("log_activity")
def opportunity_door(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """A sheet for the door, with the code that phones read."""
    row = found_run(request, opportunity_id)
    address = selectors.door_address(row)
    context = _context(row, address=address, picture=door_picture(address))
    return render(request, "activities/opportunity_door.html", context)


@public
@answers_in_steps
def door_here(request: HttpRequest, token: str) -> HttpResponse:
    """At the door: I am here. Never who else is."""
    row = selectors.opportunity_of_door(token)
    mine = selectors.own_place(row, request.user)
    by = request.user if mine else System("door")
    form = (
        AnswerForm(request.POST or None, button=HereForm.submit_text)
        if mine
        else HereForm(request.POST or None)
    )

    def here() -> Opportunity:
        is_over = not mine and tries_over(request, row.pk)
        place = mine or (None if is_over else _place(request, row, form.cleaned_data["code"]))
        return services.mark_here(
            by=by,
            opportunity_id=row.pk,
            sign_up_id=place.pk if place else None,
            too_many=is_over,
        )

    return submit_page(
        request,
        form,
        "activities/door_here.html",
        here,
        then=lambda done: reverse("activities:door_done", args=[token]),
        context=_context(row, why_not=selectors.day_refusal(row.session), is_known=bool(mine)),
    )


@public
def door_done(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you for coming."""
    row = selectors.opportunity_of_door(token)
    return render(request, "activities/door_done.html", _context(row, token=token))
