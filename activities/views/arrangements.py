"""Travel and cover that people asked for, for the team that arranges it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from activities.forms.arrangements import WishAnswerForm
from activities.selectors import arrangements as selectors
from activities.services.arrangements import answer_wish
from core.access import requires
from core.pages import submit_page


@requires("keep_people")
def arrangement_board(request: HttpRequest) -> HttpResponse:
    """What is to be booked or found, by date, and what was answered."""
    sessions = selectors.arrangements(request.user)
    return render(request, "activities/arrangement_board.html", {"sessions": sessions})


@requires("keep_people")
def arrangement_answer(request: HttpRequest, sign_up_id: int, what: str) -> HttpResponse:
    """Say that it is arranged, or cannot be; the person is told."""
    wish = selectors.find_wish(sign_up_id, what, request.user)
    known = wish.answer
    initial = {"outcome": known.outcome, "words": known.words} if known else {}
    form = WishAnswerForm(
        request.POST or None,
        initial={**initial, "wanted": wish.words},
        version=known.version if known else None,
    )
    row = wish.sign_up
    return submit_page(
        request,
        form,
        "activities/arrangement_answer.html",
        lambda: answer_wish(
            by=request.user,
            sign_up_id=row.pk,
            what=wish.what,
            expected=form.expected_version,
            **form.cleaned_data,
        ),
        then=lambda _done: reverse("activities:arrangement_board"),
        context={
            "wish": wish,
            "person": row.person,
            "session": row.opportunity.session,
            "why_not": selectors.arrange_refusal(request.user, row, wish.words),
        },
        said="Saved. The person can read it, and is told.",
    )
